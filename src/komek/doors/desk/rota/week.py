"""A week of watches as a drawing: seven lines of twenty-four hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from django.utils import dates

from komek.foundations.inbox.models import Watch
from komek.kernel.errors import Text

DAY = 24 * 60


@dataclass(frozen=True)
class Bar:
    """A piece of a day, in minutes from midnight; a `quiet` one is read only if nobody else does."""

    start: int
    length: int
    quiet: bool = False


@dataclass(frozen=True)
class Line:
    """One day of the week."""

    name: Text
    bars: tuple[Bar, ...]


def week(watches: Iterable[Watch]) -> list[Line]:
    """Lay watches out over a week."""
    found: dict[int, list[Bar]] = {day: [] for day in range(1, 8)}
    for watch in watches:
        if watch.fallback:
            for bars in found.values():
                bars.insert(0, Bar(0, DAY, quiet=True))
        for day in watch.weekdays:
            for late, bar in _pieces(watch.begins, watch.ends):
                found[day % 7 + 1 if late else day].append(bar)
    return [Line(dates.WEEKDAYS_ABBR[day - 1], tuple(bars)) for day, bars in found.items()]


def _pieces(begins: time, ends: time) -> list[tuple[bool, Bar]]:
    """Cut a watch at midnight; what is `late` belongs to the next day."""
    start, end = (each.hour * 60 + each.minute for each in (begins, ends))
    if start == end:
        return [(False, Bar(0, DAY))]
    if start < end:
        return [(False, Bar(start, end - start))]
    return [(False, Bar(start, DAY - start))] + ([(True, Bar(0, end))] if end else [])
