"""Telling what came of an effect at the sealed mailbox. Pure, like the engine; numbers of a receipt are said once."""

from collections.abc import Callable

from komek.doors.bots import receipts
from komek.doors.bots.engine import World, always, people, person, row, say, who_reads
from komek.doors.bots.nouns import Button, Outcome, Said, State
from komek.doors.bots.telling import LONGEST, cut
from komek.knowledge.guide import Speech, words

PASSED_KEYS = {
    "empty": ("inbox", "empty"),
    "too_large": ("bot", "not_passed"),
    "not_passed": ("bot", "not_passed"),
    "too_often": ("inbox", "too_often"),
    "receipt_wrong": ("inbox", "receipt_wrong"),
    "receipt_many": ("inbox", "receipt_many"),
    "gone": ("bot", "too_late"),
    "busy": ("bot", "busy"),
    "declined": ("inbox", "declined"),
    "erased": ("inbox", "erased"),
}
"""Outcomes that are told in one sentence."""


def told(state: State, came: Outcome, world: World) -> Said:
    """Say what came of an effect, with the ways on from it."""
    ways: dict[str, Callable[[State, Outcome, World], Said]] = {
        "held": _held,
        "sent": _sent,
        "more": _more,
        "opened": _opened,
        "closed": _closed,
        "too_long": _too_long,
    }
    if came.code in ways:
        return ways[came.code](state, came, world)
    section, key = PASSED_KEYS.get(came.code, ("site", "broken"))
    again = (row(state, ("write", "write", "person")),) if key in ("empty", "too_late", "not_passed", "broken") else ()
    return Said(words(state.language or "en").say(section, key), (*again, *always(state)))


def _held(state: State, came: Outcome, world: World) -> Said:
    """Offer a person, softly: what she wrote is closed, and stays so unless she says yes."""
    text = "\n\n".join([say(state, "danger_offer"), *who_reads(state, world)])
    yes_or_no = row(state, ("agree", "yes_person"), ("decline", "no_thanks"))
    return Said(text, (yes_or_no, *always(state)))


def _sent(state: State, came: Outcome, world: World) -> Said:
    speech = words(state.language or "en")
    numbers = "\n".join(receipts.shown(each) for each in (came.first, came.second) if each)
    parts = [speech.say("inbox", "sent"), *who_reads(state, world)]
    parts += [speech.say("inbox", "receipt"), numbers, *_until(came, speech)] if numbers else []
    return Said("\n\n".join(parts), always(state), once=True)


def _more(state: State, came: Outcome, world: World) -> Said:
    return Said(words(state.language or "en").say("inbox", "sent"), always(state), once=True)


def _opened(state: State, came: Outcome, world: World) -> Said:
    """Show the answers, or that there is none yet; after a long silence also a number to dial."""
    speech = words(state.language or "en")
    parts = [f"{speech.say('inbox', 'answer')}:\n{each}" for each in came.answers]
    if not parts:
        parts = [speech.say("inbox", "no_answer_yet"), *([speech.say("inbox", "taken")] if came.taken else [])]
    if came.silent:
        parts = [speech.say("inbox", "silence"), *people(state, world)]
    last = "\n\n".join([*_until(came, speech), say(state, "more_how")])
    text = "\n\n".join([_shortened("\n\n".join(parts), LONGEST - len(last) - 2), last])
    erase = (Button(speech.say("inbox", "erase"), f"erase:{came.first}{came.second}"),)
    return Said(text, (erase, *always(state)), once=True)


def _until(came: Outcome, speech: Speech) -> list[str]:
    return [speech.say("inbox", "until", date=speech.day(came.until))] if came.until else []


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _closed(state: State, came: Outcome, world: World) -> Said:
    """Nobody reads messages from there: say whom one can call."""
    return person(state, world).said[0]


def _too_long(state: State, came: Outcome, world: World) -> Said:
    text = words(state.language or "en").say("inbox", "too_long", count=came.most)
    return Said("\n\n".join(cut([text])), (row(state, ("write", "write", "person")), *always(state)))
