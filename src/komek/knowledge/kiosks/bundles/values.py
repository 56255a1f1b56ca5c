"""Nouns as plain JSON and back: the same for the edition, the places and the manifest, in one written form."""

import gzip
import json
import types
import typing
import zlib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from io import BytesIO
from types import MappingProxyType
from typing import Any, TypeVar

from komek.knowledge.kiosks.bundles.refusals import Refused

Noun = TypeVar("Noun")
LARGEST = 64 * 1024 * 1024
"""Bytes that a packed text may unpack to."""


def written(value: Any) -> bytes:
    """Write plain JSON in the one form in which it is signed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read(data: bytes) -> Any:
    """Read JSON. Raises Refused."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Refused("content") from None


def packed(value: Any) -> bytes:
    """Write and pack."""
    return gzip.compress(written(value), 9, mtime=0)


def unpacked(data: bytes) -> Any:
    """Unpack and read; what unpacks to more than a kiosk takes is refused. Raises Refused."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
            plain = stream.read(LARGEST + 1)
    except (OSError, EOFError, ValueError, zlib.error):
        raise Refused("content") from None
    if len(plain) > LARGEST:
        raise Refused("too-large")
    return read(plain)


def plain(value: Any) -> Any:
    """Turn a noun into plain values; what is as a noun has it without being told is left out."""
    if is_dataclass(value):
        told = {each.name: getattr(value, each.name) for each in fields(value) if not _usual(each, value)}
        return {name: plain(part) for name, part in told.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def noun(kind: type[Noun], told: Any) -> Noun:
    """Make a noun of plain values; unknown names are passed over, a wrong kind of value is refused. Raises Refused."""
    if not isinstance(told, Mapping):
        raise Refused("content")
    hints: dict[str, Any] = _hints(kind)  # type: ignore[arg-type] # a class can be hashed
    try:
        return kind(**{name: _value(hints[name], part) for name, part in told.items() if name in hints})
    except (TypeError, ValueError):
        raise Refused("content") from None


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _usual(each: Any, value: Any) -> bool:
    """Say whether a field holds what it would hold anyway."""
    usual = each.default if each.default is not MISSING else each.default_factory
    if usual is MISSING:
        return False
    return bool(getattr(value, each.name) == (usual() if usual is each.default_factory else usual))


def _value(hint: Any, told: Any) -> Any:
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return None if told is None else _value(next(each for each in inside if each is not type(None)), told)
    if origin is tuple:
        return _row(inside, told)
    if origin is not None and issubclass(origin, Mapping):
        return _table(inside[1], told)
    if isinstance(hint, type) and is_dataclass(hint):
        return noun(hint, told)
    if hint is date:
        return date.fromisoformat(told)
    if type(told) is not hint:
        raise TypeError(hint)
    return told


def _row(inside: tuple[Any, ...], told: Any) -> tuple[Any, ...]:
    if not isinstance(told, list):
        raise TypeError
    if inside[-1] is Ellipsis:
        return tuple(_value(inside[0], part) for part in told)
    return tuple(_value(hint, part) for hint, part in zip(inside, told, strict=True))


def _table(inside: Any, told: Any) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise TypeError
    return MappingProxyType({key: _value(inside, part) for key, part in told.items()})
