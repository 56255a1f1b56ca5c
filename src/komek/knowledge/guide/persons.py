"""Talking to a person: whom, now, from here. The way never ends in nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from komek.foundations import places
from komek.knowledge.guide import hours
from komek.knowledge.guide.lines import Line, emergency, line, reached
from komek.knowledge.guide.nouns import DESTINATIONS, Contact, Edition, Reader
from komek.knowledge.guide.rules import callable_now, dialled_lately
from komek.knowledge.guide.speech import words

LINES = ("hotline", "consulate", "ngo", "lawyer", "office")


@dataclass(frozen=True)
class Way:
    """Whom one can reach: lines dialled within 30 days, in the demo others with their mark; the emergency number last.

    `works` says that a line answered a test call within 30 days, or that there is an emergency number. `open` says that
    some line is not known to be closed at this hour: where it is false the emergency number stands first.
    """

    country: str
    lines: tuple[Line, ...]
    emergency: Line | None
    dialled: bool

    @property
    def works(self) -> bool:
        return self.dialled or self.emergency is not None

    @property
    def open(self) -> bool:
        return any(not each.closed for each in self.lines)


def way_to_a_person(
    edition: Edition, reader: Reader, on: date, country: str = "", *, now: datetime | None = None
) -> Way:
    """Give whom to call: who is open and understands her, then who is open, then the rest with the hour they open.

    Among equals those where she is stand before those at home. `country` is where she is; else the destination. Without
    `now` no line is closed.
    """
    speech = words(reader.language)
    here = country or reader.destination or reader.nationality
    home = [each for each in dict.fromkeys((here, reader.nationality)) if each]
    found = [
        contact
        for place in home
        for contact in edition.contacts.values()
        if contact.country == place
        and contact.kind in LINES
        and callable_now(contact, on, demo=edition.demo)
        and (edition.demo or dialled_lately(contact, on))
        and reached(contact, here)
    ]

    def rank(contact: Contact) -> tuple[bool, bool, int]:
        shut = now is not None and hours.closed(contact, now)
        return shut, not dialled_lately(contact, on), hours.understood(contact, reader.language, now)

    found.sort(key=rank)
    return Way(
        country=here,
        lines=tuple(line(contact, speech, on, here, now) for contact in found),
        emergency=emergency(edition, here, speech, on) if here else None,
        dialled=any(dialled_lately(contact, on) for contact in found),
    )


@dataclass(frozen=True)
class Number:
    """A plain number with whose it is: as it is read aloud, and as a phone dials it."""

    label: str
    number: str
    dial: str
    mark_words: str = ""


def numbers(edition: Edition, reader: Reader, on: date, *, now: datetime | None = None) -> tuple[Number, ...]:
    """Give the numbers that every answer carries: the best line and the emergency number where she is.

    Where all lines are closed the emergency number is the first. Of a reader who has not said where she is: the
    emergency numbers of all destinations.
    """
    way = way_to_a_person(edition, reader, on, now=now)
    if not way.country:
        speech = words(reader.language)
        found = ((country, emergency(edition, country, speech, on)) for country in DESTINATIONS)
        return tuple(_emergency(reader, country, told) for country, told in found if told)
    best = next((told for told in way.lines if told.dial), None)
    first = (Number(best.name, best.number, best.dial, best.mark_words),) if best else ()
    last = (_emergency(reader, way.country, way.emergency),) if way.emergency else ()
    return (*last, *first) if best and best.closed else (*first, *last)


def _emergency(reader: Reader, country: str, told: Line) -> Number:
    name = places.name(country, reader.language)
    return Number(
        words(reader.language).say("contact", "emergency", country=name), told.number, told.dial, told.mark_words
    )


def dead_ends(edition: Edition, countries: tuple[str, ...], on: date) -> tuple[str, ...]:
    """Give the countries whose way to a person ends in nothing."""
    return tuple(
        place for place in countries if not way_to_a_person(edition, Reader(destination=place), on, place).works
    )
