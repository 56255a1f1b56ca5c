"""The chats of colleagues: named and sealed under a key in the memory of this machine, which no disk and backup holds.

The worker opens them to send. When the machine stops, the key is gone: notices go by e-mail until the colleague has
linked her chat again.
"""

from uuid import UUID

from komek.foundations.notify.models import Wish
from komek.foundations.vault.errors import Tampered
from komek.foundations.vault.passing import Passing

KEY = Passing.while_running("staff")
ROOM = 32
"""A chat is filled up to this, so that its length tells nothing."""


def name_of(address: str) -> bytes:
    """Give the name under which a chat is known while the key lives."""
    return KEY.name_for("telegram", address)


def sealed(user: UUID, address: str) -> bytes:
    """Seal a chat for the row of its owner."""
    return KEY.seal(address.encode(), user.bytes, ROOM)


def opened(wish: Wish) -> str | None:
    """Give the chat of a colleague, or None where the key has gone with the memory it was in."""
    try:
        return KEY.open(bytes(wish.chat), wish.user.bytes).decode()
    except Tampered:
        return None


def forget(user: UUID, *, closed: bool) -> None:
    """Forget the chat of a colleague; `closed` where it was not her wish: then she is told by e-mail."""
    Wish.objects.filter(user=user).update(chat=b"", chat_name=b"", closed=closed)
