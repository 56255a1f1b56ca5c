"""What a kiosk and its bundle are: plain values, the same on the server and on a machine in an airport."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from komek.knowledge.guide.nouns import SOURCE, Edition

DAYS = 60
"""For how long the root key certifies a content key at most, and after how many days a bundle says its age on top."""


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Place:
    """Where a kiosk stands: an airport, what it is called, and where in it somebody helps, in each language.

    `languages` come first on its first screen. `demo`: what it says of helpers is invented.
    """

    code: str
    country: str
    names: Mapping[str, str] = field(default_factory=_nothing)
    here: Mapping[str, str] = field(default_factory=_nothing)
    languages: tuple[str, ...] = ()
    demo: bool = False

    def name(self, language: str) -> str:
        """Give the name of the airport in a language, else in English."""
        return self.names.get(language) or self.names.get(SOURCE, self.code)

    def said_here(self, language: str) -> tuple[str, str]:
        """Say where in this airport somebody helps, and in which language that is; ("", "") where nobody does."""
        for each in (language, SOURCE):
            if self.here.get(each):
                return self.here[each], each
        return "", ""


@dataclass(frozen=True)
class Certificate:
    """What the root key says of a content key: from which day until which it may sign."""

    key: str
    starts: date
    ends: date


@dataclass(frozen=True)
class Revoked:
    """What the root key says of content keys that were lost. A higher number is a newer list."""

    number: int
    keys: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """One file of a bundle."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a bundle is: its counter, its day, the digest of each file; name, line and mark of the host."""

    format: int
    counter: int
    made_on: date
    files: Mapping[str, File]
    recordings: Mapping[str, str] = field(default_factory=_nothing)
    portal: str = ""
    bot: str = ""
    site: str = ""
    hotline: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Spoken:
    """The words of the doors in one language: sections of keys."""

    draft: bool
    texts: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Bundle:
    """A bundle that was looked through and found right. `key` has signed it."""

    manifest: Manifest
    key: str
    edition: Edition
    places: Mapping[str, Place]
    words: Mapping[str, Spoken]
    revoked: Revoked
    size: int = 0
