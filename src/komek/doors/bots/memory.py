"""What is remembered of a conversation for a day, sealed: codes and numbers, nothing that anybody wrote.

Received updates (so that none is answered twice), the bot's own messages (so that they can be deleted), how often
somebody writes, a ticket of words that are held until she says yes or no, where a photo lies that she may pass on, and
while she writes to a person, leave to go on under her numbers: not the numbers (docs/adr/0006). `handle` names the
button below the answer that she has opened, so that an older button deletes nothing else.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from komek.doors.bots.nouns import Said, State, packed

SEEN, OWN, SHOWN = 40, 400, 12
MOST_SHOWN = 16_000
"""Bytes of messages that a page shows again: with them it still comes in one round trip."""

HELD_SECONDS = 15 * 60
BURST, PER_SECOND, WARNED = 12.0, 0.5, 60.0
"""Messages one chat may send at once, how many a second after that, and seconds between two words about it."""


@dataclass(frozen=True)
class Held:
    """Words that lie closed at the mailbox: the ticket, the receipt that is shown once she agrees, and since when."""

    ticket: str
    first: str
    second: str
    until: str
    at: float
    onward: str = ""

    def asked(self, now: float) -> "Held":
        """Wait from now on, because she is asked once more; of what is over only the ticket stays.

        So her yes finds that it is gone, and says so: nothing is deleted without a word.
        """
        if now - self.at < HELD_SECONDS:
            return replace(self, at=now)
        return replace(self, first="", second="", until="", onward="")


class Own(NamedTuple):
    """A message of the bot's own: its id at the messenger, and when it was sent."""

    id: str
    at: int


@dataclass(frozen=True)
class Media:
    """A photo or voice note at the messenger: where it lies there, and how it would be called."""

    file: str
    name: str


@dataclass(frozen=True)
class Unsent:
    """An update whose answer did not go out whole: what is left, or only how many messages went already.

    `numbers` is her message with the numbers of a receipt, to be taken out of the chat; `handed`: she was led on to a
    person, which is still to be counted.
    """

    update: str
    gone: int = 0
    left: tuple[Said, ...] | None = None
    numbers: str = ""
    handed: bool = False

    def packed(self) -> list[Any]:
        """Write as plain values."""
        return [self.update, self.gone, _all(self.left), self.numbers, self.handed]

    @classmethod
    def unpacked(cls, told: list[Any]) -> "Unsent":
        """Read."""
        update, gone, left, numbers, handed = told
        return cls(update, gone, _read(left), numbers, handed)


@dataclass(frozen=True)
class Memory:
    """One conversation."""

    state: State = State()
    seen: tuple[str, ...] = ()
    own: tuple[Own, ...] = ()
    credit: float = BURST
    at: float = 0.0
    warned: float = 0.0
    held: tuple[Held, ...] = ()
    media: Media | None = None
    unsent: Unsent | None = None
    shown: tuple[Said, ...] = field(default=())
    onward: str = field(default="", repr=False)
    handle: str = ""

    def with_seen(self, update: str) -> "Memory":
        """Remember that an update is done."""
        return replace(self, seen=(*self.seen, update)[-SEEN:], unsent=None)

    def going_on(self, onward: str = "", handle: str = "") -> "Memory":
        """Remember under what she goes on, and how the button that deletes it is called; without both, neither."""
        return replace(self, onward=onward, handle=handle)

    def with_own(self, ids: tuple[str, ...], at: float) -> "Memory":
        """Remember messages of the bot."""
        return replace(self, own=(*self.own, *(Own(each, int(at)) for each in ids))[-OWN:])

    def with_shown(self, said: tuple[Said, ...]) -> "Memory":
        """Remember what a page shows again, the newest of it; what is shown once is left out."""
        shown = (*self.shown, *(each for each in said if not each.once))[-SHOWN:]
        sizes = [len(each.text.encode()) for each in shown]
        while len(sizes) > 1 and sum(sizes) > MOST_SHOWN:
            del sizes[0]
        return replace(self, shown=shown[-len(sizes) :] if sizes else ())

    def counted(self, now: float) -> tuple["Memory", bool]:
        """Count one message of hers; says whether she may have an answer to it."""
        credit = min(BURST, self.credit + max(0.0, now - self.at) * PER_SECOND)
        if credit < 1:
            return replace(self, credit=credit, at=now), False
        return replace(self, credit=credit - 1, at=now), True

    def cleared(self, language: str) -> "Memory":
        """Forget all but the language and what keeps the channel in order."""
        fresh = Memory(State("home" if language else "language", language))
        return replace(fresh, seen=self.seen, credit=self.credit, at=self.at)

    def packed(self) -> bytes:
        """Write as bytes."""
        held = [[each.ticket, each.first, each.second, each.until, each.at, each.onward] for each in self.held]
        media = [self.media.file, self.media.name] if self.media else None
        return packed(
            {
                "state": self.state.packed(),
                "seen": self.seen,
                "own": self.own,
                "flow": [self.credit, self.at, self.warned],
                "held": held,
                "media": media,
                "unsent": self.unsent and self.unsent.packed(),
                "shown": _all(self.shown),
                "onward": [self.onward, self.handle],
            }
        )

    @classmethod
    def unpacked(cls, data: bytes) -> "Memory":
        """Read; what is none begins anew."""
        try:
            told: dict[str, Any] = json.loads(data)
            credit, at, warned = map(float, told["flow"])
            media, unsent = told["media"], told["unsent"]
            onward, handle = map(str, told["onward"])
            return cls(
                state=State.unpacked(told["state"]),
                seen=tuple(told["seen"]),
                own=tuple(Own(*each) for each in told["own"]),
                credit=credit,
                at=at,
                warned=warned,
                held=tuple(Held(*each) for each in told["held"]),
                media=Media(*media) if media else None,
                unsent=Unsent.unpacked(unsent) if unsent else None,
                shown=_read(told["shown"]) or (),
                onward=onward,
                handle=handle,
            )
        except (ValueError, TypeError, KeyError, IndexError):
            return cls()


def _all(said: tuple[Said, ...] | None) -> list[Any] | None:
    return None if said is None else [each.packed() for each in said]


def _read(told: list[Any] | None) -> tuple[Said, ...] | None:
    return None if told is None else tuple(Said.unpacked(each) for each in told)
