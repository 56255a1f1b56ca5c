"""Which value a reader is told, and until when: pure functions over facts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from komek.knowledge.guide.calendars import UncountedError, last_day
from komek.knowledge.guide.nouns import MARKS, Claim, Contact, Fact, Reader

TERMS = ("days", "calendar days", "working days", "months", "year", "years")
DAYS = {"days": 1.0, "calendar days": 1.0, "working days": 1.4, "months": 30.0, "year": 365.0, "years": 365.0}
"""How long a unit is, near enough to say which of two terms ends first."""
DIALLED_WITHIN = 30
"""Days a dial test holds (guidance.md 4.4)."""


def published(fact: Fact, *, demo: bool) -> bool:
    """Say whether a fact may be shown: outside the demo a named person must have confirmed it."""
    return demo or (fact.mark == "confirmed" and bool(fact.verified_by))


def callable_now(contact: Contact, on: date, *, demo: bool) -> bool:
    """Say whether a contact may be shown as a number to dial.

    A dead one never; outside the demo only one that answered within 30 days. An emergency number that was dialled once
    stays, whatever its day: it is where every way ends. In the demo the others show their mark.
    """
    if contact.state == "dead" or not contact.callable:
        return False
    if contact.kind == "emergency":
        return demo or contact.tested_on is not None
    return demo or dialled_lately(contact, on)


def dialled_lately(contact: Contact, on: date) -> bool:
    """Say whether somebody answered a test call within the last 30 days."""
    return (
        contact.state == "tested" and contact.tested_on is not None and (on - contact.tested_on).days <= DIALLED_WITHIN
    )


def standing(contact: Contact, on: date) -> str:
    """Say where a contact stands on a day: one that answered is "overdue" once the day of its next test is over."""
    if contact.state != "tested":
        return contact.state
    late = contact.next_test is not None and contact.next_test < on
    return "overdue" if late or not dialled_lately(contact, on) else "tested"


def concerns(claim: Claim, fact: Fact) -> bool:
    """Say whether a claim speaks of the time in which a fact holds."""
    over = claim.valid_until and fact.valid_from and claim.valid_until <= fact.valid_from
    ahead = claim.valid_from and fact.valid_until and claim.valid_from >= fact.valid_until
    return not (over or ahead)


def safer(claims: Iterable[Claim]) -> Claim:
    """Give the claim that leads where sources differ: of terms the one that ends first, else the best marked, newest.

    Raises ValueError for no claims.
    """
    rows = list(claims)
    terms = [claim for claim in rows if claim.unit in TERMS and claim.value.isdigit()]
    if terms and len(terms) == len(rows):
        return min(terms, key=length)
    if not rows:
        raise ValueError("no claims")
    newest = sorted(rows, key=lambda claim: claim.source_date, reverse=True)
    return min(newest, key=lambda claim: MARKS.index(claim.mark))


def led(fact: Fact) -> Fact:
    """Give a fact as it is told: of its released term and those of its claims the one that ends first leads.

    Whatever was released, nobody is told to wait longer than a source allows. What is no term is told as released.
    """
    if fact.instead or not is_term(fact):
        return fact
    terms: list[Fact | Claim] = [fact, *(claim for claim in fact.claims if is_term(claim))]
    shortest = min(terms, key=length)
    if length(shortest) >= length(fact):
        return fact
    return replace(fact, value=shortest.value, unit=shortest.unit, instead=(fact.value, fact.unit))


def length(claim: Claim | Fact) -> float:
    """Say about how many days a term takes."""
    return int(claim.value) * DAYS[claim.unit]


def applying(facts: Iterable[Fact], reader: Reader, on: date) -> list[Fact]:
    """Give the facts of one key that hold for a reader on a day, the one that leads first.

    Who has yet to arrive is told the rule of the day of her arrival. For a known nationality its own row, else the row
    for everybody. While she has not said, all rows hold and the shortest term leads, so that nobody is told to wait
    too long.
    """
    day = max(on, reader.arrived or on)
    valid = [led(fact) for fact in facts if fact.valid(day)]
    if reader.nationality:
        own = [fact for fact in valid if fact.nationality == reader.nationality]
        return own or [fact for fact in valid if not fact.nationality]
    return sorted(valid, key=lambda fact: (length(fact) if is_term(fact) else 0.0, fact.nationality))


def is_term(fact: Fact | Claim) -> bool:
    """Say whether a fact is a time that can be counted from a day."""
    return fact.unit in TERMS and fact.value.isdigit()


@dataclass(frozen=True)
class Deadline:
    """Until which day something must be done, and by which fact. `latest` is the day by the longest claim."""

    day: date
    fact: Fact
    latest: date | None = None


def deadline(fact: Fact, arrived: date, country: str, *, demo: bool) -> Deadline | None:
    """Count a term from the day of arrival; None where it is no term or the calendar is not known.

    The day is the earliest by any claim, so that it is safe whoever is right. Outside the demo a day off that nobody
    has confirmed gives nobody more time: the day by it is the latest.
    """
    terms = [each for each in ((fact.value, fact.unit), *fact.others) if each[0].isdigit() and each[1] in TERMS]
    readings = (False,) if demo else (False, True)
    try:
        days = [
            last_day(arrived, int(value), unit, country, doubting=doubting)
            for value, unit in terms
            for doubting in readings
        ]
    except UncountedError:
        return None
    if not days:
        return None
    return Deadline(min(days), fact, max(days) if max(days) != min(days) else None)
