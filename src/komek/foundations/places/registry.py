"""The front door to places: look up by code, list, name, find."""

from __future__ import annotations

from functools import cache

from komek.foundations.places.finding import bare, bare_index, fold, index, narrow
from komek.foundations.places.nouns import Country, Region
from komek.foundations.places.reading import read_countries, read_regions
from komek.kernel.codes import UnknownCode

FIVE = ("KZ", "KG", "TJ", "TM", "UZ")


@cache
def countries() -> tuple[Country, ...]:
    """All countries: the five first, the others by code."""
    return tuple(read_countries())


@cache
def regions(country: str) -> tuple[Region, ...]:
    """The regions of one of the five countries; of any other country none."""
    _country(country)
    return tuple(region for region in _all_regions() if region.country == country)


def country(alpha2: str) -> Country:
    """The country behind an alpha-2 code."""
    return _country(alpha2)


def region(code: str) -> Region:
    """The region behind an ISO 3166-2 code, also behind one that was replaced in 2022."""
    try:
        return _regions_by_code()[code]
    except KeyError:
        raise UnknownCode(code, "the regions of ISO 3166-2", list(_regions_by_code())) from None


def alpha3(alpha2: str) -> str:
    """KZ to KAZ."""
    return _country(alpha2).alpha3


def from_alpha3(code: str) -> Country:
    """KAZ to Kazakhstan."""
    try:
        return _countries_by_alpha3()[code]
    except KeyError:
        raise UnknownCode(code, "the alpha-3 codes of ISO 3166-1", list(_countries_by_alpha3())) from None


def name(code: str, language: str) -> str:
    """The name of a country (`KZ`) or region (`KZ-75`) in a language."""
    place = region(code) if "-" in code else _country(code)
    return place.name(language)


def find_country(text: str) -> Country | None:
    """A country by alpha-2, alpha-3, numeric code or a name in any of our languages; none if unsure."""
    found = _country_index().get(fold(text), ())
    return found[0] if len(found) == 1 else None


def find_region(text: str, country: str | None = None) -> Region | None:
    """A region by code or name, if it is clear which one is meant."""
    candidates = _region_index().get(fold(text)) or narrow(text, _bare_region_index().get(bare(text), ()))
    found = [each for each in candidates if country in (None, each.country)]
    return found[0] if len(found) == 1 else None


def find(text: str) -> Country | Region | None:
    """A country, or else a region. For files that do not say which of the two a column holds."""
    return find_country(text) or find_region(text)


def _country(alpha2: str) -> Country:
    try:
        return _countries_by_code()[alpha2]
    except KeyError:
        raise UnknownCode(alpha2, "the alpha-2 codes of ISO 3166-1", list(_countries_by_code())) from None


@cache
def _all_regions() -> tuple[Region, ...]:
    return tuple(read_regions())


@cache
def _countries_by_code() -> dict[str, Country]:
    return {each.code: each for each in countries()}


@cache
def _countries_by_alpha3() -> dict[str, Country]:
    return {each.alpha3: each for each in countries()}


@cache
def _regions_by_code() -> dict[str, Region]:
    former = {each.former: each for each in _all_regions() if each.former}
    return former | {each.code: each for each in _all_regions()}


@cache
def _country_index() -> dict[str, tuple[Country, ...]]:
    return index(countries())


@cache
def _region_index() -> dict[str, tuple[Region, ...]]:
    return index(_all_regions())


@cache
def _bare_region_index() -> dict[str, tuple[Region, ...]]:
    return bare_index(_all_regions())
