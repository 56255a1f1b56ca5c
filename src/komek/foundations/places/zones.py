"""The time by which a country's calendar goes."""

from __future__ import annotations

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


@cache
def _zones() -> dict[str, str]:
    return dict(read_zones())


def _read(key: str) -> ZoneInfo:
    try:
        with (files("tzdata") / "zoneinfo" / key).open("rb") as table:
            return ZoneInfo.from_file(table, key=key)
    except (FileNotFoundError, ModuleNotFoundError) as missing:
        raise ZoneInfoNotFoundError(key) from missing
