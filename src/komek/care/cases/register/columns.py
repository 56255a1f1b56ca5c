"""What the headings of a register mean: proposed from a table in eight ways of writing, corrected by a person."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from komek.care.cases.register.reading import Book, Line, shown
from komek.kernel.errors import Text
from komek.kernel.scripts import fold

IGNORED = ""
MANY = frozenset({"phone", "citizenship", "needs", "services", "notes", "document"})
"""Fields that several columns may fill together."""
LONGEST_HEADING = 80
LOOKED_AT = 20
"""The headings stand in one of the first lines."""

FIELDS: Mapping[str, Text] = {
    "full_name": _("Full name"),
    "surname": _("Surname"),
    "given": _("Given name"),
    "patronymic": _("Patronymic"),
    "born": _("Date of birth"),
    "birth_year": _("Year of birth"),
    "age": _("Age at first contact"),
    "sex": _("Sex"),
    "citizenship": _("Citizenship"),
    "phone": _("Telephone"),
    "document": _("Document number"),
    "contact_on": _("Day of first contact"),
    "region": _("Region of the help"),
    "source": _("Who sent the person"),
    "needs": _("Needs"),
    "services": _("Services delivered"),
    "status": _("Status: identified by whom"),
    "notes": _("Notes"),
    "number": _("Number in the register"),
    "closed_on": _("Day of closing"),
    "closure": _("Reason of closing"),
}


@dataclass(frozen=True, repr=False)
class Heading:
    """A column of the file: its place, what stands above it, its fold, and the field proposed for it."""

    place: int
    text: str
    fold: str
    field: str = IGNORED
    repeated: bool = False
    """Another column before it has the same heading, or was given the same field."""


def folded(heading: str) -> str:
    """Give the one spelling by which headings are compared and remembered."""
    return fold(heading.replace("№", " no ").replace("/", " ").replace(".", " "))[:LONGEST_HEADING]


def find_headings(book: Book, remembered: Mapping[str, str] | None = None) -> int:
    """Say which line holds the headings: the one of the first twenty in which most are known; 0 for none.

    A line with fewer than two known headings is taken for one of people or for a title.
    """
    known = {**_table(), **(remembered or {})}
    best, number = 1, 0
    for line in book.lines[:LOOKED_AT]:
        found = {field for cell in line.cells if isinstance(cell, str) if (field := _field(folded(cell), known))}
        if len(found) > best:
            best, number = len(found), line.number
    return number


def propose(line: Line | None, width: int, remembered: Mapping[str, str] | None = None) -> tuple[Heading, ...]:
    """Propose a field for each column; what this organisation chose before comes first, even "do not take it"."""
    kept, taken = remembered or {}, set[str]()
    found, seen = [], set[str]()
    for place in range(width):
        text = shown(line.cells[place])[:LONGEST_HEADING] if line and place < len(line.cells) else ""
        key = folded(text)
        field = kept[key] if key in kept else _field(key, _table())
        again = bool(key) and key in seen
        if field and field in taken and field not in MANY:
            field, again = IGNORED, True
        taken.add(field)
        seen.add(key)
        found.append(Heading(place, text, key, field, again))
    return tuple(found)


def body(book: Book, header: int) -> Sequence[Line]:
    """Give the lines below the headings."""
    return [line for line in book.lines if line.number > header]


def _field(key: str, known: Mapping[str, str]) -> str:
    """Find the field of a folded heading: as a whole, else by the longest known heading that stands in it."""
    if not key or key in known:
        return known.get(key, IGNORED)
    inside = f" {key} "
    hits = [phrase for phrase in known if len(phrase) > 4 and f" {phrase} " in inside]
    return known[max(hits, key=len)] if hits else IGNORED


@cache
def _table() -> dict[str, str]:
    text = (files(__package__) / "data" / "headings.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, str] = {}
    for row in rows:
        for heading in row["headings"].split(";"):
            found.setdefault(folded(heading), row["field"])
    return found
