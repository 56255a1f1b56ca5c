"""Laying out what the guide answers as plain paragraphs. No value is chosen here, no word is invented."""

from komek.doors.bots.nouns import State
from komek.knowledge.guide import words
from komek.knowledge.guide.lines import Line
from komek.knowledge.guide.rendering import Answer, Passage

LONGEST = 3500
"""Signs of a message, below Telegram's 4,096 and room for a header; a longer answer is cut at a passage."""


def told(shown: Answer, state: State) -> list[str]:
    """Tell an answer as plain paragraphs: title, what leads with its day and source, steps, warnings, whom to ask.

    The numbers to call stand early: a long answer is cut at its end.
    """
    speech = words(state.language or "en")
    parts = [shown.title.upper()]
    parts += [passage(shown.lead)] if shown.lead else [speech.say("answer", "not_yet")]
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
        parts.append("\n".join([each.text, *(line(of) for of in each.contacts)]).strip())
    if shown.hidden:
        parts.append(speech.say("answer", "hidden"))
    if shown.draft:
        parts.append(speech.say("answer", "draft"))
    return parts


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


def cut(parts: list[str]) -> list[str]:
    """Keep whole passages while they fit; the first is cut if it alone is too long."""
    kept: list[str] = []
    for part in filter(None, parts):
        if sum(map(len, kept)) + 2 * len(kept) + len(part) > LONGEST:
            break
        kept.append(part)
    return kept or [parts[0][:LONGEST]]
