"""The conversation, as a pure function. Every state has a way out: home, and a person, are always one tap away.

Nothing that is written is kept: a text is matched, answered and let go. Danger words lead to a soft offer of a person
beside the usual choices, never to a decision over her head.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from komek.doors.bots.nouns import Button, Deed, Heard, Said, State, Turn
from komek.foundations import places
from komek.knowledge.guide import answer, notices, plan, title, way_to_a_person, words
from komek.knowledge.guide.matching import Found
from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, Edition
from komek.knowledge.guide.rendering import Answer, Line, Passage

LONGEST = 3500
"""Signs of a message, below Telegram's 4,096 and room for a header; a longer answer is cut at a passage."""
MAIN = (
    "wages-unpaid",
    "documents-taken",
    "registration-russia",
    "agency-check",
    "health",
    "going-home",
)
PER_PAGE = 8
COMMANDS = {"/start": "start", "/clear": "clear", "/help": "home", "/language": "language", "/person": "person"}
NAMES = {
    "en": "English",
    "ru": "Русский",
    "kk": "Қазақша",
    "ky": "Кыргызча",
    "uz": "Oʻzbekcha",
    "uz-cyrl": "Ўзбекча",
    "tg": "Тоҷикӣ",
    "tk": "Türkmençe",
}

Ask = Callable[[str], Found]


@dataclass(frozen=True)
class World:
    """What the engine may look at: the guide of this moment, the matcher, today, the portal's address ("" for none)."""

    edition: Edition
    ask: Ask
    today: date
    portal: str = ""
    can_write: bool = False


def step(state: State, heard: Heard, world: World) -> Turn:
    """Give what follows from one message. Never raises for anything that may be heard."""
    match heard.kind:
        case "clear":
            fresh = State("home" if state.language else "language", state.language)
            return _turn(fresh, _say(state, "cleared"), deeds=(Deed("clear"),))
        case "start":
            return _start(state, heard.text, world)
        case "media":
            return _turn(state, _say(state, "got_media"), _row(state, ("write", "pass_on")))
        case "tap":
            return _tap(state, heard.text, world)
        case _:
            return _text(state, heard.text, world)


def _start(state: State, payload: str, world: World) -> Turn:
    """Begin: with a topic from a deep link ("uz_wages-unpaid"), with a known language, or with the languages."""
    language, _, topic = payload.rpartition("_")
    if language in LANGUAGES:
        state = replace(state, language=language)
    if topic in world.edition.topics and state.language:
        return _show_topic(state, topic, world)
    return _home(state, world) if state.language else Turn(state.to("language"), (_languages(),))


def _tap(state: State, code: str, world: World) -> Turn:
    kind, _, value = code.partition(":")
    if kind == "lang" and value in LANGUAGES:
        state = replace(state, language=value)
        return _home(state, world) if state.nationality else _countries(state, "origin")
    if not state.language:
        return Turn(state.to("language"), (_languages(),))
    rooms: dict[str, Callable[[], Turn]] = {
        "from": lambda: _countries(replace(state, nationality=value if value in NATIONALITIES else ""), "destination"),
        "to": lambda: _home(replace(state, destination=value if value in DESTINATIONS else ""), world),
        "topics": lambda: _topics(state, int(value) if value.isdigit() else 0, world),
        "language": lambda: Turn(state.to("language"), (_languages(),)),
        "where": lambda: _countries(state, "origin"),
        "person": lambda: _person(state, world),
        "write": lambda: _write(state, world),
        "journey": lambda: _which_day(state),
        "clear": lambda: step(state, Heard("clear"), world),
    }
    if kind == "topic" and value in world.edition.topics:
        return _show_topic(state, value, world)
    return rooms.get(kind, lambda: _home(state, world))()


def _text(state: State, text: str, world: World) -> Turn:
    command = COMMANDS.get(text.strip().split(maxsplit=1)[0].split("@", maxsplit=1)[0].lower()) if text.strip() else ""
    if command == "start":
        return _start(state, text.strip().partition(" ")[2], world)
    if command:
        return step(state, Heard("clear"), world) if command == "clear" else _tap(state, command, world)
    if not state.language:
        state = replace(state, language=world.ask(text).language or "en")
    if state.room == "day" and (turn := _day(state, text, world)):
        return turn
    return _asked(state, text, world)


def _asked(state: State, text: str, world: World) -> Turn:
    found = world.ask(text)
    topics = [each.topic for each in found.results if each.topic in world.edition.topics]
    if not topics:
        return Turn(state.to("home"), (Said(_say(state, "got_nothing"), _main(state, world)),), (Deed("miss"),))
    choices = tuple((_topic_button(state, topic, world),) for topic in topics)
    said, deeds = [], [Deed("question", topics[0])] if found.sure else [Deed("miss")]
    if found.danger:
        offer = (_row(state, ("write", "yes_person"), ("person", "person", "site")),)
        said.append(Said(_say(state, "danger_offer"), offer))
        deeds.append(Deed("hold"))
    lead = _lead(state, topics[0], world) if found.sure else ""
    heading = f"{lead}\n\n{_say(state, 'three')}" if lead else _say(state, "three")
    said.append(Said(heading, (*choices, *_always(state))))
    return Turn(state.to("danger" if found.danger else "asked"), tuple(said), tuple(deeds))


def _show_topic(state: State, topic: str, world: World) -> Turn:
    shown = answer(world.edition, topic, state.reader(), world.today)
    text = "\n\n".join(_cut([*_notices(state, world), *told(shown, state)]))
    see = tuple((_topic_button(state, other, world),) for other, _ in shown.see[:2])
    address = f"{world.portal}/{state.language}/{topic}/"
    page = ((Button(_say(state, "on_portal"), f"topic:{topic}", address),),) if world.portal else ()
    return _turn(state.to("topic", topic), text, *see, *page, deeds=(Deed("view", topic),))


def told(shown: Answer, state: State) -> list[str]:
    """Tell an answer as plain paragraphs: title, what leads with its day and source, steps, warnings, whom to ask."""
    speech = words(state.language or "en")
    parts = [shown.title.upper()]
    parts += [_passage(shown.lead)] if shown.lead else [speech.say("answer", "not_yet")]
    steps = shown.of("step")
    numbered = [f"{at}. {each.text}" for at, each in enumerate(steps, 1)]
    for at, each in enumerate(steps):
        numbered[at] += f"\n{_small(each)}" if _small(each) else ""
    if numbered:
        parts.append("\n".join(numbered))
    parts += [_passage(each) for each in shown.passages if each.kind not in ("step", "contact")]
    for each in shown.of("contact"):
        parts.append("\n".join([each.text, *(_line(line) for line in each.contacts)]).strip())
    if shown.hidden:
        parts.append(speech.say("answer", "hidden"))
    if shown.draft:
        parts.append(speech.say("answer", "draft"))
    return parts


def _home(state: State, world: World) -> Turn:
    greeting = "\n\n".join(_cut([*_notices(state, world), _say(state, "hello")]))
    return Turn(state.to("home"), (Said(greeting, _main(state, world)),))


def _topics(state: State, page: int, world: World) -> Turn:
    names = list(world.edition.topics)
    pages = max(1, -(-len(names) // PER_PAGE))
    page = page % pages
    rows = tuple((_topic_button(state, each, world),) for each in names[page * PER_PAGE :][:PER_PAGE])
    more = ((Button(_say(state, "more_topics"), f"topics:{page + 1}"),),) if pages > 1 else ()
    return Turn(
        state.to("topics", page=page),
        (Said(words(state.language).say("site", "topics"), (*rows, *more, *_always(state))),),
    )


def _countries(state: State, room: Literal["origin", "destination"]) -> Turn:
    codes, prefix = (NATIONALITIES, "from") if room == "origin" else (DESTINATIONS, "to")
    rows = tuple((Button(places.name(code, state.language), f"{prefix}:{code}"),) for code in codes)
    none = (Button(words(state.language).say("site", "any"), f"{prefix}:-"),)
    question = _say(state, "choose_from" if room == "origin" else "choose_to")
    return Turn(
        state.to("origin" if room == "origin" else "destination"), (Said(question, (*rows, none, *_always(state))),)
    )


def _person(state: State, world: World) -> Turn:
    speech = words(state.language)
    way = way_to_a_person(world.edition, state.reader(), world.today)
    parts = [speech.say("person", "intro"), *(_line(line) for line in way.lines)]
    if way.emergency:
        parts.append(f"{speech.say('person', 'emergency')}: {way.emergency.number}")
    if not way.works:
        parts.append(speech.say("person", "none"))
    write = (_row(state, ("write", "write", "person")),) if world.can_write else ()
    where = (_row(state, ("where", "where")),)
    return Turn(
        state.to("person"), (Said("\n\n".join(_cut(parts)), (*write, *where, *_always(state))),), (Deed("handover"),)
    )


def _write(state: State, world: World) -> Turn:
    if not world.can_write:
        return _person(state, world)
    return _turn(state.to("write"), words(state.language).say("inbox", "words_hint"))


def _which_day(state: State) -> Turn:
    if not (state.nationality and state.destination):
        return _countries(state, "origin")
    return _turn(state.to("day"), _say(state, "which_day"))


def _day(state: State, text: str, world: World) -> Turn | None:
    """Take a day of arrival; anything else is a question."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    state = replace(state, arrived=day.isoformat())
    speech, made = words(state.language), plan(world.edition, state.reader(), world.today)
    lines = [f"{entry.passage.headline}: {entry.topic_title}\n{_small(entry.passage)}".strip() for entry in made.dated]
    parts = [speech.say("journey", "title"), *(lines or [speech.say("journey", "nothing")])]
    topics = dict.fromkeys(entry.topic for entry in (*made.dated, *made.undated))
    rows = tuple((_topic_button(state, topic, world),) for topic in list(topics)[:4])
    return Turn(
        state.to("plan"), (Said("\n\n".join(_cut(parts)), (*rows, *_always(state))),), (Deed("view", "journey"),)
    )


def _turn(state: State, text: str, *rows: tuple[Button, ...], deeds: tuple[Deed, ...] = ()) -> Turn:
    """Say one thing, with the way out below it."""
    return Turn(state, (Said(text, (*rows, *_always(state))),), deeds)


def _main(state: State, world: World) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = [
        (_topic_button(state, topic, world),) for topic in MAIN if topic in world.edition.topics
    ]
    rows.append(_row(state, ("topics:0", "more_topics"), ("journey", "journey")))
    rows.append(_row(state, ("where", "where"), ("language", "other_language")))
    return (*rows, _row(state, ("person", "person", "site")))


def _always(state: State) -> tuple[tuple[Button, ...], ...]:
    """Give the last row of every message: the start, and a person."""
    if not state.language:
        return (*_languages().buttons,)
    return (_row(state, ("home", "home", "site"), ("person", "person", "site")),)


def _languages() -> Said:
    rows = tuple((Button(NAMES[code], f"lang:{code}"),) for code in LANGUAGES)
    return Said(" · ".join(words(code).say("bot", "choose_language") for code in ("en", "ru", "uz")), rows)


def _row(state: State, *buttons: tuple[str, ...]) -> tuple[Button, ...]:
    speech = words(state.language or "en")
    return tuple(Button(speech.say(each[2] if len(each) > 2 else "bot", each[1]), each[0]) for each in buttons)


def _topic_button(state: State, topic: str, world: World) -> Button:
    return Button(title(world.edition.topics[topic], state.language or "en"), f"topic:{topic}")


def _lead(state: State, topic: str, world: World) -> str:
    shown = answer(world.edition, topic, state.reader(), world.today)
    return f"{shown.title.upper()}\n\n{_passage(shown.lead)}" if shown.lead else ""


def _notices(state: State, world: World) -> list[str]:
    return [each.text for each in notices(world.edition, state.reader(), world.today)]


def _passage(passage: Passage) -> str:
    lines = [passage.headline, passage.text, *(f"• {item}" for item in passage.items), _small(passage)]
    return "\n".join(line for line in lines if line)


def _small(passage: Passage) -> str:
    """Give what stands in small letters: notes, how sure it is, the source."""
    mark = f"[{passage.mark_words}]" if passage.mark_words else ""
    return "\n".join(filter(None, [*passage.notes, mark, *(origin.line for origin in passage.origins)]))


def _line(line: Line) -> str:
    numbers = [line.number, line.abroad, line.whatsapp and f"WhatsApp {line.whatsapp}", line.telegram, line.web]
    mark = f"[{line.mark_words}]" if line.mark_words else ""
    return "\n".join(filter(None, [line.name, " · ".join(filter(None, numbers)), *line.facts, mark]))


def _say(state: State, key: str) -> str:
    return words(state.language or "en").say("bot", key)


def _cut(parts: list[str]) -> list[str]:
    """Keep whole passages while they fit; the first is cut if it alone is too long."""
    kept: list[str] = []
    for part in filter(None, parts):
        if sum(map(len, kept)) + 2 * len(kept) + len(part) > LONGEST:
            break
        kept.append(part)
    return kept or [parts[0][:LONGEST]]
