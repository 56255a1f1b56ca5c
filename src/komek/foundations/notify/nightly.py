"""What the outbox does by itself."""

from komek.foundations.notify import sending
from komek.kernel import nightly


@nightly.register_minutely("notify.send")
def send() -> None:
    """Send what is due."""
    sending.send_due()


@nightly.register("notify.forget")
def forget() -> None:
    """Delete what went a day ago."""
    sending.forget_old()
