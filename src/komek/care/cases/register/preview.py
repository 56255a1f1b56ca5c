"""The register as it would be taken in: every line with what is wrong, nothing written. Pure but for the look-up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from komek.care.cases.register import alike
from komek.care.cases.register.columns import FIELDS, MANY, body
from komek.care.cases.register.guard import MOST_ROWS, too_many_lines
from komek.care.cases.register.reading import Book
from komek.care.cases.register.values import Client, House, client
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid

NAMED = frozenset({"full_name", "surname", "given"})
ANSWERS = {"new": _("Another person"), "same": _("The same person"), "out": _("Leave this line out")}


@dataclass(frozen=True)
class Choices:
    """What somebody chose about a file: sheet, line of the headings, meaning of each column, country, answers."""

    sheet: str = ""
    header: int = 0
    columns: Mapping[int, str] = field(default_factory=dict)
    country: str = "KZ"
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Checked:
    """What was found: numbers of lines only, and who may be whom."""

    people: int = 0
    bad: frozenset[int] = frozenset()
    doubt: frozenset[int] = frozenset()
    alike: Mapping[int, alike.Likeness] = field(default_factory=dict)
    opened: frozenset[UUID] = frozenset()

    def state(self, line: int, answers: Mapping[int, str]) -> str:
        """Say what would become of a line: bad, held, left_out or ready."""
        answer = answers.get(line, "")
        if answer == "out":
            return "left_out"
        if line in self.bad:
            return "bad"
        return "held" if self._waits(line, answers) else "ready"

    def _waits(self, line: int, answers: Mapping[int, str]) -> bool:
        """Say whether a line waits for an answer: its own, or that of the line whose person it was said to be."""
        likeness, answer = self.alike.get(line), answers.get(line, "")
        if likeness is None or answer == "new":
            return False
        if answer == "same" and likeness.kind == "line":
            return self.state(int(likeness.other), answers) != "ready"
        return not answer


def check_columns(columns: Mapping[int, str]) -> None:
    """Refuse a choice of columns that names a field twice or nobody at all; raises Invalid."""
    taken = [name for name in columns.values() if name]
    if any(name not in FIELDS for name in taken):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."))
    twice = sorted({name for name in taken if taken.count(name) > 1 and name not in MANY})
    if twice:
        raise Invalid(
            _("Two columns have the same meaning."), _("Only one of them can be taken."), _("Choose the right one.")
        )
    if not NAMED & set(taken):
        raise Invalid(
            _("No column holds a name."),
            _("Without names nobody could be found again."),
            _("Choose the column of the full name, or of surname and given name."),
        )


def clients(book: Book, choices: Choices, today: date) -> list[Client]:
    """Read every line below the headings that tells of somebody."""
    house, taken = House(choices.country, today), {place: name for place, name in choices.columns.items() if name}
    found = [each for line in body(book, choices.header) if (each := client(line, taken, house))]
    if len(found) > MOST_ROWS:
        raise too_many_lines()
    return found


def check(read: list[Client], *, by: Actor) -> Checked:
    """Look at every line, at its likeness to earlier ones, and to those on record."""
    good = [each for each in read if not each.bad]
    inside = {each.line: each for each in alike.in_file(good)}
    recorded, opened = alike.on_record(good, by=by)
    found = {**{each.line: each for each in recorded}, **inside}
    return Checked(
        len(read),
        frozenset(each.line for each in read if each.bad),
        frozenset(each.line for each in read if not each.bad and each.problems),
        found,
        frozenset(opened),
    )


def problems_csv(read: Iterable[Client]) -> str:
    """Write line, field and problem of everything to look at, without a word that stood in a cell."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(
        [
            escaped(str(text))
            for text in (pgettext("of a file", "Line"), _("Column"), _("How bad"), _("What to look at"))
        ]
    )
    words = {"bad": _("Must be mended"), "doubt": _("Look")}
    for each in read:
        for problem in each.problems:
            said = (FIELDS[problem.field], words[problem.severity], problem.text)
            rows.writerow([str(each.line), *(escaped(str(text)) for text in said)])
    return "\ufeff" + out.getvalue()


def escaped(text: str) -> str:
    """Make a text safe for a spreadsheet: what would be taken for a formula becomes plain text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
