"""What passes between a channel and the engine."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, Reader

Kind = Literal["text", "tap", "start", "media", "clear"]
Room = Literal[
    "language", "origin", "destination", "home", "topics", "topic", "asked", "danger", "person", "day", "plan", "write"
]
ROOMS: tuple[Room, ...] = (
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
)


@dataclass(frozen=True)
class State:
    """Where a conversation stands: codes only, nothing that was written."""

    room: Room = "language"
    language: str = ""
    nationality: str = ""
    destination: str = ""
    topic: str = ""
    arrived: str = ""
    page: int = 0

    def reader(self) -> Reader:
        """Give what the guide needs to know."""
        day = date.fromisoformat(self.arrived) if self.arrived else None
        return Reader(self.language or "en", self.nationality, self.destination, arrived=day)

    def to(self, room: Room, topic: str = "", page: int = 0) -> "State":
        """Go to a room."""
        return replace(self, room=room, topic=topic, page=page)

    def packed(self) -> bytes:
        """Write the state as bytes."""
        told = [self.room, self.language, self.nationality, self.destination, self.topic, self.arrived, self.page]
        return json.dumps(told).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> "State":
        """Read a state; what is not one begins anew."""
        try:
            state = cls(*json.loads(data))
            sound = (
                state.room in ROOMS
                and state.language in ("", *LANGUAGES)
                and state.nationality in ("", *NATIONALITIES)
                and state.destination in ("", *DESTINATIONS)
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
    """One message: plain text without markup, and rows of buttons."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()

    @property
    def all_buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.buttons for button in row)


@dataclass(frozen=True)
class Deed:
    """Something to be done besides answering: `count` a fact, `clear` messages, `miss` a question, `hold` a message."""

    kind: Literal["view", "question", "handover", "clear", "miss", "hold"]
    topic: str = ""


@dataclass(frozen=True)
class Turn:
    """What follows from one message."""

    state: State
    said: tuple[Said, ...]
    deeds: tuple[Deed, ...] = ()
