"""The conversation, as a pure function. Every state has a way out: home, and a person, are always one tap away.

Nothing that is written is kept: a text is matched, answered and let go. Danger words lead to a soft offer of a person
beside the usual choices, never to a decision over her head. What is done at the sealed mailbox is named here as an
effect and told in `outcomes`; the rooms in which she comes to a person stand in `people`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from komek.doors.bots import people, receipts
from komek.doors.bots.basics import Ask, World, always, languages, row, say, top, turn
from komek.doors.bots.nouns import WRITING, Button, Deed, Effect, Heard, Room, Said, State, Turn
from komek.doors.bots.people import who_reads
from komek.doors.bots.telling import marks, passage, small, spread, told
from komek.foundations import places
from komek.knowledge.guide import answer, plan, spoken, title, words
from komek.knowledge.guide.days import day as written
from komek.knowledge.guide.nouns import DESTINATIONS, NATIONALITIES

__all__ = ["Ask", "World", "always", "home", "step"]

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
TAPPED: dict[str, tuple[Effect, Room]] = {
    "agree": ("agree", "onward"),
    "decline": ("decline", "home"),
    "pass": ("pass", "onward"),
    "erase": ("erase", "home"),
}
"""Buttons that do something at the mailbox, and where she stands when it is done."""


def step(state: State, heard: Heard, world: World) -> Turn:
    """Give what follows from one message. Never raises for anything that may be heard."""
    follows = _step(state, heard, world)
    if world.media and heard.kind != "media" and not state.language and follows.state.language:
        return _beside(follows, world)  # it came before her language
    return follows


def _step(state: State, heard: Heard, world: World) -> Turn:
    match heard.kind:
        case "clear":
            fresh = State("home" if state.language else "language", state.language)
            return turn(fresh, say(state, "cleared"), deeds=(Deed("clear"),))
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
    return home(state, world) if state.language else Turn(state.to("language"), (languages(),))


def _media(state: State, caption: str, world: World) -> Turn:
    """Say that photos and voice are not read here; a caption is a question."""
    if state.room in WRITING:
        return Turn(state.to("onward"), (), (Deed("pass", danger=world.danger(caption)),))
    if not caption.strip():
        return _beside(Turn(state, ()), world) if state.language else Turn(state, (languages(),))
    if not state.language:
        state = replace(state, language=_guessed(caption, world))
    return _beside(_asked(state, caption, world), world)


def _beside(follows: Turn, world: World) -> Turn:
    """Say first that a photo or a voice note was not read; the offer to pass it on tells who would read it."""
    state = people.informed(follows.state, world) if world.can_write() else follows.state
    return replace(follows, state=state, said=(_not_read(state, world), *follows.said))


def _not_read(state: State, world: World) -> Said:
    """Say that a photo or a voice note was not read; offer to pass it on where somebody would read it."""
    line = say(state, "got_media")
    if not world.can_write():
        return Said(line, _main(state, world))
    offer = [f"{line} {say(state, 'got_media_pass')}", *who_reads(state, world)]
    return Said("\n\n".join(offer), (row(state, ("pass", "pass_on")), *_main(state, world)))


def _tap(state: State, code: str, world: World) -> Turn:
    kind, _, value = code.partition(":")
    if kind == "lang" and value in spoken():
        state = replace(state, language=value)
        return home(state, world) if state.nationality else _countries(state, "origin")
    if not state.language:
        return Turn(state.to("language"), (languages(),))
    if kind == "topic" and value in world.edition.topics:
        return _show_topic(state, value, world)
    if kind == "erase" and state.room not in ("receipt", "onward"):
        return people.numbers(state)
    if kind in TAPPED:
        effect, room = TAPPED[kind]
        return Turn(state.to(room), (), (Deed(effect),))
    return _room(state, kind, value, world)


def _room(state: State, kind: str, value: str, world: World) -> Turn:
    """Go to the room that a button names; to the start where it names none."""
    rooms: dict[str, Callable[[], Turn]] = {
        "from": lambda: _countries(replace(state, nationality=value if value in NATIONALITIES else ""), "destination"),
        "to": lambda: home(replace(state, destination=value if value in DESTINATIONS else ""), world),
        "topics": lambda: _topics(state, int(value) if value.isdecimal() else 0, world),
        "language": lambda: Turn(state.to("language"), (languages(),)),
        "where": lambda: _countries(state, "origin"),
        "person": lambda: people.person(state, world),
        "write": lambda: people.write(state, world),
        "tell": lambda: people.tell(state, world),
        "onward": lambda: people.onward(state, world),
        "done": lambda: people.done(state),
        "numbers": lambda: people.numbers(state),
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
    """Take the two numbers of a receipt, and a message where she was told who reads it.

    Where she writes to a person only two numbers and nothing else are numbers: whatever has more is her message.
    """
    writes = state.room in WRITING
    numbers = receipts.typed(text, tolerant=state.room == "numbers")
    if numbers and not (writes and (numbers.before or numbers.rest)):
        effect: Effect = "more" if numbers.rest else "read"
        return Turn(state.to("receipt"), (), (Deed(effect, danger=world.danger(numbers.rest)),))
    if not writes:
        return None
    effect = "drop" if state.room == "write" else "onward"
    return Turn(state.to("onward"), (), (Deed(effect, danger=world.danger(text)),))


def _guessed(text: str, world: World) -> str:
    language = world.ask(receipts.without(text)).language
    return language if language in spoken() else "en"


def _asked(state: State, text: str, world: World) -> Turn:
    """Answer a question. Digits that look like the numbers of a receipt are neither asked nor counted as a gap."""
    question = receipts.without(text)
    # a card has as many digits as a receipt: she says which it is
    ways = (row(state, ("numbers", "receipt_enter", "inbox")),) if question != text else ()
    missed = () if ways else (Deed("miss"),)
    found = world.ask(question)
    topics = [each.topic for each in found.results if each.topic in world.edition.topics]
    if not topics:
        nothing = spread([*top(state, world), say(state, "got_nothing")], (*ways, *_main(state, world)))
        return Turn(state.to("home"), nothing, missed)
    rows = (*((_topic_button(state, topic, world),) for topic in topics), *ways)
    lead = _lead(state, topics[0], world) if found.sure else []
    said = spread([*top(state, world), *lead, say(state, "three")], (*rows, *always(state.to("asked"))))
    deeds = (Deed("question", topics[0]),) if found.sure else missed
    if not found.danger:
        return Turn(state.to("asked"), said, deeds)
    if world.can_write():  # her words are sealed at once; the offer is told with what came of it
        return Turn(state.to("danger"), said, (*deeds, Deed("hold")))
    offer = spread([say(state, "danger_offer"), *people.to_call(state, world)], always(state.to("danger")))
    return Turn(state.to("danger"), (*said, *offer), deeds)


def _show_topic(state: State, topic: str, world: World) -> Turn:
    shown = answer(world.edition, topic, state.reader(), world.today, now=world.now)
    see = tuple((_topic_button(state, other, world),) for other, _ in shown.see[:2])
    address = f"{world.portal}/{state.language}/{topic}/"
    page = ((Button(say(state, "on_portal"), f"topic:{topic}", address),),) if world.portal else ()
    parts = [*top(state, world), *told(shown, state, world.portal)]
    return turn(state.to("topic", topic), *parts, rows=(*see, *page), deeds=(Deed("view", topic),))


def home(state: State, world: World) -> Turn:
    """Give the start: the main topics and the ways from here."""
    return Turn(state.to("home"), spread([*top(state, world), say(state, "hello")], _main(state, world)))


def _topics(state: State, page: int, world: World) -> Turn:
    names = list(world.edition.topics)
    size = min(PER_PAGE, world.most - ALWAYS - 1)
    pages = max(1, -(-len(names) // size))
    page = page % pages
    rows = tuple((_topic_button(state, each, world),) for each in names[page * size :][:size])
    more = ((Button(say(state, "more_topics"), f"topics:{page + 1}"),),) if pages > 1 else ()
    heading = words(state.language).say("site", "topics")
    return turn(state.to("topics", page=page), *top(state, world), heading, rows=(*rows, *more))


def _countries(state: State, room: Literal["origin", "destination"]) -> Turn:
    codes, prefix = (NATIONALITIES, "from") if room == "origin" else (DESTINATIONS, "to")
    rows = tuple((Button(places.name(code, state.language), f"{prefix}:{code}"),) for code in codes)
    none = (Button(words(state.language).say("site", "any"), f"{prefix}:-"),)
    question = say(state, "choose_from" if room == "origin" else "choose_to")
    return turn(state.to(room), question, rows=(*rows, none))


def _which_day(state: State) -> Turn:
    if not (state.nationality and state.destination):
        return _countries(state, "origin")
    return turn(state.to("day"), say(state, "which_day"))


def _day(state: State, text: str, world: World) -> Turn | None:
    """Take a day of arrival; anything else is a question."""
    if state.room != "day":
        return None
    day = written(text)
    if day is None:
        return None
    state = replace(state, arrived=day.isoformat())
    speech, made = words(state.language), plan(world.edition, state.reader(), world.today)
    lines = [f"{entry.passage.headline}: {entry.topic_title}\n{small(entry.passage)}".strip() for entry in made.dated]
    parts = [speech.say("journey", "title"), *(lines or [speech.say("journey", "nothing")])]
    topics = dict.fromkeys(entry.topic for entry in (*made.dated, *made.undated))
    rows = tuple((_topic_button(state, topic, world),) for topic in list(topics)[:4])
    return turn(state.to("plan"), *top(state, world), *parts, rows=rows, deeds=(Deed("view", "journey"),))


def _main(state: State, world: World) -> tuple[tuple[Button, ...], ...]:
    chosen = [topic for topic in MAIN if topic in world.edition.topics][: world.most - BESIDE_MAIN]
    rows: list[tuple[Button, ...]] = [(_topic_button(state, topic, world),) for topic in chosen]
    rows.append(row(state, ("topics:0", "more_topics"), ("journey", "journey")))
    rows.append(row(state, ("where", "where"), ("language", "other_language")))
    return (*rows, row(state, ("person", "person", "site")))


def _topic_button(state: State, topic: str, world: World) -> Button:
    return Button(title(world.edition.topics[topic], state.language or "en"), f"topic:{topic}")


def _lead(state: State, topic: str, world: World) -> list[str]:
    """Give the answer that leads, under its title and what is to be known of the whole text."""
    shown = answer(world.edition, topic, state.reader(), world.today)
    if not shown.lead:
        return []
    return [shown.title.upper(), *marks(shown, words(state.language or "en")), passage(shown.lead)]
