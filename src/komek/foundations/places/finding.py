"""Finds a place by a code or by a name in any of our languages, as files and people write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

from komek.foundations.places.nouns import Country, Place, Region

Found = TypeVar("Found", bound=Place)

APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼ‘’`´'ʹ", "") | {"ё": "е"})
REGION_WORDS = frozenset(
    {
        *("region", "oblast", "province", "область", "обл", "велаят"),
        *("облысы", "oblysy", "облусу", "viloyati", "вилояти", "welayaty", "уәлаяты"),
    }
)
CITY_WORDS = frozenset(
    {"city", "город", "г", "қаласы", "qalasy", "шаары", "shahri", "шаҳри", "шахри", "saheri"},
)


def fold(text: str) -> str:
    """One spelling for one name: no case, no accents on Latin letters, no apostrophes or punctuation."""
    plain = text.casefold().translate(APOSTROPHES)
    parts = (_without_accent(letter) for letter in unicodedata.normalize("NFC", plain))
    return " ".join(re.sub(r"[^\w]+", " ", "".join(parts)).split())


def names_of(place: Place) -> set[str]:
    """Every folded spelling a place answers to."""
    spellings = {place.code, *place.names.values(), *place.aliases}
    if isinstance(place, Country):
        spellings |= {place.alpha3, place.numeric}
    elif isinstance(place, Region) and place.former:
        spellings.add(place.former)
    return {fold(spelling) for spelling in spellings}


def index(places: Iterable[Found]) -> dict[str, tuple[Found, ...]]:
    """Folded spelling to the places that carry it."""
    found: dict[str, tuple[Found, ...]] = {}
    for place in places:
        for spelling in names_of(place):
            found[spelling] = (*found.get(spelling, ()), place)
    return found


def bare(text: str) -> str:
    """A folded name without the words for region and city."""
    return " ".join(word for word in fold(text).split() if word not in REGION_WORDS | CITY_WORDS)


def bare_index(regions: Iterable[Region]) -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for region in regions:
        for spelling in {bare(name) for name in names_of(region)} - {""}:
            found[spelling] = (*found.get(spelling, ()), region)
    return found


def narrow(text: str, regions: tuple[Region, ...]) -> tuple[Region, ...]:
    """Chooses between a city and the region of the same name by the word written beside it."""
    words = set(fold(text).split())
    if words & REGION_WORDS:
        return tuple(region for region in regions if region.kind != "city") or regions
    if words & CITY_WORDS:
        return tuple(region for region in regions if region.kind == "city") or regions
    return regions


def _without_accent(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter
