"""The conversation, as a pure function. Every state has a way out: home, and a person, are always one tap away.

Nothing that is written is kept: a text is matched, answered and let go. Danger words lead to a soft offer of a person
beside the usual choices, never to a decision over her head. What is done at the sealed mailbox is named here as an
effect and told in `outcomes`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.conf import settings

from komek.doors.bots import receipts
from komek.doors.bots.nouns import Button, Deed, Effect, Heard, OnDuty, Said, State, Turn
from komek.doors.bots.telling import cut, line, passage, small, told
from komek.foundations import places
from komek.knowledge.guide import answer, notices, plan, spoken, title, way_to_a_person, words
from komek.knowledge.guide.matching import Found
from komek.knowledge.guide.nouns import DESTINATIONS, NATIONALITIES, Edition

MAIN = (
    "wages-unpaid",
    "documents-taken",
    "registration-russia",
    "agency-check",
    "health",
    "going-home",
)
PER_PAGE = 8
ALWAYS = 2
"""Buttons that stand below every message: home, and a person."""

BESIDE_MAIN = 5
"""Buttons of the start besides topics."""

COMMANDS = {"/start": "start", "/clear": "clear", "/help": "home", "/language": "language", "/person": "person"}
TAPPED: dict[str, Effect] = {"agree": "agree", "decline": "decline", "pass": "pass", "erase": "erase"}
"""Buttons that do something at the mailbox."""

UNTICKED, TICKED = "☐", "☑"

Ask = Callable[[str], Found]


@dataclass(frozen=True)
class World:
    """What the engine may look at: the guide of this moment, the matcher, today, the portal's address ("" for none).

    `can_write`: a sealed message can be left. `can_tell`: this channel can say later that there is an answer.
    `duty`: who would read first. `most`: buttons that this channel can show below one message.
    """

    edition: Edition
    ask: Ask
    today: date
    portal: str = ""
    can_write: Callable[[], bool] = lambda: False
    can_tell: bool = False
    duty: Callable[[], OnDuty | None] = lambda: None
    most: int = 100


def step(state: State, heard: Heard, world: World) -> Turn:
    """Give what follows from one message. Never raises for anything that may be heard."""
    match heard.kind:
        case "clear":
            fresh = State("home" if state.language else "language", state.language)
            return _turn(fresh, say(state, "cleared"), deeds=(Deed("clear"),))
        case "start":
            return _start(state, heard.text, world)
        case "media":
            return _media(state, heard.text, world)
        case "tap":
            return _tap(state, heard.text, world)
        case _:
            return _text(state, heard.text, world)


def _start(state: State, payload: str, world: World) -> Turn:
    """Begin: with a topic from a deep link ("uz_wages-unpaid"), with a known language, or with the languages."""
    language, _, topic = payload.rpartition("_")
    if language in spoken():
        state = replace(state, language=language)
    if topic in world.edition.topics and state.language:
        return _show_topic(state, topic, world)
    return home(state, world) if state.language else Turn(state.to("language"), (_languages(),))


def _media(state: State, caption: str, world: World) -> Turn:
    """Say in one line that photos and voice are not read here; offer to pass them on. A caption is a question."""
    if state.room == "write" and world.can_write():
        return Turn(state.to("home"), (), (Deed("pass"),))
    if not state.language:
        return Turn(state.to("language"), (_languages(),))
    parts = [say(state, "got_media"), *(who_reads(state, world) if world.can_write() else ())]
    pass_on = (row(state, ("pass", "pass_on")),) if world.can_write() else ()
    line_of_media = Said("\n\n".join(parts), (*pass_on, *_main(state, world)))
    if not caption.strip():
        return Turn(state, (line_of_media,))
    turn = _asked(state, caption, world)
    return replace(turn, said=(line_of_media, *turn.said))


def _tap(state: State, code: str, world: World) -> Turn:
    kind, _, value = code.partition(":")
    if kind == "lang" and value in spoken():
        state = replace(state, language=value)
        return home(state, world) if state.nationality else _countries(state, "origin")
    if not state.language:
        return Turn(state.to("language"), (_languages(),))
    if kind == "topic" and value in world.edition.topics:
        return _show_topic(state, value, world)
    if kind in TAPPED:
        return Turn(state.to("home"), (), (Deed(TAPPED[kind]),)) if world.can_write() else home(state, world)
    rooms: dict[str, Callable[[], Turn]] = {
        "from": lambda: _countries(replace(state, nationality=value if value in NATIONALITIES else ""), "destination"),
        "to": lambda: home(replace(state, destination=value if value in DESTINATIONS else ""), world),
        "topics": lambda: _topics(state, int(value) if value.isdecimal() else 0, world),
        "language": lambda: Turn(state.to("language"), (_languages(),)),
        "where": lambda: _countries(state, "origin"),
        "person": lambda: person(state, world),
        "write": lambda: _write(state, world),
        "tell": lambda: _write(replace(state, tell=not state.tell), world),
        "numbers": lambda: _turn(state.to("home"), _numbers_wanted(state)),
        "journey": lambda: _which_day(state),
        "clear": lambda: step(state, Heard("clear"), world),
    }
    return rooms.get(kind, lambda: home(state, world))()


def _text(state: State, text: str, world: World) -> Turn:
    first, _, payload = text.strip().partition(" ")
    command = COMMANDS.get(first.partition("@")[0].lower())
    if command == "start":
        return _start(state, payload, world)
    if command:
        return step(state, Heard("clear"), world) if command == "clear" else _tap(state, command, world)
    if not state.language:
        state = replace(state, language=_guessed(text, world))
    if not text.strip():
        return Turn(state.to("home"), (Said(say(state, "got_nothing"), _main(state, world)),))
    return _to_mailbox(state, text, world) or _day(state, text, world) or _asked(state, text, world)


def _to_mailbox(state: State, text: str, world: World) -> Turn | None:
    """Take the two numbers of a receipt, and a message where she was told who reads it."""
    numbers = receipts.typed(text)
    if not (numbers or state.room == "write") or not world.can_write():
        return None
    effect: Effect = "drop" if numbers is None else "more" if numbers.rest else "read"
    return Turn(state.to("home"), (), (Deed(effect),))


def _guessed(text: str, world: World) -> str:
    language = world.ask(text).language
    return language if language in spoken() else "en"


def _asked(state: State, text: str, world: World) -> Turn:
    found = world.ask(text)
    topics = [each.topic for each in found.results if each.topic in world.edition.topics]
    if not topics:
        return Turn(state.to("home"), (Said(say(state, "got_nothing"), _main(state, world)),), (Deed("miss"),))
    choices = tuple((_topic_button(state, topic, world),) for topic in topics)
    lead = _lead(state, topics[0], world) if found.sure else ""
    heading = f"{lead}\n\n{say(state, 'three')}" if lead else say(state, "three")
    said = (Said(heading, (*choices, *always(state))),)
    deeds = (Deed("question", topics[0]),) if found.sure else (Deed("miss"),)
    if not found.danger:
        return Turn(state.to("asked"), said, deeds)
    if world.can_write():  # her words are sealed at once; the offer is told with what came of it
        return Turn(state.to("danger"), said, (*deeds, Deed("hold")))
    return Turn(state.to("danger"), (*said, Said(say(state, "danger_offer"), always(state))), deeds)


def _show_topic(state: State, topic: str, world: World) -> Turn:
    shown = answer(world.edition, topic, state.reader(), world.today)
    text = "\n\n".join(cut([*_notices(state, world), *told(shown, state)]))
    see = tuple((_topic_button(state, other, world),) for other, _ in shown.see[:2])
    address = f"{world.portal}/{state.language}/{topic}/"
    page = ((Button(say(state, "on_portal"), f"topic:{topic}", address),),) if world.portal else ()
    return _turn(state.to("topic", topic), text, *see, *page, deeds=(Deed("view", topic),))


def home(state: State, world: World) -> Turn:
    """Give the start: the main topics and the ways from here."""
    greeting = "\n\n".join(cut([*_notices(state, world), say(state, "hello")]))
    return Turn(state.to("home"), (Said(greeting, _main(state, world)),))


def _topics(state: State, page: int, world: World) -> Turn:
    names = list(world.edition.topics)
    size = min(PER_PAGE, world.most - ALWAYS - 1)
    pages = max(1, -(-len(names) // size))
    page = page % pages
    rows = tuple((_topic_button(state, each, world),) for each in names[page * size :][:size])
    more = ((Button(say(state, "more_topics"), f"topics:{page + 1}"),),) if pages > 1 else ()
    heading = words(state.language).say("site", "topics")
    return Turn(state.to("topics", page=page), (Said(heading, (*rows, *more, *always(state))),))


def _countries(state: State, room: Literal["origin", "destination"]) -> Turn:
    codes, prefix = (NATIONALITIES, "from") if room == "origin" else (DESTINATIONS, "to")
    rows = tuple((Button(places.name(code, state.language), f"{prefix}:{code}"),) for code in codes)
    none = (Button(words(state.language).say("site", "any"), f"{prefix}:-"),)
    question = say(state, "choose_from" if room == "origin" else "choose_to")
    return Turn(state.to(room), (Said(question, (*rows, none, *always(state))),))


def person(state: State, world: World) -> Turn:
    """Say whom one can call."""
    parts = [words(state.language).say("person", "intro"), *people(state, world)]
    ways = (("write", "write", "person"), ("numbers", "receipt_enter", "inbox"))
    write = (row(state, *ways),) if world.can_write() else ()
    where = (row(state, ("where", "where")),)
    said = Said("\n\n".join(cut(parts)), (*write, *where, *always(state)))
    return Turn(state.to("person"), (said,), (Deed("handover"),))


def people(state: State, world: World) -> list[str]:
    """Give the numbers one can call, as paragraphs; they never end in nothing."""
    speech = words(state.language or "en")
    way = way_to_a_person(world.edition, state.reader(), world.today)
    parts = [line(each) for each in way.lines]
    if way.emergency:
        parts.append(f"{speech.say('person', 'emergency')}: {way.emergency.number}")
    return parts if way.works else [*parts, speech.say("person", "none")]


def _write(state: State, world: World) -> Turn:
    """Say who would read a message, in which country, and how long it takes; the next text is the message."""
    if not world.can_write():
        return person(state, world)
    text = "\n\n".join([*who_reads(state, world), words(state.language).say("inbox", "words_hint")])
    tick = f"{TICKED if state.tell else UNTICKED} {words(state.language).say('inbox', 'may_write_back')}"
    rows = ((Button(tick, "tell"),),) if world.can_tell else ()
    return _turn(state.to("write"), text, *rows)


def who_reads(state: State, world: World) -> list[str]:
    """Tell who would read a message, now or when somebody comes on duty."""
    speech, duty = words(state.language or "en"), world.duty()
    if duty is None:
        return [speech.say("inbox", "closed")]
    country = places.name(duty.country, speech.language)
    if not duty.now:
        names = ", ".join([f"{duty.name} ({country})", *duty.next])
        return [speech.say("inbox", "nobody"), speech.say("inbox", "readers", names=names)]
    told = [speech.say("inbox", "who_reads", name=duty.name, country=country, minutes=duty.minutes)]
    return told + ([speech.say("inbox", "who_reads_next", names=", ".join(duty.next))] if duty.next else [])


def _numbers_wanted(state: State) -> str:
    speech = words(state.language)
    both = (speech.say("inbox", "receipt_first"), speech.say("inbox", "receipt_second"))
    return f"{speech.say('inbox', 'receipt_enter')}: {', '.join(both)}."


def _which_day(state: State) -> Turn:
    if not (state.nationality and state.destination):
        return _countries(state, "origin")
    return _turn(state.to("day"), say(state, "which_day"))


def _day(state: State, text: str, world: World) -> Turn | None:
    """Take a day of arrival; anything else is a question."""
    if state.room != "day":
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    state = replace(state, arrived=day.isoformat())
    speech, made = words(state.language), plan(world.edition, state.reader(), world.today)
    lines = [f"{entry.passage.headline}: {entry.topic_title}\n{small(entry.passage)}".strip() for entry in made.dated]
    parts = [speech.say("journey", "title"), *(lines or [speech.say("journey", "nothing")])]
    topics = dict.fromkeys(entry.topic for entry in (*made.dated, *made.undated))
    rows = tuple((_topic_button(state, topic, world),) for topic in list(topics)[:4])
    said = Said("\n\n".join(cut(parts)), (*rows, *always(state)))
    return Turn(state.to("plan"), (said,), (Deed("view", "journey"),))


def _turn(state: State, text: str, *rows: tuple[Button, ...], deeds: tuple[Deed, ...] = ()) -> Turn:
    """Say one thing, with the way out below it."""
    return Turn(state, (Said(text, (*rows, *always(state))),), deeds)


def _main(state: State, world: World) -> tuple[tuple[Button, ...], ...]:
    chosen = [topic for topic in MAIN if topic in world.edition.topics][: world.most - BESIDE_MAIN]
    rows: list[tuple[Button, ...]] = [(_topic_button(state, topic, world),) for topic in chosen]
    rows.append(row(state, ("topics:0", "more_topics"), ("journey", "journey")))
    rows.append(row(state, ("where", "where"), ("language", "other_language")))
    return (*rows, row(state, ("person", "person", "site")))


def always(state: State) -> tuple[tuple[Button, ...], ...]:
    """Give the last row of every message: the start, and a person."""
    if not state.language:
        return (*_languages().buttons,)
    return (row(state, ("home", "home", "site"), ("person", "person", "site")),)


def _languages() -> Said:
    names = dict(settings.LANGUAGES)
    rows = tuple((Button(names[code], f"lang:{code}"),) for code in spoken())
    asked = [words(code).say("bot", "choose_language") for code in ("en", "ru", "uz") if code in spoken()]
    return Said(" · ".join(asked), rows)


def row(state: State, *buttons: tuple[str, ...]) -> tuple[Button, ...]:
    """Make a row of buttons, each told as (code, key, section)."""
    speech = words(state.language or "en")
    return tuple(Button(speech.say(each[2] if len(each) > 2 else "bot", each[1]), each[0]) for each in buttons)


def _topic_button(state: State, topic: str, world: World) -> Button:
    return Button(title(world.edition.topics[topic], state.language or "en"), f"topic:{topic}")


def _lead(state: State, topic: str, world: World) -> str:
    shown = answer(world.edition, topic, state.reader(), world.today)
    return f"{shown.title.upper()}\n\n{passage(shown.lead)}" if shown.lead else ""


def _notices(state: State, world: World) -> list[str]:
    return [each.text for each in notices(world.edition, state.reader(), world.today)]


def say(state: State, key: str) -> str:
    """Say a sentence of the bot in her language."""
    return words(state.language or "en").say("bot", key)
