"""Screening instruments: versioned lists of questions, read from the code lists and never changed afterwards.

An answer set keeps the reference of its instrument (`ilo_labour_adult@2009`), so that it scores in ten years
as it scored on the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from komek.kernel import codes
from komek.kernel.errors import Text

SHORT = "ilo_forced_labour_11"
ADULT = "ilo_labour_adult"
CHILD = "ilo_labour_child"


@dataclass(frozen=True)
class Indicator:
    """One question: its dimension and strength in this instrument, and what short questions it details."""

    code: str
    label: Text
    dimension: str = ""
    strength: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """A list of questions in one version. `scored` is false for the short screen, which decides nothing."""

    code: str
    version: str
    label: Text
    indicators: tuple[Indicator, ...]
    child: bool = False

    @property
    def ref(self) -> str:
        """What an answer set keeps: code and version."""
        return f"{self.code}@{self.version}"

    @property
    def scored(self) -> bool:
        return any(each.strength for each in self.indicators)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions in their order; one nameless dimension for the short screen."""
        return tuple(dict.fromkeys(each.dimension for each in self.indicators))

    def of(self, dimension: str) -> tuple[Indicator, ...]:
        """List the questions of one dimension."""
        return tuple(each for each in self.indicators if each.dimension == dimension)

    def __contains__(self, code: object) -> bool:
        return any(each.code == code for each in self.indicators)

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)


LISTS = {SHORT: "ilo:ilo_forced_labour_11", ADULT: "ilo:ilo_indicator", CHILD: "ilo:ilo_indicator"}
SAFETY = {
    "alone": _("Is the person alone, or only with people to be trusted?"),
    "safe_now": _("Is the place safe where the person is now?"),
    "safe_channel": _("Can nobody overhear or read along?"),
    "call_back": _("Is it safe to call back?"),
}
"""The four questions before every talk."""
KEPT_IN_MIND = _("What to keep in mind")
CURRENT = {SHORT: f"{SHORT}@2012", ADULT: f"{ADULT}@2009", CHILD: f"{CHILD}@2009"}
"""Which version a new screening opens; a newer edition of a list is one line here."""


def get(ref: str) -> Instrument:
    """Find an instrument by its reference, or the current version by its code alone."""
    return _read(CURRENT.get(ref, ref))


def for_age(age: int | None) -> Instrument:
    """Choose the long list: the children's under 18 and whenever the age is not known."""
    return get(CHILD if age is None or age < 18 else ADULT)


def dimension_label(dimension: str, version: str = "2009") -> Text:
    """Name a dimension in the reader's language."""
    return codes.get(f"ilo:ilo_dimension@{version}")[dimension].label


def _indicator(code: codes.Code, column: str) -> Indicator:
    details = code.traits.get("feeds", "").split()
    if column == "child":
        details += code.traits.get("child_feeds", "").split()
    return Indicator(code.code, code.label, code.traits["dimension"], code.traits[column], tuple(details))


@cache
def _read(ref: str) -> Instrument:
    code, _at, version = ref.partition("@")
    if code not in LISTS:
        raise KeyError(f"no instrument {code!r}; there are {', '.join(LISTS)}")
    listed = codes.get(f"{LISTS[code]}@{version}")
    label = codes.get("instrument")[code].label
    if code == SHORT:
        return Instrument(code, version, label, tuple(Indicator(each.code, each.label) for each in listed))
    column = "child" if code == CHILD else "adult"
    kept = tuple(_indicator(each, column) for each in listed if each.traits[column] != "-")
    return Instrument(code, version, label, kept, child=code == CHILD)
