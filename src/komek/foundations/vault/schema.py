"""What is inside a sealed column: typed fields under a name and a version.

    NOTE = vault.Schema("note", 1, {"kind": vault.Code, "text": str, "on": PartialDate | None})

A new version names the one before and says how old values become new ones; what was sealed stays as it was
and is brought up to date when it is opened:

    NOTE = vault.Schema("note", 2, {...}, before=NOTE_1, upgrade=lambda old: {**old, "place": None})

A sealed value is padded to the bucket of the longest it may be: a choice (`Code`), a number, a date or a
missing value never changes the length, and texts only in steps (docs/security.md).
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin

from komek.foundations.vault import _boxes
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate


class _Missable:
    """`Missable[str]` in a schema: a value, or the reason why there is none."""

    def __getitem__(self, kind: Any) -> Any:
        return kind | Missing


Missable = _Missable()

Values = Mapping[str, Any]


class Code(str):
    """A value from a code list: short, and of no length an onlooker could measure."""

    LONGEST = 46


class SchemaError(ValueError):
    """A value does not fit its schema. The text names the field, never the value."""


class Kind:
    """How values of one type are written as JSON and read back, and how much room they take at least."""

    def __init__(
        self, *accepts: type, room: int, dump: Callable[[Any], Any] = str, load: Callable[[Any], Any] = str
    ) -> None:
        self.accepts, self.room, self.dump, self.load = accepts, room, dump, load

    def fits(self, value: Any) -> bool:
        """Say whether a value is of this type; a bool is no number, an instant no day, a reason no text."""
        return type(value) in self.accepts or (
            isinstance(value, self.accepts) and not isinstance(value, bool | datetime | Missing)
        )


KINDS: dict[type, Kind] = {
    str: Kind(str, room=32),
    Code: Kind(str, room=Code.LONGEST + 2, load=Code),
    int: Kind(int, room=20, dump=int, load=int),
    bool: Kind(bool, room=5, dump=bool, load=bool),
    Decimal: Kind(Decimal, room=26, load=Decimal),
    date: Kind(date, room=12, dump=date.isoformat, load=date.fromisoformat),
    datetime: Kind(datetime, room=36, dump=datetime.isoformat, load=datetime.fromisoformat),
    PartialDate: Kind(PartialDate, room=12, load=PartialDate.parse),
}
REASON_ROOM = 24
CHOICES_ROOM = 32
"""A list of choices takes the room of the next multiple of 32: more than any list on a page has."""


class Field:
    """One field of a schema, made from its annotation."""

    def __init__(self, annotation: Any) -> None:
        parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
        self.optional, self.missable = type(None) in parts, Missing in parts
        rest = [part for part in parts if part not in (type(None), Missing)]
        if len(rest) != 1:
            raise SchemaError("a field has one type, perhaps | None, perhaps Missable[...]")
        self.shape = get_origin(rest[0]) or None
        inner = get_args(rest[0])[-1] if self.shape else rest[0]
        if inner not in KINDS or self.shape not in (None, list, dict):
            raise SchemaError("a field is of a type that no schema knows")
        self.kind, self.choice = KINDS[inner], inner is Code

    def dump(self, value: Any) -> Any:
        """Turn a value into what JSON can say; raises TypeError for a wrong one."""
        if (value is None and self.optional) or (isinstance(value, Missing) and self.missable):
            return None if value is None else {"?": value.value}
        if self.shape is list and isinstance(value, list | tuple):
            return [self._one(each) for each in value]
        if self.shape is dict and isinstance(value, dict):
            return {"=": {str(key): self._one(each) for key, each in value.items()}}
        if self.shape is not None:
            raise TypeError
        return self._one(value)

    def load(self, said: Any) -> Any:
        """Turn what JSON said back into a value."""
        if said is None:
            return None
        if isinstance(said, dict):
            return Missing(said["?"]) if "?" in said else {k: self.kind.load(v) for k, v in said["="].items()}
        return [self.kind.load(each) for each in said] if isinstance(said, list) else self.kind.load(said)

    def room(self, said: Any) -> int:
        """Give the room that this field takes at least, whatever was chosen."""
        if self.choice and self.shape is list:
            filled = len(said) if isinstance(said, list) else 0
            return self.kind.room * CHOICES_ROOM * max(1, -(-filled // CHOICES_ROOM))
        return max(self.kind.room, REASON_ROOM if self.missable else 0)

    def _one(self, value: Any) -> Any:
        if not self.kind.fits(value) or (self.choice and len(value) > Code.LONGEST):
            raise TypeError
        return self.kind.dump(value)


SCHEMAS: dict[tuple[str, int], "Schema"] = {}
LATEST: dict[str, "Schema"] = {}


class Schema:
    """A named, versioned set of typed fields; made once, beside the model that uses it."""

    def __init__(
        self,
        name: str,
        version: int,
        fields: Mapping[str, Any],
        *,
        before: "Schema | None" = None,
        upgrade: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    ) -> None:
        self.name, self.version, self.before, self.upgrade = name, version, before, upgrade
        self.fields = {field: Field(annotation) for field, annotation in fields.items()}
        self._annotations = dict(fields)
        known = SCHEMAS.get((name, version))
        if known is not None and known._annotations != self._annotations:
            raise SchemaError(f"{name} {version} exists with other fields")
        if version > 1 and (before is None or before.version != version - 1 or upgrade is None):
            raise SchemaError(f"{name} {version} must name version {version - 1} and how to upgrade from it")
        SCHEMAS[name, version] = LATEST[name] = self

    def __repr__(self) -> str:
        return f"Schema({self.name!r}, {self.version})"

    def encode(self, value: Values) -> bytes:
        """Write a value, padded. A field left out is None; raises SchemaError for what does not fit."""
        if unknown := set(value) - set(self.fields):
            raise SchemaError(f"{self.name}: no field {', '.join(sorted(unknown))}")
        pieces, room = [], 2
        for name, field in self.fields.items():
            try:
                said = field.dump(value.get(name))
            except (TypeError, ValueError):
                raise SchemaError(f"{self.name}.{name}: a value of another type") from None
            piece = _json(said)
            room += len(_json(name)) + 2 + max(field.room(said), len(piece))
            pieces.append(_json(name) + b":" + piece)
        return _boxes.pad(b"{" + b",".join(pieces) + b"}", room)

    def decode(self, data: bytes) -> dict[str, Any]:
        """Read what this version wrote, and bring it up to the latest version."""
        said = json.loads(_boxes.unpad(data))
        value = {name: field.load(said.get(name)) for name, field in self.fields.items()}
        schema = self
        while schema.version < LATEST[self.name].version:
            schema = SCHEMAS[self.name, schema.version + 1]
            value = schema.upgrade(value) if schema.upgrade else value
        return value


def find(name: str, version: int) -> Schema:
    """Find a schema that something was sealed under; raises SchemaError when no code declares it any more."""
    try:
        return SCHEMAS[name, version]
    except KeyError:
        raise SchemaError(f"no schema {name} {version}") from None


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
