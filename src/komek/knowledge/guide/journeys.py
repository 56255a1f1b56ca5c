"""My journey: where from, where to and since when, as a dated list with a source on each line."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from komek.knowledge.guide.nouns import STAGES, Block, Edition, Reader, Topic
from komek.knowledge.guide.rendering import Origin, Passage, passage, title
from komek.knowledge.guide.speech import words

SHOWN = ("fact", "step", "checklist", "document")
GENERAL = ("before-leaving",)
"""Topics whose checklists belong to every journey."""


@dataclass(frozen=True)
class Entry:
    """One line of the plan. `day` is until when, where it can be counted."""

    topic: str
    topic_title: str
    stage: str
    passage: Passage
    day: date | None

    @property
    def origins(self) -> tuple[Origin, ...]:
        return self.passage.origins


@dataclass(frozen=True)
class Plan:
    """The dated lines first, in the order of their days; then what has no day, by stage."""

    reader: Reader
    dated: tuple[Entry, ...]
    undated: tuple[Entry, ...]

    def of(self, stage: str) -> tuple[Entry, ...]:
        """Give the undated lines of a stage."""
        return tuple(each for each in self.undated if each.stage == stage)


def plan(edition: Edition, reader: Reader, on: date) -> Plan:
    """Make the plan of a reader who has told nationality, destination and day of arrival, as far as she has."""
    found = []
    for topic in edition.topics.values():
        for block in topic.blocks:
            if _belongs(topic, block, reader) and (shown := passage(edition, block, reader, on)):
                stage = block.stage[0] if block.stage else ("before" if topic.id in GENERAL else "arrival")
                found.append(Entry(topic.id, title(topic, reader.language), stage, shown, shown.by))
    dated = sorted((each for each in found if each.day), key=lambda each: each.day or date.max)
    undated = sorted((each for each in found if not each.day), key=lambda each: STAGES.index(each.stage))
    return Plan(reader, tuple(dated), tuple(undated))


def _belongs(topic: Topic, block: Block, reader: Reader) -> bool:
    """Say whether a block is a line of this journey: of a general list, or of the destination."""
    if not block.suits(reader.nationality, reader.destination):
        return False
    aimed = reader.destination in (*block.destination, topic.country) and bool(reader.destination)
    if block.deadline:
        return aimed
    return block.kind in SHOWN and (aimed or topic.id in GENERAL)


def calendar_file(plan: Plan, made: datetime | None = None) -> bytes:
    """Write the dated lines as an iCalendar file (RFC 5545): whole days, a reminder two days before, neutral names."""
    stamp = (made or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    speech = words(plan.reader.language)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Komek//Guide//EN", "CALSCALE:GREGORIAN"]
    for entry in plan.dated:
        day = entry.day or date.min
        source = " ".join(origin.line for origin in entry.origins)
        told = " ".join(filter(None, [entry.passage.text, *entry.passage.notes, entry.passage.mark_words, source]))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.passage.id}-{day:%Y%m%d}@komek",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(entry.topic_title)}",
            f"DESCRIPTION:{_escaped(told)}",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_escaped(speech.say('answer', 'by', date=speech.day(day)))}",
            "TRIGGER:-P2D",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(folded + "\r\n" for each in lines for folded in _folded(each)).encode()


def _escaped(text: str) -> str:
    told = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(told.splitlines())


def _folded(line: str) -> list[str]:
    """Fold a line at 75 bytes, never inside a letter."""
    parts, here = [], ""
    for sign in line:
        if len((here + sign).encode()) > 74:
            parts.append(here)
            here = " "
        here += sign
    return [*parts, here]
