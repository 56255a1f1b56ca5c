"""The column type of everything that is sealed, and what a row must say about itself."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from komek.foundations.vault.records import GROUPS, Record
from komek.foundations.vault.schema import LATEST, Schema, SchemaError


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A column that only the vault fills: ciphertext of one schema under the key of one field group.

        text = vault.SealedField(group="story", schema=NOTE)

    Empty (no bytes) until `vault.seal_row` fills it. It is in no form and in no admin.
    """

    def __init__(self, *, group: str, schema: Schema | str, **options: Any) -> None:
        if group not in GROUPS:
            raise SchemaError(f"no field group {group}")
        self.group = group
        self.schema_name = schema if isinstance(schema, str) else schema.name
        options["editable"] = False
        options.setdefault("default", bytes)
        options.setdefault("blank", True)
        super().__init__(**options)

    @property
    def schema(self) -> Schema:
        """Give the latest version of the schema, under which new values are sealed."""
        return LATEST[self.schema_name]

    def deconstruct(self) -> Any:
        """Tell migrations the names only: which schema version holds is a matter of code."""
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        return name, path, args, {**options, "group": self.group, "schema": self.schema_name}

    def cell(self, row: models.Model) -> str:
        """Name the one place where a value of this column may be opened."""
        return f"{row._meta.db_table}.{self.column}:{row.pk}"


class SealedRow:
    """A row with sealed columns. It belongs to a record: itself, or the one `RECORD` names.

        class Note(vault.SealedRow, CareRow):
            RECORD = "case_id"

    `RECORD` names the attribute that holds the record's id.
    """

    RECORD: ClassVar[str] = "pk"
    organisation: Any

    @property
    def sealed_record(self) -> Record:
        """Say under whose keys this row is sealed."""
        return Record(UUID(str(self.organisation)), getattr(self, self.RECORD))

    @classmethod
    def sealed_fields(cls) -> dict[str, SealedField]:
        """List the sealed columns of this kind of row by name."""
        fields = cls._meta.concrete_fields  # type: ignore[attr-defined]
        return {field.name: field for field in fields if isinstance(field, SealedField)}
