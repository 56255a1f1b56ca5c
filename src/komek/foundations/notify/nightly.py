"""What the outbox does by itself, the bell that rings when a message waits, and who waits to be let in."""

from uuid import UUID

from komek.foundations import inbox
from komek.foundations.notify import sending
from komek.foundations.orgs import queries
from komek.kernel import nightly

MESSAGES, KEYS = "/desk/hotline/messages/", "/desk/keys/"
READERS = ("hotline", "cases")
"""Whose circle reads messages: the second where an organisation has no first."""


@nightly.register_minutely("notify.send")
def send() -> None:
    """Send what is due, and forget what went."""
    sending.send_due()
    sending.forget_old()


@nightly.register("notify.newcomers")
def tell_of_newcomers() -> None:
    """Tell the members of a circle that a newcomer waits to be let in."""
    for organisation, _zone in queries.zones():
        kinds = {circle.kind for each in queries.waiting(organisation) for circle in each.waiting}
        for kind in sorted(kinds):
            sending.tell_circle(organisation, (kind,), "newcomer", KEYS)


def ring(organisation: UUID, message: UUID) -> None:
    """Tell those who can open it that a message waits; not which."""
    sending.tell_circle(organisation, READERS, "message", MESSAGES)


inbox.register_bell(ring)
