"""How the passages of an answer are grouped and headed, wherever they are shown: order, never words or values."""

from dataclasses import dataclass
from itertools import groupby

from komek.knowledge import guide

HEADINGS = {
    "step": "steps",
    "checklist": "checklist",
    "warning": "warnings",
    "document": "documents",
    "money": "money",
    "fact": "facts",
    "contact": "contacts",
}
"""The word of the section [answer] that stands above passages of a kind."""


@dataclass(frozen=True)
class Section:
    """Passages of one kind that follow one another. `heading` is "" where the kind was headed before."""

    kind: str
    heading: str
    passages: tuple[guide.Passage, ...]
    start: int = 1


def sections(answer: guide.Answer, speech: guide.Speech) -> tuple[Section, ...]:
    """Group the passages as the topic orders them; steps go on counting after an interruption."""
    found: list[Section] = []
    steps = 1
    for kind, group in groupby(answer.passages, key=lambda each: each.kind):
        passages = tuple(group)
        key = HEADINGS.get(kind, "") if kind not in {each.kind for each in found} else ""
        found.append(Section(kind, speech.say("answer", key) if key else "", passages, steps))
        steps += len(passages) if kind == "step" else 0
    return tuple(found)
