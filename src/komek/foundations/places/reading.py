"""Joins the ISO codes of the kernel with the names in this package."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

from komek.foundations.places.nouns import LANGUAGES, Country, Region
from komek.kernel import codes


def read_countries() -> Iterator[Country]:
    iso = codes.get("country")
    for row in _rows("countries.csv"):
        traits = iso[row["code"]].traits
        yield Country(
            code=row["code"],
            names=_names(row),
            aliases=_aliases(row),
            mark=row["mark"],
            alpha3=traits["alpha3"],
            numeric=traits["numeric"],
        )


def read_regions() -> Iterator[Region]:
    iso = codes.get("region")
    for row in _rows("regions.csv"):
        traits = iso[row["code"]].traits
        yield Region(
            code=row["code"],
            names=_names(row),
            aliases=_aliases(row),
            mark=row["mark"],
            country=row["code"].partition("-")[0],
            kind=traits["kind"],
            former=traits.get("former", ""),
        )


def read_zones() -> Iterator[tuple[str, str]]:
    for row in _rows("zones.csv"):
        yield row["code"], row["zone"]


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("komek.foundations.places") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _names(row: dict[str, str]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES if row[language]}


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in row["aliases"].split(";") if part.strip())
