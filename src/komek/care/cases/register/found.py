"""What was read from a cell: a value, or why there is none, and what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from komek.kernel.errors import Text
from komek.kernel.missing import Missing

T = TypeVar("T")
Severity = Literal["", "bad", "doubt"]


@dataclass(frozen=True, repr=False)
class Found(Generic[T]):
    """The meaning of a cell. `bad` must be mended or the line stays out; `doubt` is taken, and worth a look."""

    value: T | None = None
    missing: Missing | None = None
    severity: Severity = ""
    problem: Text = ""


def sure(value: T) -> Found[T]:
    """Give a value that is clear."""
    return Found(value)


def doubt(value: T | None, why: Text) -> Found[T]:
    """Give a value, or none, that somebody should look at."""
    return Found(value, severity="doubt", problem=why)


def bad(why: Text) -> Found[T]:
    """Give no value: what is written there cannot be right."""
    return Found(severity="bad", problem=why)
