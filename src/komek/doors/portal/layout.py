"""How the list of topics is laid out: order and groups, never words or values."""

from komek.doors.face.entries import Entry, entry
from komek.knowledge import guide
from komek.knowledge.guide.nouns import Topic

STAGES = {"before": "A", "arrival": "BC", "working": "DGHI", "trouble": "EFJKM", "return": "L", "": "N"}
"""The letters of the taxonomy by the part of a journey in which they matter; news come last."""

MAIN = (
    "wages-unpaid",
    "documents-taken",
    "agency-check",
    "health",
    "before-leaving",
    "going-home",
    "contract",
    "entry-ban",
)
TILES = 8
OF_COUNTRY = 2
"""Tiles that belong to the country of destination, where one is chosen."""


def tiles(edition: guide.Edition, language: str, destination: str) -> list[Entry]:
    """Choose the main topics: those of the destination first."""
    own = [each.id for each in _by_letter(edition) if destination and each.country == destination]
    wanted = dict.fromkeys((*own[:OF_COUNTRY], *MAIN))
    return [entry(edition, topic, language) for topic in wanted if topic in edition.topics][:TILES]


def groups(edition: guide.Edition, speech: guide.Speech) -> list[tuple[str, list[Entry]]]:
    """Give all topics by the part of the journey in which they matter."""
    found = []
    for stage, letters in STAGES.items():
        entries = [entry(edition, each.id, speech.language) for each in _by_letter(edition) if each.letter in letters]
        if entries:
            found.append((speech.say("journey", stage) if stage else "", entries))
    return found


def _by_letter(edition: guide.Edition) -> list[Topic]:
    return sorted(edition.topics.values(), key=lambda topic: topic.letter)


def counts_days(edition: guide.Edition, topic: str, reader: guide.Reader) -> bool:
    """Say whether a day of arrival would give this reader a date."""
    found = edition.topics[topic]
    destination = found.country or reader.destination
    return any(block.deadline and block.suits(reader.nationality, destination) for block in found.blocks)
