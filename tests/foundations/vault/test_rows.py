"""Rows with sealed columns: what rooms write, and what a reader with fewer keys sees."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps

from komek.foundations import vault
from komek.kernel.ids import new_id
from tests.foundations.vault.conftest import House, Person

NAME = vault.Schema("test_name", 1, {"given": str, "family": str | None})
NOTE = vault.Schema("test_note", 1, {"kind": vault.Code, "text": str})


@pytest.fixture
def notes() -> Iterator[type[models.Model]]:
    """A kind of row that belongs to the record its `person_id` names."""
    with isolate_apps("komek.foundations.vault"):

        class Note(vault.SealedRow, models.Model):
            RECORD = "person_id"
            id = models.UUIDField(primary_key=True, default=new_id)
            organisation = models.UUIDField()
            person_id = models.UUIDField()
            name = vault.SealedField(group="identity", schema=NAME)
            text = vault.SealedField(group="story", schema=NOTE)

            class Meta:
                app_label = "vault"

        yield Note


def note(notes: type[models.Model], house: House, by: Person) -> vault.SealedRow:
    row = notes(organisation=house.organisation, person_id=house.record().id)
    assert isinstance(row, vault.SealedRow)
    return vault.seal_row(
        row,
        keyring=by.keyring(),
        name={"given": "Aybek"},
        text={"kind": vault.Code("visit"), "text": "came at noon"},
    )


def test_a_row_is_sealed_by_column_and_opened_whole(notes: type[models.Model], house: House, aigul: Person) -> None:
    row = note(notes, house, aigul)
    opened = vault.open_row(row, keyring=aigul.keyring())
    assert opened.name == {"given": "Aybek", "family": None}
    assert opened.text == {"kind": "visit", "text": "came at noon"}
    assert opened.row is row
    assert b"Aybek" not in row.name  # type: ignore[attr-defined]


def test_an_empty_column_is_none_and_a_closed_one_counts_as_false(
    notes: type[models.Model], house: House, aigul: Person, other: House, charos: Person
) -> None:
    row = note(notes, house, aigul)
    vault.grant(row.sealed_record, ["story"], other.circle, keyring=aigul.keyring())
    opened = vault.open_row(row, keyring=charos.keyring())
    assert opened.text["text"] == "came at noon"
    assert opened.name is vault.CLOSED
    assert not opened.name
    assert repr(opened.name) == "CLOSED"
    fresh = notes(organisation=house.organisation, person_id=row.sealed_record.id)
    assert isinstance(fresh, vault.SealedRow)
    assert vault.open_row(fresh, keyring=aigul.keyring()).name is None


def test_a_column_moved_to_another_row_or_column_is_refused(
    notes: type[models.Model], house: House, aigul: Person
) -> None:
    row = note(notes, house, aigul)
    twin = notes(organisation=house.organisation, person_id=row.sealed_record.id, name=row.name)  # type: ignore[attr-defined]
    assert isinstance(twin, vault.SealedRow)
    with pytest.raises(vault.Tampered):
        vault.open_row(twin, keyring=aigul.keyring())


def test_a_page_of_rows_opens_in_two_queries(
    notes: type[models.Model], house: House, aigul: Person, django_assert_num_queries: object
) -> None:
    rows, ring = [note(notes, house, aigul) for _ in range(10)], aigul.keyring()
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = vault.open_rows(rows, keyring=ring, only=["name"])
    assert [each.name["given"] for each in found] == ["Aybek"] * 10
    assert not hasattr(found[0], "text")


def test_sealing_a_row_costs_the_same_for_one_column_and_for_two(
    notes: type[models.Model], house: House, aigul: Person, django_assert_max_num_queries: object
) -> None:
    row, ring = note(notes, house, aigul), aigul.keyring()
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        vault.seal_row(row, keyring=ring, name={"given": "x"}, text={"kind": vault.Code("x"), "text": ""})


def test_an_unknown_column_is_refused(notes: type[models.Model], house: House, aigul: Person) -> None:
    with pytest.raises(vault.SchemaError):
        vault.seal_row(note(notes, house, aigul), keyring=aigul.keyring(), nickname={"given": "x"})


def test_a_sealed_column_is_in_no_form_and_tells_migrations_its_names_only() -> None:
    field = vault.SealedField(group="story", schema=NOTE)
    assert field.editable is False
    text, imports = MigrationWriter.serialize(field)
    assert "group='story'" in text
    assert "schema='test_note'" in text
    assert imports == {"import komek.foundations.vault.fields"}
    copy = field.clone()
    assert (copy.group, copy.schema) == ("story", NOTE)


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(vault.SchemaError):
        vault.SealedField(group="gossip", schema=NOTE)
    with pytest.raises(ValueError, match="gossip"):
        vault.create(vault.Record(uuid4(), uuid4()), ["gossip"], [])
