"""The time by which a country's calendar goes."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from komek.foundations.places.reading import read_zones

UNKNOWN = "UTC"


@cache
def zone(country: str) -> ZoneInfo:
    """The time zone of a country by its alpha-2 code; of what is no country UTC.

    It is read from the package `tzdata`: a system's own tables may be older than 2024, when all of Kazakhstan
    went over to UTC+5.
    """
    return _read(_zones().get(country, UNKNOWN))


def dates(at: datetime) -> dict[date, frozenset[str]]:
    """Say which date it is in which countries at an instant: two or three dates, the earliest first."""
    found: dict[date, set[str]] = {}
    for country in _zones():
        found.setdefault(at.astimezone(zone(country)).date(), set()).add(country)
    return {day: frozenset(found[day]) for day in sorted(found)}


@cache
def _zones() -> dict[str, str]:
    return dict(read_zones())


def _read(key: str) -> ZoneInfo:
    try:
        with (files("tzdata") / "zoneinfo" / key).open("rb") as table:
            return ZoneInfo.from_file(table, key=key)
    except (FileNotFoundError, ModuleNotFoundError) as missing:
        raise ZoneInfoNotFoundError(key) from missing
