"""Days as people write them: in figures, in words, in part, or as the number a spreadsheet keeps."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from komek.care.cases.register import words
from komek.care.cases.register.found import Found, bad, doubt, sure
from komek.care.cases.register.reading import Value
from komek.kernel.partialdate import FIRST_YEAR, PartialDate

SERIAL = range(7_000, 80_000)
"""Days from 1919 to 2119, as spreadsheets count them."""
ORIGIN = date(1899, 12, 30)
YEARS = range(FIRST_YEAR, 2101)
TURN = 30
"""Of two-figure years those up to 30 are of this century."""

DAY_FIRST = re.compile(r"(\d{1,2}|\?\?|--|00)\s?([./-])\s?(\d{1,2}|\?\?|--|00)\s?\2\s?(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2}|\?\?|00)\2(\d{1,2}|\?\?|00)(?:[T ][\d:.]+)?")
MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
YEAR_MONTH = re.compile(r"(\d{4})[./-](\d{1,2})")
YEAR = re.compile(r"\d{4}")
WORDS = re.compile(
    r"(?:(\d{1,2})\W+)?([^\W\d]+)\W+(?:(\d{1,2})\W+)?(\d{4})"
    r"|(\d{4})\W+(?:(?:жыл|yil|йил)\w*\W+)?(?:(\d{1,2})\W+)?([^\W\d]+)"
)
ABOUT = re.compile(
    r"^(?:[~≈]|(?:около|примерно|приблизительно|ок|about|circa|ca|шамамен|болжол менен|taxminan|тахминан)(?!\w))\W*"
)
TAIL = re.compile(r"\s*(?:г\.?\s?р\.?|года?\.?|г\.?|ж\.?|жылы?|y\.?|yil|ý\.?|с\.?)\s*$")
SIGNS = str.maketrans("–—−‑", "----")


def read(value: Value, *, today: date) -> Found[PartialDate]:
    """Read a cell as a day of which parts may be unknown. What cannot be, or lies ahead, is bad."""
    found = _number(value) if isinstance(value, int | float) else _day(value)
    if found.value and (first := found.value.earliest()) and first > today:
        return bad(_("This day lies ahead."))
    return found


def _day(value: str | date | None) -> Found[PartialDate]:
    if value is None:
        return Found()
    if isinstance(value, date):
        return sure(PartialDate.of(value)) if value.year in YEARS else bad(_("This year cannot be."))
    text = value.translate(SIGNS).strip().strip("'\"").casefold()
    about = ABOUT.match(text)
    text = TAIL.sub("", ABOUT.sub("", text)).strip(" .")
    found = _text(text)
    if about and found.value:
        return doubt(found.value, _("Written as about this time."))
    return found


def _text(text: str) -> Found[PartialDate]:
    for pattern, reader in READERS:
        match = pattern.fullmatch(text)
        if match:
            return reader(match)
    if text.isascii() and text.isdigit():
        return _number(int(text))
    return bad(_("This is not read as a date."))


def _number(value: float) -> Found[PartialDate]:
    if value in YEARS:
        return sure(PartialDate(int(value)))
    if int(value) in SERIAL:
        day = ORIGIN + timedelta(days=int(value))
        return doubt(PartialDate.of(day), _("Read as the number of a day, as spreadsheets count."))
    return bad(_("This is not read as a date."))


def _in_day_order(match: re.Match[str]) -> Found[PartialDate]:
    first, sign, second, written = match.groups()
    year, short = _full_year(written)
    one, two = _part(first), _part(second)
    if one is not None and two is not None and two > 12 >= one:
        return _made(year, one, two, _("Read with the month first."))
    unclear = sign == "/" and one != two and one is not None and two is not None and one <= 12
    if unclear:
        return _made(year, two, one, _("Day and month may be the other way round."))
    return _made(year, two, one, _("The year is written with two figures.") if short else "")


def _in_year_order(match: re.Match[str]) -> Found[PartialDate]:
    return _made(int(match[1]), _part(match[3]), _part(match[4]))


def _in_words(match: re.Match[str]) -> Found[PartialDate]:
    before, named, after, year, other_year, other_day, other_named = match.groups()
    month = words.find("month", named or other_named)
    if not month:
        return bad(_("This is not read as a date."))
    day = before or after or other_day
    return _made(int(year or other_year), int(month), int(day) if day else None)


def _made(year: int, month: int | None, day: int | None, why: object = "") -> Found[PartialDate]:
    try:
        made = PartialDate(year, month, day)
    except ValueError:
        return bad(_("This date does not exist."))
    return doubt(made, why) if why else sure(made)  # type: ignore[arg-type]


def _part(text: str) -> int | None:
    return int(text) if text.isdigit() and int(text) else None


def _full_year(text: str) -> tuple[int, bool]:
    if len(text) == 4:
        return int(text), False
    return (2000 if int(text) <= TURN else 1900) + int(text), True


READERS = (
    (YEAR_FIRST, _in_year_order),
    (DAY_FIRST, _in_day_order),
    (MONTH_YEAR, lambda match: _made(int(match[2]), int(match[1]), None)),
    (YEAR_MONTH, lambda match: _made(int(match[1]), int(match[2]), None)),
    (YEAR, lambda match: _made(int(match[0]), None, None)),
    (WORDS, _in_words),
)
