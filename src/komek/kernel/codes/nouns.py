"""The three nouns of a code list: a scheme, a list in one version of it, and a code with its label."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    Label = str | StrPromise


class UnknownCode(LookupError):  # noqa: N818 - a lookup, not a fault
    """A scheme, list, version or code that does not exist; the text names what comes close."""

    def __init__(self, wanted: str, where: str, known: list[str]) -> None:
        near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
        hint = f" Did you mean {', '.join(near)}?" if near else f" There are {len(known)} entries."
        super().__init__(f"{wanted!r} is not in {where}.{hint}")
        self.wanted = wanted
        self.near = near


@dataclass(frozen=True, slots=True)
class Source:
    """Where a code comes from. `checked` is false while nobody has compared it with the original."""

    key: str
    citation: str
    licence: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Scheme:
    """A standard, or our own lists. `versions` run from the oldest to the newest."""

    key: str
    name: str
    publisher: str
    versions: tuple[str, ...]
    translated: bool
    note: str = ""


@dataclass(frozen=True)
class Code:
    """One code. `broader` names its parent in the same list; `exact` and `broad` are references to other lists."""

    stamp: str
    code: str
    english: str
    source: Source
    broader: str = ""
    exact: tuple[str, ...] = ()
    broad: tuple[str, ...] = ()
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    written: str = ""
    traits: Mapping[str, str] = field(default_factory=dict, hash=False)
    translated: bool = True

    @property
    def ref(self) -> str:
        """`komek:service_type@2026.1:shelter_safehouse`: the code with the version it belongs to."""
        return f"{self.stamp}:{self.code}"

    @property
    def label(self) -> Label:
        return gettext_lazy(self.english) if self.translated else self.english

    def valid(self, on: date) -> bool:
        """Whether the code may be chosen on that day; the end is not part of the period."""
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_to is None or on < self.valid_to)

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes in one version. Never changed: a correction is a new version."""

    scheme: Scheme
    version: str
    name: str
    codes: tuple[Code, ...]

    @property
    def stamp(self) -> str:
        """What a record keeps, so that its codes can be read years later: `komek:service_type@2026.1`."""
        return f"{self.scheme.key}:{self.name}@{self.version}"

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {code.code: code for code in self.codes}

    @cached_property
    def _by_written(self) -> dict[str, Code]:
        return {code.written.casefold(): code for code in self.codes}

    def __getitem__(self, code: str) -> Code:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownCode(code, self.stamp, list(self._by_code)) from None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def choices(self, on: date | None = None) -> list[tuple[str, Label]]:
        """Pairs for a form field. With a day, only the codes that are valid on it."""
        return [(code.code, code.label) for code in self.codes if on is None or code.valid(on)]

    def broader(self, code: str) -> Code | None:
        """The parent of a code in this list."""
        parent = self[code].broader
        return self[parent] if parent else None

    def narrower(self, code: str) -> tuple[Code, ...]:
        """The children of a code in this list."""
        parent = self[code].code
        return tuple(child for child in self.codes if child.broader == parent)

    def from_written(self, text: str) -> Code:
        """The code behind a spelling used in files of this scheme, such as `0--12 (0-1 yr)`."""
        wanted = text.strip()
        if wanted in self._by_code:
            return self._by_code[wanted]
        try:
            return self._by_written[wanted.casefold()]
        except KeyError:
            raise UnknownCode(wanted, self.stamp, [code.written for code in self.codes]) from None
