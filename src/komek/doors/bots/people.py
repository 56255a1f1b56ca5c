"""The rooms in which she comes to a person: whom to call, writing, going on, and the two numbers."""

from dataclasses import replace

from komek.doors.bots.basics import World, always, row, say, top, turn
from komek.doors.bots.nouns import Button, Deed, State, Turn
from komek.doors.bots.telling import line, number, spread
from komek.foundations import inbox, places
from komek.knowledge.guide import Reader, way_to_a_person, words
from komek.knowledge.guide.persons import numbers as reachable

UNTICKED, TICKED = "☐", "☑"


def person(state: State, world: World) -> Turn:
    """Say whom one can call."""
    parts = [*top(state, world), words(state.language or "en").say("person", "intro"), *people(state, world)]
    ways = (("write", "write", "person"), ("numbers", "receipt_enter", "inbox"))
    write = (row(state, *ways),) if world.can_write() else ()
    there = replace(state.to("person"), handed=True)
    said = spread(parts, (*write, row(state, ("where", "where")), *always(there)))
    return Turn(there, said, () if state.handed else (Deed("handover"),))


def people(state: State, world: World) -> list[str]:
    """Give the numbers one can call, the host's own first, as paragraphs; they never end in nothing."""
    speech = words(state.language or "en")
    way = way_to_a_person(world.edition, state.reader(), world.today, now=world.now)
    parts = [line(each) for each in way.lines]
    if way.emergency:
        mark = f" [{way.emergency.mark_words}]" if way.emergency.mark_words else ""
        urgent = f"{speech.say('person', 'emergency')}: {way.emergency.number}{mark}"
        parts = [*parts, urgent] if way.open else [urgent, *parts]
    elif not way.country:  # she has not said where she is: the number of every country in which she may be
        parts += everywhere(state, world)
    if world.hotline:
        return [world.hotline, *parts]
    return parts if way.works or not way.country else [*parts, speech.say("person", "none"), *everywhere(state, world)]


def everywhere(state: State, world: World) -> list[str]:
    """Give the emergency number of every country, as far as somebody has dialled it."""
    return [number(each) for each in reachable(world.edition, Reader(state.language or "en"), world.today)]


def to_call(state: State, world: World) -> list[str]:
    """Give in one paragraph what stands below each sentence that says "call": the best line and the emergency number.

    Where there is neither it has the number of every country; with a number of the host, that one first.
    """
    told = reachable(world.edition, state.reader(), world.today, now=world.now)
    found = [f"☎ {number(each)}" for each in told] or [f"☎ {each}" for each in everywhere(state, world)]
    return ["\n".join([world.hotline, *found] if world.hotline else found)]


def write(state: State, world: World) -> Turn:
    """Say who would read a message, in which country, and how long it takes; the next text is the message."""
    if not world.can_write():
        return person(state, world)
    speech = words(state.language or "en")
    tick = f"{TICKED if state.tell else UNTICKED} {speech.say('inbox', 'may_write_back')}"
    rows = ((Button(tick, "tell"),),) if world.can_tell else ()
    hint = speech.say("inbox", "words_hint")
    return turn(informed(state.to("write"), world), *who_reads(state, world), hint, rows=rows)


def tell(state: State, world: World) -> Turn:
    """Take or take back her leave to be told that there is an answer."""
    return write(replace(state, tell=not state.tell), world)


def onward(state: State, world: World) -> Turn:
    """Let her write again under numbers that she has just opened."""
    if state.room not in ("receipt", "onward"):
        return numbers(state)
    there = informed(state.to("onward"), world)
    return turn(there, *(who_reads(there, world) if world.duty() else []), goes_on(there, world))


def done(state: State) -> Turn:
    """End writing: what she says from now on is a question again."""
    return turn(state.to("home"), say(state, "finished"))


def numbers(state: State) -> Turn:
    """Ask for the two numbers; the next text is taken for them however it is spaced."""
    speech = words(state.language or "en")
    both = (speech.say("inbox", "receipt_first"), speech.say("inbox", "receipt_second"))
    return turn(state.to("numbers"), f"{speech.say('inbox', 'receipt_enter')}: {', '.join(both)}.")


def informed(state: State, world: World) -> State:
    """Note of whom she is told now that they read: what she sends is held against it."""
    duty = world.duty()
    return replace(state, told=duty.mark if duty else "")


def who_reads(state: State, world: World) -> list[str]:
    """Tell who would read a message, now or when somebody comes on duty."""
    speech, duty = words(state.language or "en"), world.duty()
    if duty is None:
        return [speech.say("inbox", "closed"), *to_call(state, world)]
    country = places.name(duty.country, speech.language)
    first, *after = _named(duty, speech.language)
    if not duty.now:
        readers = speech.say("inbox", "readers", names=", ".join([first, *after]))
        return [speech.say("inbox", "nobody"), *to_call(state, world), readers]
    told = [speech.say("inbox", "who_reads", name=duty.name, country=country, minutes=duty.minutes)]
    return told + ([speech.say("inbox", "who_reads_next", names=", ".join(after))] if after else [])


def goes_on(state: State, world: World) -> str:
    """Tell to whom goes what she writes now."""
    speech, duty = words(state.language or "en"), world.duty()
    if duty is None:
        return "\n\n".join([speech.say("inbox", "closed"), *to_call(state, world)])
    return speech.say("bot", "goes_on", names=", ".join(_named(duty, speech.language)))


def _named(duty: inbox.Duty, language: str) -> list[str]:
    """Name everybody who may read, each with the country."""
    following = zip((duty.name, *duty.next), (duty.country, *duty.countries), strict=True)
    return [f"{name} ({places.name(where, language)})" for name, where in following]
