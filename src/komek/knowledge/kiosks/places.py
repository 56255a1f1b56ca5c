"""The kiosks of the demo, as they are shipped."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from komek.knowledge.kiosks.nouns import Place


@cache
def shipped() -> Mapping[str, Place]:
    """Read the kiosks of the demo by their codes."""
    rows = tomllib.loads((files(__package__) / "places.toml").read_text(encoding="utf-8"))["place"]
    return MappingProxyType({row["code"]: _place(row) for row in rows})


def _place(row: dict[str, object]) -> Place:
    told = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Place(**told)  # type: ignore[arg-type] # our own file
