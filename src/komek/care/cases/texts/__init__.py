"""What the client reads, hears or signs, in all eight written languages, as versioned data.

English is the source; a language has the same keys with the same placeholders. A text keeps its version and
language beside every consent given under it, so that what she signed can be shown again word for word. A
draft translation is marked so until a native reader signs it: the colleague sees the mark, the client reads.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "ru", "kk", "ky", "uz", "uz-cyrl", "tg", "tk")
SOURCE = "en"


@dataclass(frozen=True)
class Texts:
    """All client texts of one language at one version."""

    language: str
    version: str
    mark: str
    sections: dict[str, dict[str, Any]]

    @property
    def is_draft(self) -> bool:
        """Say whether a native reader has yet to sign this translation."""
        return self.mark == "draft"

    @property
    def stamp(self) -> str:
        """Name the text as it stood, to be kept with what was signed: "uz@2026.1"."""
        return f"{self.language}@{self.version}"

    def say(self, section: str, key: str, **values: str) -> str:
        """Give one sentence with its placeholders filled; an unknown key or a missing value raises KeyError."""
        return str(self.sections[section][key]).format_map(values)

    def lines(self, section: str, key: str) -> list[str]:
        """Give a list of sentences."""
        return list(self.sections[section][key])


@cache
def texts(language: str) -> Texts:
    """Load the client texts of a language; an unknown one raises KeyError."""
    if language not in LANGUAGES:
        raise KeyError(language)
    data = tomllib.loads((files(__package__) / f"{language}.toml").read_text(encoding="utf-8"))
    head = {key: data.pop(key) for key in ("language", "version", "mark")}
    return Texts(head["language"], head["version"], head["mark"], data)
