"""Telling what came of an effect at the sealed mailbox. Pure, like the engine; numbers of a receipt are said once."""

from collections.abc import Callable
from dataclasses import replace

from komek.doors.bots import receipts
from komek.doors.bots.basics import World, always, row, say
from komek.doors.bots.nouns import Outcome, Said, State
from komek.doors.bots.people import goes_on, numbers, people, person, to_call, who_reads
from komek.doors.bots.telling import spread
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

AGAIN = ("empty", "too_late", "not_passed", "broken")
"""Sentences below which she may begin to write."""

CALL = ("too_often", "busy", "broken")
"""Sentences below which she is told whom she can call."""


def told(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    """Say what came of an effect, in as many messages as it needs, with the ways on from it below the last."""
    ways: dict[str, Callable[[State, Outcome, World], tuple[Said, ...]]] = {
        "held": _held,
        "changed": _changed,
        "sent": _sent,
        "added": _added,
        "more": _more,
        "opened": _opened,
        "closed": _closed,
        "too_long": _too_long,
        "which": _which,
    }
    if came.code in ways:
        return ways[came.code](state, came, world)
    section, key = PASSED_KEYS.get(came.code, ("site", "broken"))
    once_more = (row(state, ("pass", "pass_on")),) if came.media else ()
    again = (row(state, ("write", "write", "person")),) if key in AGAIN else ()
    sentence = words(state.language or "en").say(section, key)
    call = to_call(state, world) if key in CALL else ()
    return spread([sentence, *call], (*once_more, *again, *always(state)))


def informs(came: Outcome) -> bool:
    """Say whether what is told of an outcome ends with who reads what she writes now."""
    return came.code in ("sent", "added")


def _held(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    """Offer a person, softly: what she wrote is closed, and stays so unless she says yes."""
    return _asks(state, came, world, "danger_offer", "yes_person")


def _changed(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    """Ask whether those shall read it of whom she was not told before she sent it; it is closed until she says yes."""
    return _asks(state, came, world, "changed", "yes_send")


def _asks(state: State, came: Outcome, world: World, question: str, yes: str) -> tuple[Said, ...]:
    """Ask, with the names of those whom it is sealed to: they read it if she agrees, whoever is on duty by then."""
    yes_or_no = row(state, ("agree", yes), ("decline", "no_thanks"))
    return spread([say(state, question), *_readers(state, came, world)], (yes_or_no, *always(state)))


def _readers(state: State, came: Outcome, world: World) -> list[str]:
    return who_reads(state, replace(world, duty=lambda: came.readers) if came.readers else world)


def _sent(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    """Give her numbers, every pair of them; then say to whom goes what she writes now."""
    speech = words(state.language or "en")
    pairs = ["\n".join(receipts.shown(each) for each in pair) for pair in came.numbers]
    readers = _readers(state, came, world) if came.readers else []
    parts = [*_late(came, speech), speech.say("inbox", "sent"), *readers, speech.say("inbox", "receipt"), *pairs]
    told = spread([*parts, *_until(came, speech)], (), once=True)
    return (*told, *spread(_on(state, came, world), always(state)))


def _added(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    speech = words(state.language or "en")
    return spread([*_late(came, speech), speech.say("inbox", "sent"), *_on(state, came, world)], always(state))


def _late(came: Outcome, speech: Speech) -> list[str]:
    return [speech.say("bot", "too_late")] if came.late else []


def _on(state: State, came: Outcome, world: World) -> list[str]:
    """Say to whom goes what she writes now; where those are others than have just been told, also how long it takes."""
    duty = world.duty()
    same = duty and came.readers and duty.mark == came.readers.mark
    return [goes_on(state, world), *(who_reads(state, world) if duty and not same else [])]


def _more(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    return (Said(words(state.language or "en").say("inbox", "sent"), always(state), once=True),)


def _opened(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    """Show every answer whole, or that there is none yet; after a long silence also numbers to dial."""
    speech = words(state.language or "en")
    parts = [f"{speech.say('inbox', 'answer')}:\n{each}" for each in came.answers]
    if not parts:
        parts = [speech.say("inbox", "no_answer_yet"), *([speech.say("inbox", "taken")] if came.taken else [])]
    if came.silence:
        parts += [speech.say("inbox", came.silence), *people(state, world)]
    again = (row(state, ("onward", "write_again")),) if came.onward else ()
    erase = (row(state, (f"erase:{came.handle}", "erase", "inbox")),) if came.onward else ()
    last = [*_until(came, speech), say(state, "more_how")]
    return spread([*parts, *last], (*again, *erase, *always(state)), once=True)


def _until(came: Outcome, speech: Speech) -> list[str]:
    return [speech.say("inbox", "until", date=speech.day(came.until))] if came.until else []


def _closed(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    """Nobody reads messages from there: say so, and whom one can call."""
    closed = words(state.language or "en").say("inbox", "closed")
    first, *more = person(state, world).said
    return (Said(f"{closed}\n\n{first.text}", first.buttons), *more)


def _which(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    """The button stood below something else than what is open: her numbers say what it shall be."""
    return numbers(state).said


def _too_long(state: State, came: Outcome, world: World) -> tuple[Said, ...]:
    text = words(state.language or "en").say("inbox", "too_long", count=came.most)
    return (Said(text, (row(state, ("write", "write", "person")), *always(state))),)
