"""What stands in the cells of a line: a person, how to reach her, and what her case was. Pure, without tables.

Names stay as they were written. A cell that cannot be right is `bad`: its line stays out until it is mended. A cell
that may mean two things, or nothing we know, is a `doubt`: the line comes in, and what was written is kept sealed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases.register import dates, letters, words
from komek.care.cases.register.found import Found, bad, doubt, sure
from komek.care.cases.register.names import split
from komek.care.cases.register.reading import Line, Value, shown
from komek.foundations import places
from komek.kernel.errors import Text
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate
from komek.kernel.scripts import script_of

LONGEST_NAME = 120
OLDEST = 110
LONGEST_REASON = 24
FREE = frozenset({"notes", "number"})
"""Fields in which a dash is a dash."""
E164 = re.compile(r"\+[1-9]\d{6,14}")
APART = re.compile(r"[,;\n]|\s/\s|\s{3,}")
DAY_ENDS = re.compile(r"\.0$")


@dataclass(frozen=True)
class House:
    """What the reading of a register depends on: the day, and the country whose phones and regions are meant."""

    country: str
    today: date


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field of a line. The text never repeats what stands in the cell."""

    field: str
    severity: str
    text: Text = declared(compare=False)


@dataclass(frozen=True, repr=False)
class Client:
    """One line as it was understood."""

    line: int
    found: Mapping[str, Found[Any]]
    written: Mapping[str, str]

    def value(self, name: str) -> Any:
        """Give what was read for a field, or None."""
        found = self.found.get(name)
        return found.value if found else None

    def told(self, name: str) -> Any:
        """Give the value of a field, or the reason why there is none; a field without a column was not asked."""
        found = self.found.get(name)
        if found is None:
            return Missing.NOT_ASKED
        return found.value if found.value is not None else found.missing or Missing.NOT_ASKED

    @property
    def problems(self) -> list[Problem]:
        """List what a person should look at, the worst first."""
        found = [Problem(name, each.severity, each.problem) for name, each in self.found.items() if each.severity]
        return sorted(found, key=lambda problem: problem.severity)

    @property
    def bad(self) -> bool:
        """Say whether the line stays out until it is mended."""
        return any(each.severity == "bad" for each in self.found.values())

    @property
    def identity(self) -> people.Identity:
        """Say who she is, as far as the register knows."""
        return people.Identity(
            given=self.told("given"),
            surname=self.told("surname"),
            patronymic=self.told("patronymic"),
            born=self.told("born"),
            sex=self.told("sex"),
            citizenships=self.told("citizenship"),
        )

    @property
    def contact(self) -> people.Contact:
        """Say how she may be reached."""
        return people.Contact(phones=self.told("phone"))


def client(line: Line, columns: Mapping[int, str], house: House) -> Client | None:
    """Read one line; None for one that holds nothing in the columns that are taken."""
    cells: dict[str, list[Value]] = {}
    for place, name in columns.items():
        if place < len(line.cells) and line.cells[place] is not None:
            cells.setdefault(name, []).append(line.cells[place])
    if not set(cells) - {"number"}:
        return None
    found = {name: _read(name, values, house) for name, values in cells.items()}
    _whole_name(found)
    _birth(found, house)
    _check_days(found)
    _unclear_days(found)
    _need_a_name(found)
    return Client(line.number, found, {name: "; ".join(map(shown, values)) for name, values in cells.items()})


def _read(name: str, cells: Sequence[Value], house: House) -> Found[Any]:
    text = "\n".join(map(shown, cells))
    if len(text) <= LONGEST_REASON and name not in FREE and (reason := words.whole("missing", text)):
        return Found(missing=Missing(reason))
    if name in {"born", "contact_on", "closed_on"}:
        return dates.read(cells[0], today=house.today)
    return READERS[name](text, house)


def _name(text: str, house: House) -> Found[str]:
    plain = " ".join(text.split())
    if len(plain) > LONGEST_NAME:
        return bad(_("This is too long for a name."))
    mended = letters.repaired(plain)
    if mended != plain:
        return doubt(mended, _("Letters of another alphabet stood in this name; they were put right."))
    if any(script_of(word) == "mixed" for word in plain.split()):
        return doubt(plain, _("Letters of two alphabets stand in this name."))
    if not any(sign.isalpha() for sign in plain):
        return bad(_("There is no letter in this name."))
    if plain[0] in "=+-@" or any(sign.isdigit() for sign in plain):
        return doubt(plain, _("This does not look like a name."))
    return sure(plain)


def _year(text: str, house: House) -> Found[PartialDate]:
    return dates.read(int(text) if text.isascii() and text.isdigit() else text, today=house.today)


def _age(text: str, house: House) -> Found[int]:
    match = re.match(r"\d{1,3}", text)
    if not match or int(match[0]) > OLDEST:
        return bad(_("This is not an age."))
    return sure(int(match[0]))


def _sex(text: str, house: House) -> Found[str]:
    code = words.find("sex", text)
    return sure(code) if code else doubt(None, _("This word for a sex is not known; it stays unknown."))


def _citizenship(text: str, house: House) -> Found[tuple[str, ...]]:
    found, strange = list[str](), False
    for part in re.split(r"[,;/\n]", text):
        if not part.strip():
            continue
        place = places.find_country(part.strip())
        code = place.code if place else words.find("country", part)
        strange = strange or not code
        found += [code] if code and code not in found else []
    if strange:
        return doubt(tuple(found) or None, _("This country is not known; it stays as it was written."))
    return sure(tuple(found))


def _phone(text: str, house: House) -> Found[tuple[str, ...]]:
    found, strange = list[str](), False
    for part in APART.split(text):
        if not part.strip():
            continue
        number = people.normal_phone(DAY_ENDS.sub("", part.strip()), house.country)
        if number is None or not E164.fullmatch(number):
            strange = True
        elif number not in found:
            found.append(number)
    if strange:
        return doubt(tuple(found) or None, _("This is not a whole telephone number; it stays as it was written."))
    return sure(tuple(found))


def _region(text: str, house: House) -> Found[str]:
    for within in (house.country, None):
        place = places.find_region(text, within)
        if place:
            return sure(place.code)
    return doubt(None, _("This region is not known; it stays as it was written."))


def _listed(name: str, otherwise: str, why: Text) -> Callable[[str, House], Found[str]]:
    def read(text: str, house: House) -> Found[str]:
        code = words.find(name, text)
        return sure(code) if code else doubt(otherwise or None, why)

    return read


def _several(name: str, why: Text) -> Callable[[str, House], Found[tuple[str, ...]]]:
    def read(text: str, house: House) -> Found[tuple[str, ...]]:
        codes, strange = words.find_all(name, text)
        return doubt(tuple(codes), why) if strange else sure(tuple(codes))

    return read


def _text(text: str, house: House) -> Found[str]:
    return sure(text)


def _number_text(text: str, house: House) -> Found[str]:
    return sure(" ".join(text.split())[:60])


UNKNOWN_WORDS = _("Some of these words are not known; they stay as they were written.")

READERS: Mapping[str, Callable[[str, House], Found[Any]]] = {
    "full_name": _name,
    "surname": _name,
    "given": _name,
    "patronymic": _name,
    "birth_year": _year,
    "age": _age,
    "sex": _sex,
    "citizenship": _citizenship,
    "phone": _phone,
    "document": _number_text,
    "region": _region,
    "source": _listed("source", "other", _("This sender is not known; it counts as another one.")),
    "needs": _several("need", UNKNOWN_WORDS),
    "services": _several("service", UNKNOWN_WORDS),
    "status": _listed("status", "", _("This status is not known; it stays as it was written.")),
    "closure": _listed("closure", "other", _("This reason is not known; it counts as another one.")),
    "notes": _text,
    "number": _number_text,
}


def _whole_name(found: dict[str, Found[Any]]) -> None:
    """Part a name that stands in one cell; parts that have a column of their own win."""
    whole = found.get("full_name")
    if whole is None or not isinstance(whole.value, str):
        return
    for name, part in split(whole.value).items():
        if part and not (found.get(name) and found[name].value):
            found[name] = sure(part)


def _birth(found: dict[str, Found[Any]], house: House) -> None:
    """Bring date, year and age together. From an age alone no year is made: it may be one of two."""
    year, born = found.get("birth_year"), found.get("born")
    if year and isinstance(year.value, PartialDate):
        if born is None or born.value is None and born.severity != "bad":
            found["born"] = sure(year.value)
        elif born.value and born.value.year != year.value.year:
            found["birth_year"] = doubt(year.value, _("Year and date of birth differ; the date is taken."))
    born = found.get("born")
    ages = born.value.ages(house.today) if born and born.value else None
    if born and ages and ages[1] > OLDEST:
        found["born"] = doubt(born.value, _("So old? Please look again."))
    if found.get("age") and not (born and born.value) and not (born and born.severity == "bad"):
        found["born"] = Found(missing=Missing.UNKNOWN)


def _check_days(found: dict[str, Found[Any]]) -> None:
    """Nobody comes before she is born, and no case ends before it begins."""
    days = {name: found[name].value for name in ("born", "contact_on", "closed_on") if found.get(name)}
    for earlier, later, why in (
        ("born", "contact_on", _("The first contact is before the birth.")),
        ("contact_on", "closed_on", _("The case ends before it begins.")),
    ):
        one, other = days.get(earlier), days.get(later)
        if one and other and one.earliest() and other.latest() and one.earliest() > other.latest():
            found[later] = bad(why)


def _unclear_days(found: dict[str, Found[Any]]) -> None:
    """Say in which month a person is counted where the register does not say it."""
    begun, closed, why = found.get("contact_on"), found.get("closed_on"), found.get("closure")
    if begun and not begun.severity and (begun.value is None or begun.value.year is None):
        found["contact_on"] = doubt(None, _("No day of first contact: the person is counted in this month."))
    elif begun and not begun.severity and begun.value and begun.value.month is None:
        found["contact_on"] = doubt(begun.value, _("No month of first contact: the person is counted in January."))
    if why and why.value and not (closed and (closed.value or closed.severity)):
        found["closed_on"] = doubt(None, _("No day of closing: the day of first contact is taken."))


def _need_a_name(found: dict[str, Found[Any]]) -> None:
    if not any(found.get(name) and found[name].value for name in ("given", "surname")):
        name = next((each for each in ("full_name", "surname", "given") if each in found), "full_name")
        if name not in found or not found[name].severity:
            found[name] = doubt(None, _("Nobody is named here; the case begins without a name."))
