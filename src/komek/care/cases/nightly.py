"""What ends by itself, without anybody's key."""

from komek.care.cases.actions import consent
from komek.kernel import nightly


@nightly.register("cases.expire_consents")
def expire_consents() -> None:
    """End the keys of every consent whose last day has passed."""
    consent.expire_due()
