"""A topic in a list, wherever somebody chooses one: its title in her language or in English, and its picture."""

from dataclasses import dataclass

from komek.doors.face.pictures import DRAWN
from komek.doors.face.tongues import tag
from komek.knowledge import guide


@dataclass(frozen=True)
class Entry:
    """A topic to choose. `tag` says in which language the title is; `lead` is what its answer begins with."""

    id: str
    title: str
    tag: str
    icon: str
    lead: str = ""


def entry(edition: guide.Edition, topic: str, language: str, lead: str = "") -> Entry:
    """Give a topic as it stands in a list."""
    found = edition.topics[topic]
    block = found.block("title")
    spoken = language if block and language in block.texts else "en"
    return Entry(topic, guide.title(found, language), tag(spoken), DRAWN.get(found.icon, found.icon), lead)
