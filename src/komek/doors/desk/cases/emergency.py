"""Whom to call when there is danger now, by country: data of the house, shown with how sure we are of it."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import Text

KINDS: dict[str, Text] = {
    "one_number": _("One number for every emergency"),
    "police": _("Police"),
    "ambulance": _("Ambulance"),
    "fire": _("Fire brigade"),
}


@dataclass(frozen=True)
class Line:
    """One number. Nobody has dialled it for us yet where `checked` is false, and the page says so."""

    label: Text
    number: str
    checked: bool


def lines(country: str) -> tuple[Line, ...]:
    """List the emergency numbers of a country; none for a country we know nothing of."""
    return tuple(
        Line(KINDS[row["kind"]], row["number"], row["checked"] == "yes") for row in _rows() if row["country"] == country
    )


def card(country: str) -> dict[str, object]:
    """Give the card of danger what it shows."""
    known = lines(country)
    return {"lines": known, "unchecked": not all(line.checked for line in known)}


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("komek.doors.desk.cases").joinpath("emergency.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
