"""Working days: each country's weekends and days off, as data per year, and deadlines counted by them.

A deadline in working days depends on the calendar of the destination. A year whose days off are not in the data
cannot be counted: `Uncounted` says so, and the page then shows the number of days instead of a date. A day off counts
as confirmed where its mark says so; rules.deadline says what the others are good for.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from komek.kernel.periods import months_later
from komek.knowledge.guide.reading import rows as read

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CALENDARS = "content/calendars"


class UncountedError(Exception):
    """The days off of a year are not known, so no date can be promised."""


@dataclass(frozen=True)
class Calendar:
    """The working days of one country; `years` are those whose days off are known, `sure` the days off confirmed."""

    country: str
    weekend: frozenset[int]
    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]
    sure: frozenset[date] = frozenset()

    def works(self, day: date, *, doubting: bool = False) -> bool:
        """Say whether it is a working day; `doubting` lets only confirmed days off be free.

        Raises UncountedError for a year without data.
        """
        if day.year not in self.years:
            raise UncountedError(f"{self.country} {day.year}")
        if day in self.work:
            return True
        return day not in (self.sure if doubting else self.off) and day.weekday() not in self.weekend

    def after(self, start: date, count: int, *, doubting: bool = False) -> date:
        """Give the last day of a term of so many working days; the day of the event itself does not count.

        Source of the rule: terms begin on the day after the event (Civil Code of Russia, art. 191; Civil Code of
        Kazakhstan, art. 173). Raises UncountedError.
        """
        day, left = start, count
        while left:
            day = later(day, 1)
            left -= self.works(day, doubting=doubting)
        return day


@cache
def calendar(country: str) -> Calendar | None:
    """Give a country's calendar, or None where there are no data."""
    folder = files(__package__) / CALENDARS
    weekends = {row["country"]: row["weekend"].split() for row in read(folder / "weeks.csv")}
    source = folder / f"{country}.csv"
    if country not in weekends or not source.is_file():
        return None
    rows = [(date.fromisoformat(row["day"]), row["kind"], row["mark"]) for row in read(source)]
    return Calendar(
        country,
        frozenset(WEEKDAYS.index(day) for day in weekends[country]),
        frozenset(day for day, kind, _ in rows if kind == "off"),
        frozenset(day for day, kind, _ in rows if kind == "work"),
        frozenset(day.year for day, _, _ in rows),
        frozenset(day for day, kind, mark in rows if kind == "off" and mark == "confirmed"),
    )


def last_day(start: date, value: int, unit: str, country: str, *, doubting: bool = False) -> date:
    """Give the last day of a term that begins with an event on `start`; `doubting` as in Calendar.works.

    `unit` is "days", "calendar days", "working days", "months", "year" or "years". Raises UncountedError for working
    days of a year or country without data and for a day beyond all calendars, ValueError for a unit that is no term.
    """
    match unit:
        case "days" | "calendar days":
            return later(start, value)
        case "working days":
            found = calendar(country)
            if found is None:
                raise UncountedError(country)
            return found.after(start, value, doubting=doubting)
        case "months":
            return _months_later(start, value)
        case "year" | "years":
            return _months_later(start, 12 * value)
    raise ValueError(unit)


def later(start: date, days: int) -> date:
    """Give the day so many days later. Raises UncountedError beyond the last year that a calendar has."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        raise UncountedError(str(start.year)) from None


def _months_later(start: date, months: int) -> date:
    if start.year + months // 12 >= date.max.year:
        raise UncountedError(str(start.year))
    return months_later(start, months)
