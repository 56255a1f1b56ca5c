"""Records from people without a key: made, filled and closed in one call; nobody but the circles opens them again."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from komek.foundations.vault import _cells, _files, _records
from komek.foundations.vault.fields import SealedRow
from komek.foundations.vault.records import Record
from komek.foundations.vault.schema import Schema, Values

R = TypeVar("R", bound=SealedRow)


@dataclass(frozen=True)
class Letter:
    """A new record whose keys are known while it is being filled. Only inside the transaction that began it."""

    record: Record
    _keys: dict[str, tuple[int, bytes]] = field(repr=False)

    def seal_row(self, row: R, **values: Values) -> R:
        """Seal values into the columns of a row of this record, as `vault.seal_row` does."""
        if row.sealed_record != Record(self.record.organisation, self.record.id):
            raise ValueError("a row of another record")
        return _cells.seal_columns(row, self._keys, values)

    def attach(self, upload: "UploadedFile[Any]", group: str) -> UUID:
        """Make an uploaded file part of the record, as `vault.attach` does."""

        def seal(cell: str, schema: Schema, value: Values) -> bytes:
            return _cells.seal_with(_cells.Cell(self.record, group, cell), schema, value, *self._keys[group])

        return _files.attached(upload, self.record, group, seal)


def begin_letter(record: Record, groups: Collection[str], circles: Collection[UUID]) -> Letter:
    """Give a record that is new fresh keys, sealed to these circles, and the means to fill it; needs no keyring.

    Only inside a transaction. Raises ValueError for a record that has keys, NeedsGeneration as `vault.create` does.
    """
    if not transaction.get_connection().in_atomic_block:
        raise ValueError("a letter is begun and closed in one transaction")
    keys = _records.make(record, groups, circles, None)
    if set(keys) != set(groups):
        raise ValueError("a letter is a new record")
    return Letter(record, keys)
