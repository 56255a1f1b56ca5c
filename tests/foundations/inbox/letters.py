"""Writing as a stranger does, and reading as a colleague does."""

from typing import Any

from komek.foundations import inbox
from komek.foundations.inbox.models import Message
from tests.factories.orgs import Staff
from tests.foundations.inbox.conftest import HERE

WORDS = "Паспортимни олиб қўйишди."


def dropped(text: str = WORDS, **more: Any) -> inbox.Dropped:
    """Drop a message in from Russia, in Uzbek, from the web."""
    said: dict[str, Any] = {"country": "RU", "language": "uz", "channel": "web", "source": HERE}
    return inbox.drop(text, **{**said, **more})


def row(made: inbox.Dropped) -> Message:
    """Give the row of a message."""
    return Message.objects.get(pk=made.message)


def taken(made: inbox.Dropped, by: Staff) -> Message:
    """Take a message."""
    return inbox.take(message=row(made), by=by.actor)


def opened(made: inbox.Dropped, **more: Any) -> inbox.Opened:
    """Open what the two numbers open."""
    return inbox.read(made.receipt.first, made.receipt.second, **{"source": HERE, **more})
