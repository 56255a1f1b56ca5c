"""Sealing and opening values: each is bound to its organisation, record, cell, group, schema and key number.

A sealed value begins with a head in clear: format, key number, schema version, schema name. All of it is
authenticated together with the place where the value stands, so that nothing can be moved or relabelled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeVar

from django.db import models, transaction

from komek.foundations.vault import _boxes, _records, schema
from komek.foundations.vault._keys import AnyKeyring, Keyring, opened
from komek.foundations.vault._records import Keys
from komek.foundations.vault.errors import NotEntitled, Tampered
from komek.foundations.vault.fields import SealedField, SealedRow
from komek.foundations.vault.records import Record
from komek.foundations.vault.schema import Schema, SchemaError, Values

FORMAT = 1
HEAD = 8


class Closed:
    """What stands in an opened row where a group is closed to the reader. It counts as false."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "CLOSED"


CLOSED = Closed()


@dataclass(frozen=True)
class Cell:
    """A sealed value and where it stands."""

    record: Record
    group: str
    cell: str
    sealed: bytes = b""


R = TypeVar("R", bound=SealedRow)


def seal(record: Record, group: str, cell: str, schema: Schema, value: Values, *, keyring: AnyKeyring) -> bytes:
    """Seal a value for one cell, named "<table>.<column>:<row id>".

    Uses the group's present key, or a fresh one where anyone has lost access since. Raises NotEntitled when the
    keyring does not open the group, KeyringLocked without one, SchemaError for a value that does not fit.
    """
    with transaction.atomic():
        keys = _records.current(record, [group], opened(keyring))
    return seal_with(Cell(record, group, cell), schema, value, *keys[group])


def open_value(record: Record, group: str, cell: str, sealed: bytes, *, keyring: AnyKeyring) -> dict[str, Any]:
    """Open the value of one cell. Raises NotEntitled, KeyringLocked, or Tampered for a moved or changed one."""
    return open_many([Cell(record, group, cell, sealed)], keyring=keyring)[0]


def open_many(cells: Sequence[Cell], *, keyring: AnyKeyring) -> list[dict[str, Any]]:
    """Open values in two queries, however many there are. Raises NotEntitled if one of them is closed."""
    ring = opened(keyring)
    keys = _records.load((c.record.id for c in cells), (c.group for c in cells), ring)
    return [_open(cell, keys, ring, {}) for cell in cells]


def open_or_closed(cells: Sequence[Cell], *, keyring: AnyKeyring) -> list[dict[str, Any] | Closed | None]:
    """Open what the keyring opens of these values, in two queries; CLOSED for the others."""
    ring = opened(keyring)
    keys = _records.load((c.record.id for c in cells), (c.group for c in cells), ring)
    seen: dict[tuple[Any, str, int], bytes] = {}
    return [_open_or_closed(cell, keys, ring, seen) for cell in cells]


def seal_row(row: R, *, keyring: AnyKeyring, **values: Values) -> R:
    """Seal values into the columns of the same name of an unsaved or changed row, and give the row back.

        vault.seal_row(note, keyring=by.keyring, text={"kind": Code("visit"), "text": text}).save()

    A constant number of queries for any number of columns. Raises what `seal` raises.
    """
    fields, record, ring = row.sealed_fields(), row.sealed_record, opened(keyring)
    _known_columns(fields, values)
    with transaction.atomic():
        keys = _records.current(record, {fields[name].group for name in values}, ring)
    return seal_columns(row, keys, values)


def seal_columns(row: R, keys: Mapping[str, tuple[int, bytes]], values: Mapping[str, Values]) -> R:
    """Seal values into a row with keys at hand, by group: number and key. For other parts of the vault."""
    fields, record = row.sealed_fields(), row.sealed_record
    _known_columns(fields, values)
    for name, value in values.items():
        field = fields[name]
        at = Cell(record, field.group, field.cell(_model(row)))
        setattr(row, name, seal_with(at, field.schema, value, *keys[field.group]))
    return row


def _known_columns(fields: Mapping[str, SealedField], values: Mapping[str, Values]) -> None:
    if unknown := set(values) - set(fields):
        raise SchemaError(f"no sealed column {', '.join(sorted(unknown))}")


def open_row(row: SealedRow, *, keyring: AnyKeyring) -> SimpleNamespace:
    """Open the sealed columns of a row: name -> dict, None for an empty column, CLOSED for a closed group."""
    return open_rows([row], keyring=keyring)[0]


def open_rows(rows: Iterable[SealedRow], *, keyring: AnyKeyring, only: Iterable[str] = ()) -> list[SimpleNamespace]:
    """Open the sealed columns (or `only` some) of a page of rows, in two queries however long it is.

    Each answer also carries `.row`. Raises KeyringLocked and Tampered; a closed group is CLOSED, not an error.
    """
    rows, wanted = list(rows), set(only)
    cells = [
        (at, name, Cell(row.sealed_record, field.group, field.cell(_model(row)), bytes(getattr(row, name))))
        for at, row in enumerate(rows)
        for name, field in row.sealed_fields().items()
        if not wanted or name in wanted
    ]
    found = [SimpleNamespace(row=row) for row in rows]
    for (at, name, _), value in zip(cells, open_or_closed([cell for *_, cell in cells], keyring=keyring), strict=True):
        setattr(found[at], name, value)
    return found


def _open_or_closed(
    cell: Cell, keys: Keys, ring: Keyring, seen: dict[tuple[Any, str, int], bytes]
) -> dict[str, Any] | Closed | None:
    if not cell.sealed:
        return None
    try:
        return _open(cell, keys, ring, seen)
    except NotEntitled:
        return CLOSED


def seal_with(at: Cell, schema: Schema, value: Values, number: int, key: bytes) -> bytes:
    """Seal a value with a key at hand, for other parts of the vault."""
    head = _head(number, schema)
    return head + _boxes.lock(key, schema.encode(value), _context(at, head))


def _open(cell: Cell, keys: Keys, ring: Keyring, seen: dict[tuple[Any, str, int], bytes]) -> dict[str, Any]:
    sealed = bytes(cell.sealed)
    number, kind, head = _read_head(sealed)
    here = (cell.record.id, cell.group, number)
    if here not in seen:
        seen[here] = _records.first_key(keys.get(here, ()), ring)
    data = _boxes.unlock(seen[here], sealed[len(head) :], _context(cell, head))
    return kind.decode(data)


def _head(number: int, schema: Schema) -> bytes:
    name = schema.name.encode()
    return bytes([FORMAT]) + number.to_bytes(4) + schema.version.to_bytes(2) + bytes([len(name)]) + name


def _read_head(sealed: bytes) -> tuple[int, Schema, bytes]:
    if len(sealed) < HEAD or sealed[0] != FORMAT:
        raise Tampered
    head = sealed[: HEAD + sealed[HEAD - 1]]
    try:
        kind = schema.find(head[HEAD:].decode(), int.from_bytes(head[5:7]))
    except (SchemaError, UnicodeDecodeError):
        raise Tampered from None
    return int.from_bytes(head[1:5]), kind, head


def _context(at: Cell, head: bytes) -> bytes:
    return f"komek cell|{at.record.organisation}|{at.record.id}|{at.group}|{at.cell}|".encode() + head


def _model(row: SealedRow) -> models.Model:
    if not isinstance(row, models.Model):
        raise TypeError("only rows of models have cells")
    return row
