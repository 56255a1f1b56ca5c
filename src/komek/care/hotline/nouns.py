"""What a contact tells, as values: never stored in clear, never printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from komek.care.cases import instruments
from komek.care.cases import schemas as of_cases

UNKNOWN = "unknown"
FLAGS_DAYS = 30
"""Days for which a flag stands unless somebody says otherwise."""
SHORT_OUTCOMES = ("silent", "wrong_number", "abusive")
"""Contacts of one key: nothing else is asked."""


class Told:
    """Shows nothing when printed."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, repr=False)
class Reach(Told):
    """May she be called back, when, with which words, at which number, and how she wants to be called."""

    safe: str = UNKNOWN
    when: str = ""
    words: str = ""
    phone: str = ""
    call_me: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Give everything by name, as the schema wants it."""
        return dict(vars(self))


@dataclass(frozen=True, repr=False)
class Talk(Told):
    """How the contact came, about whom it was, what it was about and what came of it. `signs` are the eleven of ILO."""

    channel: str = "phone"
    direction: str = "incoming"
    began: datetime | None = None
    ended: datetime | None = None
    heard: datetime | None = None
    caller: str = UNKNOWN
    language: str = ""
    interpreter: str = "no"
    country: str = ""
    sex: str = UNKNOWN
    age_band: str = UNKNOWN
    nationality: str = ""
    categories: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    signs: Mapping[str, str] = field(default_factory=dict)
    danger: bool = False
    words: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Give everything by name, as the schema wants it."""
        return {
            **vars(self),
            "categories": list(self.categories),
            "outcomes": list(self.outcomes),
            "given": list(self.given),
            "signs": of_cases.packed(self.signs, questions()),
            "danger": "yes" if self.danger else "no",
        }

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Talk:
        """Read what `values` gave."""
        told = dict(values)
        for name in ("categories", "outcomes", "given"):
            told[name] = tuple(told[name])
        told["signs"] = of_cases.unpacked(told["signs"])
        told["danger"] = told["danger"] == "yes"
        return cls(**told)

    @property
    def minutes(self) -> int | None:
        """Say how long it took, if both ends are known."""
        if self.began is None or self.ended is None:
            return None
        return max(0, round((self.ended - self.began).total_seconds() / 60))

    def signs_with(self, answer: str) -> tuple[str, ...]:
        """List the signs that were answered with this: `yes` was heard, `no` was asked and is not so."""
        return tuple(code for code, said in self.signs.items() if said == answer)


@dataclass(frozen=True, repr=False)
class Known(Told):
    """What is known of a caller who comes again; no name is needed."""

    phones: tuple[str, ...] = ()
    call_me: str = ""
    language: str = ""
    safe: str = UNKNOWN
    when: str = ""
    words: str = ""
    note: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Give everything by name, as the schema wants it."""
        return {**vars(self), "phones": list(self.phones)}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Known:
        """Read what `values` gave."""
        return cls(**{**values, "phones": tuple(values["phones"])})


@dataclass(frozen=True, repr=False)
class Calling(Told):
    """Whether and how somebody may be called back by now, and which warnings stand.

    `earlier` is what she said in this contact about when and with which words, where a later one says it otherwise.
    `closed` says that the reader's keys do not open what the caller said last: nobody calls on an old word.
    """

    reach: Reach
    flags: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    closed: bool = False


def questions() -> list[str]:
    """List the eleven signs of ILO."""
    return [each.code for each in instruments.get(instruments.SHORT)]
