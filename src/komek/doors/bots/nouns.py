"""What passes between a channel and the engine."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from komek.foundations import inbox
from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, Reader

Kind = Literal["text", "tap", "start", "media", "clear"]
Room = Literal[
    "language",
    "origin",
    "destination",
    "home",
    "topics",
    "topic",
    "asked",
    "danger",
    "person",
    "day",
    "plan",
    "write",
    "onward",
    "changed",
    "numbers",
    "receipt",
]
"""`write`: the next text is a message; `onward`: it goes on under her numbers; `changed`: it is held, as is what she
has just written, until she agrees to others than she was told of; `numbers`: it is the two numbers."""

WRITING: tuple[Room, ...] = ("write", "onward", "changed")
"""Rooms in which she writes to a person."""

ROOMS: tuple[Room, ...] = get_args(Room)
Effect = Literal["hold", "agree", "decline", "drop", "onward", "pass", "read", "more", "erase"]
"""What is done at the sealed mailbox."""

EFFECTS: tuple[Effect, ...] = get_args(Effect)
MARK = re.compile(r"[0-9a-f]{0,16}")


@dataclass(frozen=True)
class State:
    """Where a conversation stands: codes only, nothing that was written.

    `tell` is her leave to be told here that there is an answer; `handed` says that she was led on to a person, which is
    counted once. `told` is the mark of the organisations of which she was last told that they read, "" for none.
    """

    room: Room = "language"
    language: str = ""
    nationality: str = ""
    destination: str = ""
    topic: str = ""
    arrived: str = ""
    page: int = 0
    tell: bool = False
    handed: bool = False
    told: str = ""

    @property
    def country(self) -> str:
        """Give where she is or goes, as far as she has told."""
        return self.destination or self.nationality

    def reader(self) -> Reader:
        """Give what the guide needs to know."""
        day = date.fromisoformat(self.arrived) if self.arrived else None
        return Reader(self.language or "en", self.nationality, self.destination, arrived=day)

    def to(self, room: Room, topic: str = "", page: int = 0) -> "State":
        """Go to a room."""
        return replace(self, room=room, topic=topic, page=page)

    def packed(self) -> list[Any]:
        """Write the state as plain values."""
        about = [self.nationality, self.destination, self.topic, self.arrived]
        return [self.room, self.language, *about, self.page, self.tell, self.handed, self.told]

    @classmethod
    def unpacked(cls, told: object) -> "State":
        """Read a state; what is not one begins anew."""
        try:
            state = cls(*told)  # type: ignore[misc] # whatever it is: a wrong one raises
            sound = (
                state.room in ROOMS
                and state.language in ("", *LANGUAGES)
                and state.nationality in ("", *NATIONALITIES)
                and state.destination in ("", *DESTINATIONS)
                and MARK.fullmatch(state.told)
                and state.reader() is not None
            )
            return state if sound else cls()
        except (ValueError, TypeError):
            return cls()


@dataclass(frozen=True)
class Heard:
    """What came in: words, a tapped button, a start with a topic, a voice note or photo, the wish to clear."""

    kind: Kind
    text: str = ""


@dataclass(frozen=True)
class Button:
    """A button: words, and the code that comes back when it is tapped; with an address it opens a page instead."""

    label: str
    code: str
    url: str = ""


@dataclass(frozen=True)
class Said:
    """One message: plain text without markup, and rows of buttons. `once`: shown once and kept nowhere."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    once: bool = False

    @property
    def all_buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.buttons for button in row)

    def packed(self) -> list[Any]:
        """Write the message as plain values."""
        return [self.text, [[[b.label, b.code, b.url] for b in row] for row in self.buttons], self.once]

    @classmethod
    def unpacked(cls, told: list[Any]) -> "Said":
        """Read a message."""
        return cls(told[0], tuple(tuple(Button(*button) for button in row) for row in told[1]), bool(told[2]))


@dataclass(frozen=True)
class Deed:
    """Something to be done besides answering: count a fact, clear messages, note a miss, or do an `Effect`.

    `danger`: what is passed on speaks of danger.
    """

    kind: Literal["view", "question", "handover", "clear", "miss"] | Effect
    topic: str = ""
    danger: bool = False


@dataclass(frozen=True)
class Turn:
    """What follows from one message."""

    state: State
    said: tuple[Said, ...]
    deeds: tuple[Deed, ...] = ()

    @property
    def effect(self) -> Effect | None:
        """Give what is to be done at the mailbox; at most one thing follows from one message."""
        return next((each for each in EFFECTS for deed in self.deeds if deed.kind == each), None)

    @property
    def clears(self) -> bool:
        """Say whether everything is to be taken back."""
        return any(deed.kind == "clear" for deed in self.deeds)

    @property
    def danger(self) -> bool:
        """Say whether what is passed on speaks of danger."""
        return any(deed.danger for deed in self.deeds)


@dataclass(frozen=True)
class Outcome:
    """What came of an effect. `code` is what happened or why it did not; pairs of numbers are shown once.

    `until` is the day on which they end. `answers` are what a person has written; `taken`: somebody has her message;
    `silence`: which sentence says that nobody answered within the time that was told, "" for none. `media`: what she
    wanted to pass on still lies there. `onward`: she may write again without the numbers. `handle` names the
    button that deletes what was opened. `readers` are those whom it was sealed to, where it was sealed just now.
    `late`: some of what she agreed to was deleted before her yes.
    """

    code: str
    numbers: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()
    silence: str = ""
    taken: bool = False
    until: date | None = None
    most: int = 0
    media: bool = False
    onward: bool = False
    handle: str = ""
    readers: inbox.Duty | None = None
    late: bool = False


def packed(told: object) -> bytes:
    """Write plain values as bytes."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
