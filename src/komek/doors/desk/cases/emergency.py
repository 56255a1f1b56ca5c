"""Whom to call when there is danger now, by country: the numbers of the guide with their last test call.

Beside them stands what the guide does not keep, police, ambulance and fire brigade, from a list of the house.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import Text
from komek.knowledge import guide

KINDS: dict[str, Text] = {
    "one_number": _("One number for every emergency"),
    "police": _("Police"),
    "ambulance": _("Ambulance"),
    "fire": _("Fire brigade"),
}


@dataclass(frozen=True)
class Line:
    """One number. `tested_on` is the day on which a test call was answered, None where nobody has dialled it for us."""

    label: Text
    number: str
    tested_on: date | None = None


def lines(country: str) -> tuple[Line, ...]:
    """List the emergency numbers of a country, those of the guide first; none for a country we know nothing of.

    The guide is the one truth: a number that it says is dead is not shown, and its own stands in place of ours.
    """
    known = [each for each in guide.current().contacts.values() if (each.country, each.kind) == (country, "emergency")]
    alive = [each for each in known if each.state != "dead" and each.callable]
    told = {each.short or each.phone: each.tested_on if each.state == "tested" else None for each in alive}
    gone = {each.short or each.phone for each in known} - set(told)
    ours = [row for row in _rows() if row["country"] == country and row["number"] not in gone]
    names = {row["number"]: KINDS[row["kind"]] for row in reversed(ours)}
    beside = [row for row in ours if row["number"] not in told and not (told and row["kind"] == "one_number")]
    first = [Line(names.get(number, KINDS["one_number"]), number, tested) for number, tested in told.items()]
    return (*first, *(Line(KINDS[row["kind"]], row["number"]) for row in beside))


def card(country: str) -> dict[str, object]:
    """Give the card of danger what it shows."""
    known = lines(country)
    tested = [line for line in known if line.tested_on]
    return {"lines": known, "unchecked": len(tested) < len(known), "partly": bool(tested)}


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("komek.doors.desk.cases").joinpath("emergency.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
