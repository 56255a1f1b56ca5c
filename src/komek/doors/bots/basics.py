"""What every room of the conversation is made of: the world it looks at, sentences in her language, rows of buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from komek.doors.bots.nouns import Button, Deed, Said, State, Turn
from komek.doors.bots.telling import passage, spread
from komek.foundations import inbox
from komek.knowledge.guide import notices, spoken, words
from komek.knowledge.guide.matching import Found
from komek.knowledge.guide.nouns import Edition

Ask = Callable[[str], Found]


@dataclass(frozen=True)
class World:
    """What the engine may look at: the guide of this moment, the matcher, today, the portal's address ("" for none).

    `can_write`: a sealed message can be left. `can_tell`: this channel can say later that there is an answer.
    `duty`: who would read first. `most`: buttons that this channel can show below one message. `danger`: whether a
    message speaks of danger. `hotline`: the number of the host of this house, with its name. `now`: at which moment
    lines are open or closed. `media`: she has sent a photo or a voice note that she may pass on.
    """

    edition: Edition
    ask: Ask
    today: date
    portal: str = ""
    can_write: Callable[[], bool] = lambda: False
    can_tell: bool = False
    duty: Callable[[], inbox.Duty | None] = lambda: None
    most: int = 100
    danger: Callable[[str], bool] = lambda _: False
    hotline: str = ""
    now: datetime | None = None
    media: bool = False


def say(state: State, key: str) -> str:
    """Say a sentence of the bot in her language."""
    return words(state.language or "en").say("bot", key)


def row(state: State, *buttons: tuple[str, ...]) -> tuple[Button, ...]:
    """Make a row of buttons, each told as (code, key, section)."""
    speech = words(state.language or "en")
    return tuple(Button(speech.say(each[2] if len(each) > 2 else "bot", each[1]), each[0]) for each in buttons)


def always(state: State) -> tuple[tuple[Button, ...], ...]:
    """Give the last row of every message: the start, and a person; above it the end of writing, while she writes."""
    if not state.language:
        return (*languages().buttons,)
    done = (row(state, ("done", "done")),) if state.room == "onward" else ()
    return (*done, row(state, ("home", "home", "site"), ("person", "person", "site")))


def languages() -> Said:
    """Ask for the language, by its own name."""
    names = dict(settings.LANGUAGES)
    rows = tuple((Button(names[code], f"lang:{code}"),) for code in spoken())
    asked = [words(code).say("bot", "choose_language") for code in ("en", "ru", "uz") if code in spoken()]
    return Said(" · ".join(asked), rows)


def top(state: State, world: World) -> list[str]:
    """Give the notices of today, which stand above whatever tells something."""
    return [passage(each) for each in notices(world.edition, state.reader(), world.today)]


def turn(state: State, *parts: str, rows: tuple[tuple[Button, ...], ...] = (), deeds: tuple[Deed, ...] = ()) -> Turn:
    """Say something, in as many messages as it needs, with the way out below it."""
    return Turn(state, spread(parts, (*rows, *always(state))), deeds)
