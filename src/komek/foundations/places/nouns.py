"""Countries and regions, with their names in the languages of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LANGUAGES = ("en", "ru", "kk", "ky", "uz", "uz-cyrl", "tg", "tk")


@dataclass(frozen=True, slots=True)
class Place:
    """What countries and regions share. `mark` is "draft" until a native reader has signed the names."""

    code: str
    names: Mapping[str, str] = field(hash=False)
    aliases: tuple[str, ...]
    mark: str

    def name(self, language: str) -> str:
        """The name in a language; where it is missing the English one, marked so that the gap is seen."""
        wanted = language.lower().replace("_", "-")
        for candidate in (wanted, wanted.partition("-")[0]):
            if self.names.get(candidate):
                return self.names[candidate]
        return f"{self.names['en']} [en]"


@dataclass(frozen=True, slots=True)
class Country(Place):
    """A country by its ISO 3166-1 alpha-2 code."""

    alpha3: str
    numeric: str


@dataclass(frozen=True, slots=True)
class Region(Place):
    """A region by its ISO 3166-2 code. `kind` is region, city, republic or autonomous_region."""

    country: str
    kind: str
    former: str
