"""What a reader tells of herself: codes of countries in the address, a day in a form. Nothing else, nothing kept."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from komek.foundations import places
from komek.knowledge import guide

HERE = tuple(dict.fromkeys((*guide.DESTINATIONS, *guide.NATIONALITIES)))
"""Where somebody may be now."""


@dataclass(frozen=True)
class Choice:
    """From where, to where, and where now: codes, each "" for not said."""

    nationality: str = ""
    destination: str = ""
    here: str = ""

    @property
    def query(self) -> str:
        """Give the end of an address that keeps the choice."""
        told = {"from": self.nationality, "to": self.destination, "in": self.here}
        return "?" + urlencode({key: code for key, code in told.items() if code}) if any(told.values()) else ""

    @property
    def onward(self) -> str:
        """Give the same for other pages, which do not ask where she is."""
        return replace(self, here="").query

    def reader(self, language: str, arrived: date | None = None) -> guide.Reader:
        """Say it to the guide."""
        return guide.Reader(language, self.nationality, self.destination, arrived=arrived)


def chosen(told: QueryDict) -> Choice:
    """Read the choice; whatever is no code of ours counts as not said."""

    def code(key: str, known: tuple[str, ...]) -> str:
        return told.get(key, "") if told.get(key) in known else ""

    return Choice(code("from", guide.NATIONALITIES), code("to", guide.DESTINATIONS), code("in", HERE))


def posted(request: HttpRequest) -> QueryDict:
    """Read a plain form; anything else counts as empty, so that no stranger's file is ever taken in here."""
    plain = request.method == "POST" and request.content_type == "application/x-www-form-urlencoded"
    return request.POST if plain else QueryDict()


def countries(codes: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """Give countries with their names in a language."""
    return [(code, places.name(code, language)) for code in codes]
