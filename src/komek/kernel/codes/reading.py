"""Reads the data files of this package. Lines that start with `#` say where a file comes from."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

from komek.kernel.codes.nouns import Code, CodeList, Scheme, Source

COLUMNS = (
    "scheme", "version", "list", "code", "label", "broader", "exact_match", "broad_match",
    "written", "traits", "note", "valid_from", "valid_to", "source",
)  # fmt: skip


class BrokenData(ValueError):  # noqa: N818 - reads as what it is
    """A data file of the package contradicts itself; names file and row."""


def folder() -> Traversable:
    return files("komek.kernel.codes") / "data"


def read_schemes() -> dict[str, Scheme]:
    table = tomllib.loads((folder() / "schemes.toml").read_text(encoding="utf-8"))
    return {
        key: Scheme(
            key=key,
            name=row["name"],
            publisher=row["publisher"],
            versions=tuple(row["versions"]),
            translated=row.get("translated", True),
            note=row.get("note", ""),
        )
        for key, row in table.items()
    }


def read_sources() -> dict[str, Source]:
    table = tomllib.loads((folder() / "sources.toml").read_text(encoding="utf-8"))
    return {
        key: Source(key=key, citation=row["citation"], licence=row["licence"], checked=row["checked"])
        for key, row in table.items()
    }


def read_rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Every row of every CSV, with `file:row` for error texts."""
    for path in sorted(folder().iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".csv"):
            text = path.read_text(encoding="utf-8")
            lines = [line for line in text.splitlines() if not line.startswith("#")]
            reader = csv.DictReader(lines)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise BrokenData(f"{path.name}: the columns must be {', '.join(COLUMNS)}.")
            for number, row in enumerate(reader, start=1):
                yield f"{path.name}:{number}", row


def read_lists() -> list[CodeList]:
    """All lists of all versions, in the order of the files. A duplicate or an unknown source is refused."""
    schemes, sources = read_schemes(), read_sources()
    found: dict[tuple[str, str, str], dict[str, Code]] = {}
    for where, row in read_rows():
        scheme = schemes.get(row["scheme"])
        if scheme is None or row["version"] not in scheme.versions:
            raise BrokenData(f"{where}: scheme {row['scheme']!r} version {row['version']!r} is not in schemes.toml.")
        if row["source"] not in sources:
            raise BrokenData(f"{where}: source {row['source']!r} is not in sources.toml.")
        codes = found.setdefault((scheme.key, row["version"], row["list"]), {})
        if row["code"] in codes:
            raise BrokenData(f"{where}: code {row['code']!r} stands twice in {row['list']}.")
        codes[row["code"]] = _code(row, sources[row["source"]], scheme)
    return [
        CodeList(scheme=schemes[key], version=version, name=name, codes=tuple(codes.values()))
        for (key, version, name), codes in found.items()
    ]


def _code(row: dict[str, str], source: Source, scheme: Scheme) -> Code:
    return Code(
        stamp=f"{row['scheme']}:{row['list']}@{row['version']}",
        code=row["code"],
        english=row["label"],
        source=source,
        broader=row["broader"],
        exact=_several(row["exact_match"]),
        broad=_several(row["broad_match"]),
        note=row["note"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        written=row["written"] or row["code"],
        traits=dict(pair.split("=", 1) for pair in _several(row["traits"])),
        translated=scheme.translated,
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
