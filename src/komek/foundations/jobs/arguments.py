"""What a job may be told: ids, numbers, days and codes.

Job arguments rest as plain JSON in the database and appear in logs, so nothing else can pass.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NewType, get_type_hints
from uuid import UUID

Code = NewType("Code", str)
"""A short lower-case name from a list of ours, such as `vault.retention`."""

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}(?:[.-][a-z0-9_]{1,39}){0,5}")
LARGEST = 2**53

Argument = UUID | int | date | str
Packed = str | int

Kinds = Mapping[str, object]


def kinds_of(function: Callable[..., None]) -> Kinds:
    """Read the kinds of a task's arguments from its annotations; raises TypeError on any other kind."""
    hints = get_type_hints(function)
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            raise TypeError(f"{function.__qualname__}: {name} must be keyword-only")
        if hints.get(name) not in (UUID, int, date, Code):
            raise TypeError(f"{function.__qualname__}: {name} must be a UUID, int, date or Code")
    return {name: hints[name] for name in inspect.signature(function).parameters}


def pack(kinds: Kinds, values: Mapping[str, object]) -> dict[str, Packed]:
    """Write arguments as JSON values; raises TypeError without naming the value that does not fit."""
    if unknown := set(values) - set(kinds):
        raise TypeError(f"unknown arguments: {', '.join(sorted(unknown))}")
    return {name: _packed(name, kinds[name], value) for name, value in values.items()}


def unpack(kinds: Kinds, values: Mapping[str, Packed]) -> dict[str, Argument]:
    """Read arguments back into their kinds."""
    return {name: _unpacked(kinds[name], value) for name, value in values.items()}


def _packed(name: str, kind: object, value: object) -> Packed:
    match value:
        case UUID() if kind is UUID:
            return str(value)
        case bool():
            pass
        case int() if kind is int and abs(value) < LARGEST:
            return value
        case date() if kind is date and not isinstance(value, datetime):
            return value.isoformat()
        case str() if kind is Code and CODE.fullmatch(value):
            return value
    raise TypeError(f"{name} is not of its kind")


def _unpacked(kind: object, value: Packed) -> Argument:
    if kind is UUID:
        return UUID(str(value))
    if kind is date:
        return date.fromisoformat(str(value))
    return value
