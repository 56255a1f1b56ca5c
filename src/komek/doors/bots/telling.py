"""Laying out what the guide answers as plain paragraphs. No value is chosen here, no word is invented."""

from collections.abc import Iterable

from komek.doors.bots.channels import parts as pieces
from komek.doors.bots.nouns import Button, Said, State
from komek.knowledge.guide import Speech, words
from komek.knowledge.guide.lines import Line
from komek.knowledge.guide.persons import Number
from komek.knowledge.guide.rendering import Answer, Passage

LONGEST = 3500
"""Signs of a message, below the 4,096 of Telegram and WhatsApp; what is longer goes on in the next message."""


def told(shown: Answer, state: State, portal: str = "") -> list[str]:
    """Tell an answer as plain paragraphs: title, what leads with its day and source, steps, warnings, whom to ask.

    What is to be known of the whole text, and the numbers to call, stand early: who reads in haste reads the beginning.
    A stub says that it is not checked. What can be heard is a link, where the address of the portal is known.
    """
    speech = words(state.language or "en")
    parts = [shown.title.upper(), *marks(shown, speech)]
    parts += [] if shown.full and shown.lead else [speech.say("answer", "not_yet")]
    parts += [passage(shown.lead)] if shown.lead else []
    parts.append(heard(shown, speech, portal))
    if shown.call:
        parts.append("\n".join(f"☎ {number(each)}" for each in shown.call))
    if steps := shown.of("step"):
        parts.append("\n".join(f"{at}. {passage(each)}" for at, each in enumerate(steps, 1)))
    parts += [passage(each) for each in shown.passages if each.kind not in ("step", "contact")]
    parts += [passage(each) for each in shown.of("contact")]
    if shown.hidden:
        parts.append(speech.say("answer", "hidden"))
    return parts


def marks(shown: Answer, speech: Speech) -> list[str]:
    """Say of a whole answer that a machine has drafted its words, and that its translation is behind."""
    said = (("draft", shown.draft), ("changed", shown.stale))
    return [speech.say("answer", key) for key, so in said if so]


def heard(shown: Answer, speech: Speech, portal: str) -> str:
    """Give a link for each voice that reads a part of the answer; "" where there is none or no page to lead to."""
    voices = [each.audio for each in (shown.lead, *shown.passages) if each and each.audio]
    return "\n".join(f"{speech.say('site', 'listen')}: {portal}/recordings/{each}" for each in voices if portal)


def passage(shown: Passage) -> str:
    """Tell one passage."""
    items = (f"• {item}" for item in shown.items)
    lines = [shown.headline, shown.text, *items, *(line(of) for of in shown.contacts), small(shown)]
    return "\n".join(each for each in lines if each)


def small(shown: Passage) -> str:
    """Give what stands in small letters: notes, how sure it is, the source."""
    mark = f"[{shown.mark_words}]" if shown.mark_words else ""
    return "\n".join(filter(None, [*shown.notes, mark, *(origin.line for origin in shown.origins)]))


def number(of: Number) -> str:
    """Tell whose number it is, and whether it was dialled."""
    return f"{of.label}: {of.number}" + (f" [{of.mark_words}]" if of.mark_words else "")


def line(of: Line) -> str:
    """Tell a contact."""
    numbers = [of.number, of.abroad, of.whatsapp and f"WhatsApp {of.whatsapp}", of.telegram, of.web]
    mark = f"[{of.mark_words}]" if of.mark_words else ""
    return "\n".join(filter(None, [of.name, " · ".join(filter(None, numbers)), *of.facts, mark]))


def spread(parts: Iterable[str], rows: tuple[tuple[Button, ...], ...], *, once: bool = False) -> tuple[Said, ...]:
    """Lay paragraphs over as many messages as they need, with the buttons below the last. Nothing is left out."""
    *first, last = list(pieces("\n\n".join(filter(None, parts)), LONGEST)) or [""]
    return (*(Said(each, once=once) for each in first), Said(last, rows, once))
