"""What a channel is: it reads what comes in and sends what is said. Everything else is the same for all."""

import re
from dataclasses import dataclass
from typing import Protocol

from komek.doors.bots.memory import Media
from komek.doors.bots.nouns import Heard, Said

HIDING = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Signs without a picture that turn the direction of what follows or hide it. Marks of a single direction may stay."""


@dataclass(frozen=True)
class Incoming:
    """One update: its id, the chat it came from, what was heard, and what a channel needs to answer it well.

    `tapped` acknowledges a button, `message` is hers (to delete it where it holds the numbers of a receipt).
    `address` is where an answer goes, where that is another name than the chat's.
    """

    update: str
    chat: str
    heard: Heard
    media: Media | None = None
    tapped: str = ""
    message: str = ""
    address: str = ""
    language: str = ""


class Channel(Protocol):
    """How one messenger sends. Each method raises Undelivered (try again) or Refused (never)."""

    @property
    def name(self) -> str: ...
    @property
    def most(self) -> int:
        """Say how many buttons it shows below one message."""

    @property
    def can_delete(self) -> bool: ...
    @property
    def keeps(self) -> bool:
        """Say whether what was said is kept for a page that shows it again."""

    @property
    def can_tell(self) -> bool:
        """Say whether somebody can be told later that there is an answer."""

    def send(self, to: Incoming, said: Said, language: str) -> tuple[str, ...]:
        """Send one message; give the ids under which it can be deleted."""

    def acknowledge(self, incoming: Incoming) -> None:
        """Let the messenger know that a tap has arrived."""

    def delete(self, chat: str, messages: tuple[str, ...]) -> None:
        """Delete messages."""

    def fetch(self, media: Media, most: int) -> bytes:
        """Fetch a photo or voice note into memory."""


def plain(text: str) -> str:
    """Take out signs that hide or turn what follows; the rest is shown as it is: no messenger is told of markup."""
    return HIDING.sub("", text)


def units(text: str) -> int:
    """Count a text as messengers do: signs beyond the first plane, such as emoji, count twice."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str, most: int) -> str:
    """Cut a text to a messenger's limit, with an ellipsis where something is missing."""
    if units(text) <= most:
        return text
    kept = ""
    room = most - 1
    for sign in text:
        room -= units(sign)
        if room < 0:
            break
        kept += sign
    return kept.rstrip() + "…"
