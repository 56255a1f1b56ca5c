"""What the outbox does by itself, and the bell that rings when a message waits."""

from uuid import UUID

from komek.foundations import inbox
from komek.foundations.notify import sending
from komek.kernel import nightly

MESSAGES = "/desk/hotline/messages/"
READERS = ("hotline", "cases")
"""Whose circle reads messages: the second where an organisation has no first."""


@nightly.register_minutely("notify.send")
def send() -> None:
    """Send what is due, and forget what went."""
    sending.send_due()
    sending.forget_old()


def ring(organisation: UUID, message: UUID) -> None:
    """Tell those who can open it that a message waits; not which."""
    sending.tell_circle(organisation, READERS, "message", MESSAGES)


inbox.register_bell(ring)
