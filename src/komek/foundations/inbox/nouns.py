"""Values that doors and colleagues get: none of them is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from komek.foundations.vault import FileView

CHANNELS = ("web", "telegram", "whatsapp", "kiosk")
KEPT = timedelta(days=90)
"""Messages, answers and their two numbers end so long after the last change. A default of the house."""

MARK = 16
"""Signs of the mark of those who read."""


@dataclass(frozen=True)
class Duty:
    """Who would read a message first, in which country, usually within how many minutes; and who after them, where.

    `next` are names, `countries` the country of each. `now` is False where nobody is on duty and they read it when
    somebody comes.
    """

    name: str
    country: str
    minutes: int
    next: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    now: bool = True

    @property
    def mark(self) -> str:
        """Name them in short, so that sending can be held against whom she was told of; it names nobody.

        It is another one where somebody else reads, where another one reads first, and where nobody is on duty any
        more. The usual waiting time moves with every message that is taken, and makes no other mark.
        """
        told = (self.name, self.country, *self.next, *self.countries, "now" if self.now else "later")
        return sha256("\n".join(told).encode()).hexdigest()[:MARK]


@dataclass(frozen=True)
class Back:
    """Where the writer may be told that there is an answer; it travels inside the sealed message only."""

    channel: str
    address: str = field(repr=False)
    may_tell: bool = False


@dataclass(frozen=True)
class Receipt:
    """Two numbers of eight digits that look like telephone numbers; shown once, kept nowhere."""

    first: str = field(repr=False)
    second: str = field(repr=False)


@dataclass(frozen=True)
class Onward:
    """Leave to go on under two numbers, or to end, without typing them: it opens no answer and names no number."""

    receipt: UUID
    country: str
    language: str

    def packed(self) -> str:
        """Write it as one word, for the memory of a conversation."""
        return f"{self.receipt.hex}|{self.country}|{self.language}"

    @classmethod
    def unpacked(cls, told: str) -> Onward | None:
        """Read it; None for what is none."""
        try:
            receipt, country, language = told.split("|")
            return cls(UUID(receipt), country, language)
        except ValueError:
            return None


@dataclass(frozen=True)
class Dropped:
    """What the writer gets: two numbers that work `until` a day.

    `ticket` is for `agree` and `decline` while the message is `held`, else empty. `onward` is for `go_on`. `readers`
    are those whom it is sealed to, also where others are on duty by now.
    """

    message: UUID
    receipt: Receipt
    until: date
    readers: Duty
    ticket: str = field(default="", repr=False)
    held: bool = False
    onward: str = field(default="", repr=False)


@dataclass(frozen=True)
class Added:
    """What was added to a thread: like `Dropped`, but the numbers are those that the writer has already."""

    message: UUID
    readers: Duty
    onward: str = field(repr=False)
    ticket: str = field(default="", repr=False)

    @property
    def held(self) -> bool:
        """Say whether nobody sees it before she agrees."""
        return bool(self.ticket)


@dataclass(frozen=True)
class Sent:
    """A message of hers as she sees it: day and state. Its words are not shown to whoever finds the paper."""

    day: date
    state: str


@dataclass(frozen=True)
class Reply:
    """An answer, opened; `day` is when it was written."""

    day: date
    text: str = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """What two numbers open. `state`: "waiting", "taken", "answered" or "closed", of the newest message.

    `silence` is empty, or the key of the sentence in [inbox] for twice the usual time without an answer: "silence"
    while nobody has taken a message of hers, "taken_silence" after somebody has; show a number to dial with it.
    `reader` reads what she writes next; None where nobody does. Country and language are those she wrote with.
    `onward` is for `go_on`.
    """

    state: str
    sent: tuple[Sent, ...]
    answers: tuple[Reply, ...]
    silence: str
    reader: Duty | None
    country: str
    language: str
    until: date
    onward: str = field(default="", repr=False)

    @property
    def silent(self) -> bool:
        """Say whether nobody has answered in twice the usual time."""
        return bool(self.silence)


@dataclass(frozen=True)
class Head:
    """What a colleague sees of a message before she takes it."""

    country: str
    language: str
    channel: str
    danger: bool
    at: datetime


@dataclass(frozen=True)
class Letter:
    """A message, opened. `can_tell`: the writer allowed us to tell her, in her channel, that there is an answer."""

    head: Head
    text: str = field(repr=False)
    can_tell: bool
    files: tuple[FileView, ...]
    replies: tuple[Reply, ...] = ()
