"""A date of which year, month or day may be unknown: "born in 1998", "some time in May"."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

LEAP_YEAR = 2000
FIRST_YEAR, LAST_YEAR = 1900, 2199
PATTERN = re.compile(r"(\d{4}|\?{4})-(\d{2}|\?{2})-(\d{2}|\?{2})")

BROAD_AGES = ("0-8", "9-17", "18-20", "21-23", "24-26", "27-29", "30-38", "39-47", "48+")
"""The broad age bands of the Counter Trafficking Data Collaborative."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """Year, month and day, each known or not; an impossible date cannot be made."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.year is not None and not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"The year {self.year} is not between {FIRST_YEAR} and {LAST_YEAR}.")
        if self.month is not None and not 1 <= self.month <= 12:  # noqa: PLR2004 - months of a year
            raise ValueError(f"There is no month {self.month}.")
        if self.day is not None and not 1 <= self.day <= self._longest():
            raise ValueError(f"There is no day {self.day} in that month.")

    def __str__(self) -> str:
        year = "????" if self.year is None else f"{self.year:04}"
        month = "??" if self.month is None else f"{self.month:02}"
        day = "??" if self.day is None else f"{self.day:02}"
        return f"{year}-{month}-{day}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote; anything else raises ValueError."""
        match = PATTERN.fullmatch(text)
        if match is None:
            raise ValueError("A partial date looks like 1998-05-?? or ????-05-12.")
        return cls(*(None if part.startswith("?") else int(part) for part in match.groups()))

    @classmethod
    def of(cls, day: date) -> Self:
        """Take a date that is known in full."""
        return cls(day.year, day.month, day.day)

    @property
    def known(self) -> bool:
        """Say whether at least one part is known."""
        return (self.year, self.month, self.day) != (None, None, None)

    @property
    def complete(self) -> date | None:
        """Give the date if all three parts are known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def earliest(self) -> date | None:
        """Give the first day it may have been; without a year there is none."""
        candidates = self._candidates()
        return candidates[0] if candidates else None

    def latest(self) -> date | None:
        """Give the last day it may have been; without a year there is none."""
        candidates = self._candidates()
        return candidates[-1] if candidates else None

    def ages(self, on: date) -> tuple[int, int] | None:
        """Give the youngest and oldest age in full years on a day; None without a year or if not yet born."""
        first, last = self.earliest(), self.latest()
        if first is None or last is None or first > on:
            return None
        return _age(min(last, on), on), _age(first, on)

    def age_band(self, on: date, bands: Sequence[str] = BROAD_AGES) -> str | None:
        """Give the band that holds every possible age on a day, or None where two bands are possible."""
        ages = self.ages(on)
        if ages is None:
            return None
        youngest, oldest = ages
        return next((band for band in bands if _within(youngest, band) and _within(oldest, band)), None)

    def _longest(self) -> int:
        return 31 if self.month is None else monthrange(self.year or LEAP_YEAR, self.month)[1]

    def _candidates(self) -> list[date]:
        """List the first and the last possible day (the year is needed)."""
        if self.year is None:
            return []
        months = [self.month] if self.month is not None else [m for m in range(1, 13) if self._fits(m)]
        first, last = months[0], months[-1]
        end = self.day if self.day is not None else monthrange(self.year, last)[1]
        return [date(self.year, first, self.day or 1), date(self.year, last, end)]

    def _fits(self, month: int) -> bool:
        return self.day is None or self.day <= monthrange(self.year or LEAP_YEAR, month)[1]


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _within(age: int, band: str) -> bool:
    if band.endswith("+"):
        return age >= int(band[:-1])
    low, high = band.split("-")
    return int(low) <= age <= int(high)
