"""Laying out what the guide answers as plain paragraphs. No value is chosen here, no word is invented."""

from collections.abc import Iterable

from komek.doors.bots.channels import parts as pieces
from komek.doors.bots.nouns import Button, Said, State
from komek.knowledge.guide import Speech, words
from komek.knowledge.guide.lines import Line
from komek.knowledge.guide.rendering import Answer, Passage

LONGEST = 3500
"""Signs of a message, below the 4,096 of Telegram and WhatsApp; what is longer goes on in the next message."""


def told(shown: Answer, state: State, portal: str = "") -> list[str]:
    """Tell an answer as plain paragraphs: title, what leads with its day and source, steps, warnings, whom to ask.

    The numbers to call stand early: who reads in haste reads the beginning. A stub says that it is not checked. What
    can be heard is a link, where the address of the portal is known.
    """
    speech = words(state.language or "en")
    parts = [shown.title.upper(), *([speech.say("answer", "changed")] if shown.stale else [])]
    parts += [] if shown.full and shown.lead else [speech.say("answer", "not_yet")]
    parts += [passage(shown.lead)] if shown.lead else []
    parts.append(heard(shown, speech, portal))
    if shown.call:
        parts.append("\n".join(f"☎ {each.label}: {each.number}" for each in shown.call))
    steps = shown.of("step")
    numbered = [f"{at}. {each.text}" for at, each in enumerate(steps, 1)]
    for at, each in enumerate(steps):
        numbered[at] += f"\n{small(each)}" if small(each) else ""
    if numbered:
        parts.append("\n".join(numbered))
    parts += [passage(each) for each in shown.passages if each.kind not in ("step", "contact")]
    for each in shown.of("contact"):
        parts.append("\n".join(filter(None, [each.text, *(line(of) for of in each.contacts), small(each)])))
    if shown.hidden:
        parts.append(speech.say("answer", "hidden"))
    if shown.draft:
        parts.append(speech.say("answer", "draft"))
    return parts


def heard(shown: Answer, speech: Speech, portal: str) -> str:
    """Give a link for each voice that reads a part of the answer; "" where there is none or no page to lead to."""
    voices = [each.audio for each in (shown.lead, *shown.passages) if each and each.audio]
    return "\n".join(f"{speech.say('site', 'listen')}: {portal}/recordings/{each}" for each in voices if portal)


def passage(shown: Passage) -> str:
    """Tell one passage."""
    lines = [shown.headline, shown.text, *(f"• {item}" for item in shown.items), small(shown)]
    return "\n".join(each for each in lines if each)


def small(shown: Passage) -> str:
    """Give what stands in small letters: notes, how sure it is, the source."""
    mark = f"[{shown.mark_words}]" if shown.mark_words else ""
    return "\n".join(filter(None, [*shown.notes, mark, *(origin.line for origin in shown.origins)]))


def line(of: Line) -> str:
    """Tell a contact."""
    numbers = [of.number, of.abroad, of.whatsapp and f"WhatsApp {of.whatsapp}", of.telegram, of.web]
    mark = f"[{of.mark_words}]" if of.mark_words else ""
    return "\n".join(filter(None, [of.name, " · ".join(filter(None, numbers)), *of.facts, mark]))


def spread(parts: Iterable[str], rows: tuple[tuple[Button, ...], ...], *, once: bool = False) -> tuple[Said, ...]:
    """Lay paragraphs over as many messages as they need, with the buttons below the last. Nothing is left out."""
    *first, last = list(pieces("\n\n".join(filter(None, parts)), LONGEST)) or [""]
    return (*(Said(each, once=once) for each in first), Said(last, rows, once))
