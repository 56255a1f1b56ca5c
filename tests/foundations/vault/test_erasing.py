"""Erasing: keys gone, nothing opens, not even from an old backup once the lists are replayed."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from komek.foundations import vault
from komek.foundations.vault import erasure, lists, tables
from komek.foundations.vault.models import (
    Circle,
    FileChunk,
    GroupKey,
    IndexRow,
    ListLine,
    MemberKey,
    SealedFile,
    SealedForms,
    SealedRecord,
)
from tests.foundations.vault.conftest import House, Person
from tests.foundations.vault.test_files import PDF, sent
from tests.foundations.vault.test_records import read, write

KEYS: list[type[models.Model]] = [SealedRecord, GroupKey, SealedForms, IndexRow, SealedFile, FileChunk]
Backup = dict[type[models.Model], list[dict[str, Any]]]


def backup(*extra: type[models.Model]) -> Backup:
    return {model: list(model._default_manager.values()) for model in [*KEYS, *extra]}


def restore(saved: Backup) -> None:
    for model in reversed(saved):
        model._default_manager.all().delete()
    for model, rows in saved.items():
        model._default_manager.bulk_create([model(**row) for row in rows])


def lines(where: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (where / f"{name}.jsonl").read_text().splitlines()]


def test_an_erased_record_opens_to_nobody_and_is_not_found(house: House, aigul: Person) -> None:
    record, other = house.record(), house.record()
    at, kept = write(record, aigul), write(other, aigul)
    vault.index(record, {"name": ["aybek"]}, keyring=aigul.keyring())
    file = vault.attach(sent(PDF), record, "legal", keyring=aigul.keyring())
    erased = vault.erase(record, "asked")
    assert (erased.record, erased.files) == (record.id, 1)
    assert erased.complete_on == erased.on + timedelta(days=30)
    with pytest.raises(vault.NotEntitled):
        read(at, aigul)
    with pytest.raises(vault.NotEntitled):
        vault.read_file(file, keyring=aigul.keyring())
    assert vault.find({"name": ["aybek"]}, keyring=aigul.keyring()) == {}
    assert read(kept, aigul) == "Aybek called"
    for model in (SealedForms, IndexRow, SealedFile, FileChunk):
        assert model._default_manager.count() == 0
    assert set(GroupKey.objects.values_list("record", flat=True)) == {other.id}


def test_a_reason_is_a_code(house: House) -> None:
    with pytest.raises(ValueError, match="code"):
        vault.erase(house.record(), "She asked us, because ...")


@pytest.mark.django_db(transaction=True)
def test_the_list_is_written_after_the_commit_and_says_ids_codes_and_a_day(house: House, lists: Path) -> None:
    record, kept = house.record(), house.record()
    with transaction.atomic():
        vault.erase(kept, "asked")
        transaction.set_rollback(True)
    vault.erase(record, "asked")
    assert lines(lists, "erased") == [
        {
            "day": date.today().isoformat(),  # noqa: DTZ011
            "record": str(record.id),
            "organisation": str(house.organisation),
            "reason": "asked",
        }
    ]
    assert ListLine.objects.count() == 0
    assert (lists / "erased.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_kept_from_its_file_is_written_at_the_next_flush(house: House, lists: Path) -> None:
    record = house.record()
    vault.erase(record, "asked")
    assert not lists.exists()
    assert erasure.flush() == 1
    assert lines(lists, "erased")[0]["record"] == str(record.id)
    assert erasure.flush() == 0


def test_a_line_cut_by_a_crash_spoils_neither_the_one_before_nor_the_one_after(house: House) -> None:
    one, two = house.record(), house.record()
    vault.erase(one, "asked")
    erasure.flush()
    with lists.path("erased").open("a") as file:
        file.write('{"record": "0000')
    vault.erase(two, "asked")
    erasure.flush()
    assert [line["record"] for line in lists.read("erased")] == [str(one.id), str(two.id)]


def test_an_old_backup_opens_nothing_of_an_erased_person_after_the_replay(house: House, aigul: Person) -> None:
    record, other = house.record(), house.record()
    at, kept = write(record, aigul), write(other, aigul)
    saved = backup()
    vault.erase(record, "asked")
    restore(saved)
    assert read(at, aigul) == "Aybek called"
    erasure.prepare()
    erasure.flush()
    replayed = erasure.replay()
    assert replayed.erased == {record.id}
    assert replayed.removed_again == 1
    with pytest.raises(vault.NotEntitled):
        read(at, aigul)
    assert read(kept, aigul) == "Aybek called"
    assert erasure.replay().removed_again == 0


def test_a_detached_file_stays_gone_after_the_replay(house: House, aigul: Person) -> None:
    file = vault.attach(sent(PDF), house.record(), "legal", keyring=aigul.keyring())
    saved = backup()
    vault.detach(file)
    restore(saved)
    erasure.prepare()
    erasure.flush()
    erasure.replay()
    with pytest.raises(vault.NotEntitled):
        vault.read_file(file, keyring=aigul.keyring())


def test_a_withdrawal_is_done_again_and_a_later_consent_is_kept(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    record = house.record()
    at = write(record, aigul)
    vault.grant(record, ["story"], other.circle, keyring=aigul.keyring())
    before = backup()
    vault.withdraw(record, ["story"], other.circle)
    vault.grant(record, ["story"], other.circle, keyring=aigul.keyring())
    after = backup()
    erasure.prepare()
    erasure.flush()
    restore(after)
    erasure.replay()
    assert read(at, charos) == "Aybek called"
    restore(before)
    erasure.replay()
    with pytest.raises(vault.NotEntitled):
        read(at, charos)
    fresh = write(record, aigul)
    assert fresh.sealed[4] == 2


def test_a_dismissal_is_done_again_and_the_circle_renewed(house: House, aigul: Person, bakyt: Person) -> None:
    at = write(house.record(), aigul)
    saved = list(MemberKey.objects.values())
    vault.dismiss(house.circle, bakyt.id)
    MemberKey.objects.all().delete()
    MemberKey.objects.bulk_create(MemberKey(**row) for row in saved)
    Circle.objects.update(needs_generation=False)
    assert read(at, bakyt) == "Aybek called"
    erasure.prepare()
    erasure.flush()
    erasure.replay()
    with pytest.raises(vault.NotEntitled):
        read(at, bakyt)
    assert vault.circles_in(house.organisation)[0].needs_generation
    house.admit(bakyt)
    erasure.replay()
    assert read(at, bakyt) == "Aybek called"


def test_without_its_lists_no_backup_is_used(db: None, tmp_path: Path) -> None:
    with pytest.raises(erasure.ListsMissing):
        erasure.replay()
    erasure.prepare(tmp_path / "elsewhere")
    assert erasure.replay(tmp_path / "elsewhere") == erasure.Replayed(frozenset(), 0, {})
    (tmp_path / "elsewhere" / "withdrawn.jsonl").unlink()
    with pytest.raises(erasure.ListsMissing, match="withdrawn"):
        erasure.replay(tmp_path / "elsewhere")


def test_every_table_of_the_vault_has_its_place_in_a_backup() -> None:
    own = {model._meta.db_table for model in apps.get_app_config("vault").get_models()}
    placed = [*tables.KEY_TABLES, *tables.DATA_TABLES, *tables.EPHEMERAL_TABLES]
    assert sorted(placed) == sorted(own)


def test_what_is_restored_keeps_the_order_of_its_references(db: None) -> None:
    order = [*tables.KEY_TABLES, *tables.DATA_TABLES]
    with connection.cursor() as cursor:
        for at, table in enumerate(order):
            for _, there in connection.introspection.get_relations(cursor, table).values():
                assert there in order[: at + 1]
