"""Whether somebody answers at a moment: opening hours and languages by hour, read from their codes.

"Mon-Fri 09:00-18:00: ko en zh; Sat 22:00-06:00: ko" counts by the clock of the contact. What cannot be read, or is not
written, is not known: it closes no line.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from komek.knowledge.guide.language_names import part_hours
from komek.knowledge.guide.nouns import Contact

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SPAN = re.compile(
    r"(?P<first>[A-Z][a-z]{2})(?:-(?P<last>[A-Z][a-z]{2}))? "
    r"(?P<since>[0-2]\d:[0-5]\d)-(?P<until>[0-2]\d:[0-5]\d)"
)
DAY = 24 * 60
WEEK = 7 * DAY


@dataclass(frozen=True)
class Span:
    """One stretch of a week, in minutes since Monday began; it may run over midnight and over Sunday."""

    begins: int
    minutes: int

    def holds(self, at: int) -> bool:
        """Say whether a minute of the week lies in it."""
        return (at - self.begins) % WEEK < self.minutes


def spans(text: str) -> tuple[Span, ...]:
    """Read opening hours; none where they are not written as codes."""
    found: list[Span] = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        read = SPAN.fullmatch(part)
        if not read or not {read["first"], read["last"] or read["first"]} <= set(DAYS):
            return ()
        since, until = _minutes(read["since"]), _minutes(read["until"])
        first, last = DAYS.index(read["first"]), DAYS.index(read["last"] or read["first"])
        lasts = until - since if until > since else until - since + DAY
        found += [Span((first + after) % 7 * DAY + since, lasts) for after in range((last - first) % 7 + 1)]
    return tuple(found)


def closed(contact: Contact, now: datetime) -> bool:
    """Say whether a contact is known to be closed at a moment."""
    read = spans(contact.hours) if contact.timezone else ()
    return bool(read) and not any(span.holds(_minute(_there(contact, now))) for span in read)


def opens(contact: Contact, now: datetime) -> datetime:
    """Say when a closed contact opens next, by its own clock."""
    there = _there(contact, now).replace(second=0, microsecond=0)
    wait = min((span.begins - _minute(there)) % WEEK for span in spans(contact.hours))
    return there + timedelta(minutes=wait)


def tongues(contact: Contact, now: datetime | None) -> frozenset[str]:
    """Give the codes of the languages that are spoken at a moment; at any moment where none is given."""
    told: set[str] = set()
    for part in contact.languages.split(";"):
        hours, codes = part_hours(part)
        read = spans(hours) if now and contact.timezone else ()
        if not read or any(span.holds(_minute(_there(contact, now))) for span in read if now):
            told |= set(codes.split())
    return frozenset(told)


def understood(contact: Contact, language: str, now: datetime | None) -> int:
    """Say how likely she is understood: 0 in her language, 1 in one of many, 2 where nothing says so."""
    told = tongues(contact, now)
    if language.partition("-")[0] in told:
        return 0
    return 1 if "mul" in told else 2


def _there(contact: Contact, now: datetime | None) -> datetime:
    if now is None:
        raise ValueError("no moment was given")
    return now.astimezone(ZoneInfo(contact.timezone))


def _minute(there: datetime) -> int:
    return there.weekday() * DAY + there.hour * 60 + there.minute


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
