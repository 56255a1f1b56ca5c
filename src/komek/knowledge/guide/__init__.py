"""The guide: say it once, show it on every channel.

Its nouns are the topic, the block (a short text for an audience), the fact (a value that texts name by its key), the
claim (what one source says of it), the contact (a number with its last dial test) and the edition: all that is
released at one moment, in memory, from which every door renders. A text never holds a number of law: it names a fact.
What this room will never do: keep what a migrant asked together with who asked, or publish outside the demo what
nobody has confirmed.

    from komek.knowledge import guide

    edition = guide.current()                                    # this process's copy, at most a second old
    reader = guide.Reader(language="uz", nationality="UZ", destination="RU")
    guide.answer(edition, "registration-russia", reader, today)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from komek.knowledge.guide.editions import current
    from komek.knowledge.guide.journeys import Plan, calendar_file, plan
    from komek.knowledge.guide.lines import Line
    from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, Edition, Reader
    from komek.knowledge.guide.persons import Number, Way, way_to_a_person
    from komek.knowledge.guide.rendering import Answer, Origin, Passage, answer, notices, title
    from komek.knowledge.guide.speech import Speech, spoken, words

_HOMES = {
    "editions": ("current",),
    "journeys": ("Plan", "calendar_file", "plan"),
    "lines": ("Line",),
    "nouns": ("DESTINATIONS", "LANGUAGES", "NATIONALITIES", "Edition", "Reader"),
    "persons": ("Number", "Way", "way_to_a_person"),
    "rendering": ("Answer", "Origin", "Passage", "answer", "notices", "title"),
    "speech": ("Speech", "spoken", "words"),
}
"""Where each name of the surface is made; loaded at first use, since tables cannot be read before all apps are."""

__all__ = [
    "DESTINATIONS",
    "LANGUAGES",
    "NATIONALITIES",
    "Answer",
    "Edition",
    "Line",
    "Number",
    "Origin",
    "Passage",
    "Plan",
    "Reader",
    "Speech",
    "Way",
    "answer",
    "calendar_file",
    "current",
    "notices",
    "plan",
    "spoken",
    "title",
    "way_to_a_person",
    "words",
]


def __getattr__(name: str) -> Any:
    """Find a name of the surface at its home."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(name)
