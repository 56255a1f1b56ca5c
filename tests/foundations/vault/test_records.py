"""Records: who opens what, in which place, and what is fresh after somebody is gone."""

from uuid import uuid4

import pytest

from komek.foundations import vault
from komek.foundations.vault import Cell, Record
from komek.foundations.vault.models import GroupKey, SealedRecord
from komek.kernel.errors import WrongState
from tests.foundations.vault.conftest import House, Person

TEXT = vault.Schema("test_text", 1, {"text": str})
OTHER = vault.Schema("test_other_text", 1, {"text": str})


def cell() -> str:
    return f"notes.text:{uuid4()}"


def write(record: Record, by: Person, text: str = "Aybek called", group: str = "story") -> Cell:
    at = cell()
    return Cell(record, group, at, vault.seal(record, group, at, TEXT, {"text": text}, keyring=by.keyring()))


def read(at: Cell, by: Person) -> object:
    return vault.open(at.record, at.group, at.cell, at.sealed, keyring=by.keyring())["text"]


def test_a_member_of_the_circle_reads_what_another_wrote(house: House, aigul: Person, bakyt: Person) -> None:
    assert read(write(house.record(), aigul), bakyt) == "Aybek called"


def test_a_stranger_reads_nothing(house: House, aigul: Person, charos: Person) -> None:
    with pytest.raises(vault.NotEntitled):
        read(write(house.record(), aigul), charos)


def test_a_stranger_writes_nothing(house: House, charos: Person) -> None:
    with pytest.raises(vault.NotEntitled):
        write(house.record(), charos)


def test_without_a_keyring_nothing_is_sealed_or_opened(house: House, aigul: Person) -> None:
    at = write(house.record(), aigul)
    with pytest.raises(vault.KeyringLocked):
        vault.open(at.record, at.group, at.cell, at.sealed, keyring=None)
    with pytest.raises(vault.KeyringLocked):
        vault.seal(at.record, at.group, at.cell, TEXT, {"text": ""}, keyring=None)


@pytest.mark.parametrize("what", ["record", "organisation", "cell", "group"])
def test_a_value_opens_in_no_other_place(house: House, aigul: Person, what: str) -> None:
    at, twin = write(house.record(), aigul), house.record()
    moved = {
        "record": Cell(twin, at.group, at.cell, at.sealed),
        "organisation": Cell(Record(uuid4(), at.record.id), at.group, at.cell, at.sealed),
        "cell": Cell(at.record, at.group, cell(), at.sealed),
        "group": Cell(at.record, "legal", at.cell, at.sealed),
    }[what]
    with pytest.raises(vault.Tampered):
        read(moved, aigul)


def test_a_value_with_any_byte_changed_is_refused(house: House, aigul: Person) -> None:
    at, ring = write(house.record(), aigul), aigul.keyring()
    for byte in range(len(at.sealed)):
        changed = at.sealed[:byte] + bytes([at.sealed[byte] ^ 1]) + at.sealed[byte + 1 :]
        with pytest.raises((vault.Tampered, vault.NotEntitled)):
            vault.open(at.record, at.group, at.cell, changed, keyring=ring)


def test_a_value_relabelled_as_another_schema_is_refused(house: House, aigul: Person) -> None:
    at = write(house.record(), aigul)
    head, rest = at.sealed[:7], at.sealed[8 + len("test_text") :]
    other = head + bytes([len("test_other_text")]) + b"test_other_text" + rest
    with pytest.raises(vault.Tampered):
        read(Cell(at.record, at.group, at.cell, other), aigul)


@pytest.mark.parametrize("column", ["record_id", "group", "number", "generation"])
def test_a_group_key_moved_to_another_row_is_refused(house: House, aigul: Person, column: str) -> None:
    at = write(house.record(), aigul)
    twin = write(house.record(), aigul)
    row = GroupKey.objects.get(record=at.record.id, group="story")
    wrong = {"record_id": twin.record.id, "group": "legal", "number": 7, "generation": 1}[column]
    GroupKey.objects.filter(record=twin.record.id).delete()
    GroupKey.objects.filter(record=at.record.id).exclude(pk=row.pk).delete()
    if column == "generation":
        vault.rotate(house.circle, aigul.keyring())
        wrong = 2
    GroupKey.objects.filter(pk=row.pk).update(**{column: wrong})
    target = twin.record if column == "record_id" else at.record
    with pytest.raises(vault.Tampered):
        vault.seal(
            target, str(wrong) if column == "group" else "story", "x", TEXT, {"text": ""}, keyring=aigul.keyring()
        )


def test_a_granted_circle_reads_those_groups_and_no_other(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    record = house.record()
    story, legal = write(record, aigul, "old"), write(record, aigul, group="legal")
    assert not vault.entitled(record, "story", charos.id)
    vault.grant(record, ["story"], other.circle, keyring=aigul.keyring())
    assert vault.entitled(record, "story", charos.id)
    assert vault.readers(record)["story"] == {house.circle, other.circle}
    assert read(story, charos) == "old"
    with pytest.raises(vault.NotEntitled):
        read(legal, charos)


def test_a_granted_circle_writes_what_the_owner_reads(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    record = house.record()
    vault.grant(record, ["story"], other.circle, keyring=aigul.keyring())
    assert read(write(record, charos, "from the lawyer"), aigul) == "from the lawyer"


def test_after_withdrawal_nothing_opens_and_what_is_new_has_a_fresh_key(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    record = house.record()
    vault.grant(record, ["story", "legal"], other.circle, keyring=aigul.keyring())
    before = write(record, aigul, "before")
    vault.withdraw(record, ["story"], other.circle)
    with pytest.raises(vault.NotEntitled):
        read(before, charos)
    after = write(record, aigul, "after")
    assert after.sealed[1:5] != before.sealed[1:5]
    assert (read(before, aigul), read(after, aigul)) == ("before", "after")
    assert vault.readers(record)["legal"] == {house.circle, other.circle}


def test_a_consent_given_again_opens_old_and_new(house: House, aigul: Person, other: House, charos: Person) -> None:
    record = house.record()
    vault.grant(record, ["story"], other.circle, keyring=aigul.keyring())
    vault.withdraw(record, ["story"], other.circle)
    between = write(record, aigul, "between")
    vault.grant(record, ["story"], other.circle, keyring=aigul.keyring())
    assert read(between, charos) == "between"


def test_the_last_reader_cannot_be_withdrawn(house: House) -> None:
    record = house.record()
    with pytest.raises(WrongState):
        vault.withdraw(record, ["story"], house.circle)


def test_a_stranger_cannot_grant(house: House, other: House, charos: Person) -> None:
    with pytest.raises(vault.NotEntitled):
        vault.grant(house.record(), ["story"], other.circle, keyring=charos.keyring())


def test_the_keys_of_a_group_that_exists_are_left_alone(house: House, other: House) -> None:
    record = house.record("story")
    vault.create(record, ["story", "legal"], [other.circle])
    assert vault.readers(record)["story"] == {house.circle}
    assert vault.readers(record)["legal"] == {other.circle}


def test_a_record_cannot_be_claimed_by_another_organisation(house: House, other: House) -> None:
    record = house.record("story")
    with pytest.raises(vault.NotEntitled):
        vault.create(Record(other.organisation, record.id, "person"), ["legal"], [other.circle])


def test_many_values_open_in_two_queries(house: House, aigul: Person, django_assert_num_queries: object) -> None:
    cells = [write(house.record(), aigul, str(n)) for n in range(20)]
    ring = aigul.keyring()
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert [v["text"] for v in vault.open_many(cells, keyring=ring)] == [str(n) for n in range(20)]


def test_nothing_of_a_record_without_keys_can_be_sealed(house: House, aigul: Person) -> None:
    with pytest.raises(vault.NotEntitled):
        write(Record(house.organisation, uuid4(), "person"), aigul)
    assert SealedRecord.objects.count() == 0
