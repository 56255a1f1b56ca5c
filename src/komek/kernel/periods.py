"""Reporting periods: months, quarters, calendar years and fiscal years. Each is half-open: [start, end).

A fiscal year of the United States runs from 1 October to 30 September and is named by the year it **ends** in:
FY2021 is 1 October 2020 to 30 September 2021, and its first quarter is October to December 2020.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FISCAL_START = 10
MONTHS_OF_QUARTER = 3
CODE = re.compile(r"(?P<fiscal>FY)?(?P<year>\d{4})(?:-(?P<month>\d{2})|Q(?P<quarter>[1-4]))?")


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to, not including, `end`; `code` names it in files and addresses."""

    start: date
    end: date
    code: str

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return self.code

    def months(self) -> Iterator["Period"]:
        """List the months of the period, the first one first."""
        here = month(self.start.year, self.start.month)
        while here.start < self.end:
            yield here
            here = month(here.end.year, here.end.month)


def month(year: int, number: int) -> Period:
    """Make a calendar month: `2026-11`."""
    return Period(date(year, number, 1), _later(date(year, number, 1), 1), f"{year:04}-{number:02}")


def calendar_year(year: int) -> Period:
    """Make a calendar year: `2026`."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1), f"{year:04}")


def quarter(year: int, number: int) -> Period:
    """Make a quarter of a calendar year: `2026Q4` is October to December 2026."""
    start = _later(date(year, 1, 1), MONTHS_OF_QUARTER * (number - 1))
    return Period(start, _later(start, MONTHS_OF_QUARTER), f"{year:04}Q{number}")


def fiscal_year(year: int) -> Period:
    """Make the fiscal year that ends in this year: `FY2026` begins on 1 October 2025."""
    return Period(date(year - 1, FISCAL_START, 1), date(year, FISCAL_START, 1), f"FY{year:04}")


def fiscal_quarter(year: int, number: int) -> Period:
    """Make a quarter of a fiscal year: `FY2026Q1` is October to December 2025."""
    start = _later(date(year - 1, FISCAL_START, 1), MONTHS_OF_QUARTER * (number - 1))
    return Period(start, _later(start, MONTHS_OF_QUARTER), f"FY{year:04}Q{number}")


def of(day: date, kind: str) -> Period:
    """Find the period of a kind (`month`, `quarter`, `calendar_year`, `fiscal_year`, `fiscal_quarter`) around a day."""
    fiscal = day.year + (day.month >= FISCAL_START)
    place = (day.month - 1) // MONTHS_OF_QUARTER
    match kind:
        case "month":
            return month(day.year, day.month)
        case "quarter":
            return quarter(day.year, place + 1)
        case "calendar_year":
            return calendar_year(day.year)
        case "fiscal_year":
            return fiscal_year(fiscal)
        case "fiscal_quarter":
            return fiscal_quarter(fiscal, (place + 1) % 4 + 1)
    raise ValueError(f"{kind!r} is not a kind of period")


def parse(code: str) -> Period:
    """Read a code such as `2026-11`, `2026Q4`, `2026`, `FY2026` or `FY2026Q1`; raises ValueError for any other."""
    found = CODE.fullmatch(code)
    if found is None or (found["fiscal"] and found["month"]):
        raise ValueError(f"{code!r} is not a period")
    year, part = int(found["year"]), found["month"] or found["quarter"]
    if not date.min.year < year < date.max.year:
        raise ValueError(f"{code!r} is not a period")
    if not part:
        return (fiscal_year if found["fiscal"] else calendar_year)(year)
    make = month if found["month"] else fiscal_quarter if found["fiscal"] else quarter
    return make(year, int(part))


def _later(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def months_later(day: date, months: int) -> date:
    """Give the same day some months later (or earlier), or the last day of a shorter month."""
    year, number = divmod(day.year * 12 + day.month - 1 + months, 12)
    there = month(year, number + 1)
    return min(there.start + timedelta(days=day.day - 1), there.end - timedelta(days=1))
