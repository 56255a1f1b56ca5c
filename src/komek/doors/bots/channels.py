"""What a channel is: it reads what comes in and sends what is said. Everything else is the same for all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from komek.doors.bots.memory import Media
from komek.doors.bots.nouns import Heard, Said


@dataclass(frozen=True)
class Incoming:
    """One update: its id, the chat it came from, what was heard, and what a channel needs to answer it well.

    `tapped` acknowledges a button, `message` is hers (to delete it where it holds the numbers of a receipt).
    `address` is where an answer goes, where that is another name than the chat's; `at` when she wrote, in seconds, 0
    where the messenger does not say.
    """

    update: str
    chat: str
    heard: Heard
    media: Media | None = None
    tapped: str = ""
    message: str = ""
    address: str = ""
    language: str = ""
    at: float = 0.0


class Channel(Protocol):
    """How one messenger sends. Sending and fetching raise Undelivered (try again) or Refused (never)."""

    @property
    def name(self) -> str: ...
    @property
    def most(self) -> int:
        """Say how many buttons it shows below one message."""

    @property
    def deletable(self) -> float:
        """Say for how many seconds a message can be deleted; 0 for never."""

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

    def delete(self, chat: str, messages: tuple[str, ...]) -> tuple[str, ...]:
        """Delete messages; give those that could not be deleted. Raises nothing."""

    def fetch(self, media: Media, most: int) -> bytes:
        """Fetch a photo or voice note into memory."""


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


def parts(text: str, most: int) -> Iterator[str]:
    """Cut a text at paragraphs, lines or blanks, so that each part fits and nothing is lost."""
    while units(text) > most:
        head = shortened(text, most)[:-1]
        at = next((at for sign in ("\n\n", "\n", " ") if (at := head.rfind(sign)) > most // 2), len(head))
        if part := text[:at].rstrip():
            yield part
        text = text[at:].lstrip()
    if text:
        yield text
