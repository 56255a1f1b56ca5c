"""Circles: members let members in, whoever leaves is out at once, and what follows is fresh."""

from uuid import uuid4

import pytest

from komek.foundations import vault
from komek.foundations.vault import Cell, Record
from komek.foundations.vault.models import Circle, CircleKey, GroupKey, IndexRow, MemberKey
from tests.foundations.vault.conftest import House, Person, new_person
from tests.foundations.vault.test_records import TEXT, read, write


def test_a_newcomer_opens_nothing_until_a_member_confirms_her_fingerprint(house: House, aigul: Person) -> None:
    newcomer, at = new_person(), write(house.record(), aigul)
    with pytest.raises(vault.NotEntitled):
        read(at, newcomer)
    vault.admit(house.circle, newcomer.id, vault.fingerprint(newcomer.id), aigul.keyring())
    assert read(at, newcomer) == "Aybek called"
    assert vault.members(house.circle) == {aigul.id, newcomer.id}
    assert [c.id for c in vault.circles_of(newcomer.id)] == [house.circle]


def test_digits_may_be_typed_with_or_without_gaps(house: House, aigul: Person) -> None:
    newcomer = new_person()
    typed = vault.fingerprint(newcomer.id).replace(" ", " - ")
    vault.admit(house.circle, newcomer.id, typed, aigul.keyring())


def test_wrong_digits_let_nobody_in(house: House, aigul: Person, bakyt: Person) -> None:
    newcomer = new_person()
    for digits in ("", "12345 12345 12345 12345 12345", vault.fingerprint(bakyt.id)):
        with pytest.raises(vault.WrongFingerprint):
            vault.admit(house.circle, newcomer.id, digits, aigul.keyring())
    assert not MemberKey.objects.filter(user=newcomer.id).exists()


def test_only_a_member_lets_in(house: House, charos: Person) -> None:
    newcomer = new_person()
    for keyring, refusal in ((charos.keyring(), vault.NotEntitled), (None, vault.KeyringLocked)):
        with pytest.raises(refusal):
            vault.admit(house.circle, newcomer.id, vault.fingerprint(newcomer.id), keyring)


def test_letting_in_twice_changes_nothing(house: House, aigul: Person, bakyt: Person) -> None:
    house.admit(bakyt)
    assert MemberKey.objects.filter(user=bakyt.id).count() == 1


def test_a_dismissed_member_loses_her_keys_at_once(house: House, aigul: Person, bakyt: Person) -> None:
    record = house.record()
    at = write(record, aigul)
    vault.dismiss(house.circle, bakyt.id)
    with pytest.raises(vault.NotEntitled):
        read(at, bakyt)
    assert not vault.entitled(record, "story", bakyt.id)
    assert not MemberKey.objects.filter(user=bakyt.id).exists()
    assert Circle.objects.get().needs_generation


def test_dismissing_a_stranger_changes_nothing(house: House, charos: Person) -> None:
    vault.dismiss(house.circle, charos.id)
    assert not Circle.objects.get(pk=house.circle).needs_generation


def test_the_last_member_cannot_be_dismissed_without_recovery_sheets(house: House, aigul: Person) -> None:
    with pytest.raises(vault.LastMember):
        vault.dismiss(house.circle, aigul.id)
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    with pytest.raises(vault.LastMember):
        vault.dismiss(house.circle, aigul.id)
    vault.confirm_sheets(house.organisation, [sheet.code for sheet in sheets])
    vault.dismiss(house.circle, aigul.id)
    assert vault.members(house.circle) == set()


def test_sealing_after_a_dismissal_renews_the_circle_and_the_group_key_first(
    house: House, aigul: Person, bakyt: Person
) -> None:
    record = house.record()
    before = write(record, aigul, "before")
    kept = bakyt.keyring().secret(house.circle, 1)
    assert kept
    vault.dismiss(house.circle, bakyt.id)
    after = write(record, aigul, "after")
    assert Circle.objects.get().generation == 2
    assert (before.sealed[4], after.sealed[4]) == (1, 2)
    newest = GroupKey.objects.get(record=record.id, group="story", number=2)
    with pytest.raises(vault.Tampered):
        vault._boxes.open_with(kept.private, kept.public, bytes(newest.sealed))
    assert (read(before, aigul), read(after, aigul)) == ("before", "after")


def test_a_new_record_after_a_dismissal_is_sealed_to_the_next_generation(
    house: House, aigul: Person, bakyt: Person
) -> None:
    vault.dismiss(house.circle, bakyt.id)
    with pytest.raises(vault.NeedsGeneration):
        house.record()
    record = Record(house.organisation, uuid4(), "person")
    vault.create(record, ["story"], [house.circle], keyring=aigul.keyring())
    assert GroupKey.objects.get(record=record.id).generation == 2


def test_unlocking_renews_a_circle_that_lost_a_member(house: House, aigul: Person, bakyt: Person) -> None:
    vault.dismiss(house.circle, bakyt.id)
    aigul.keyring()
    state = vault.circles_in(house.organisation)[0]
    assert (state.generation, state.needs_generation) == (2, False)


def test_rotation_gives_every_remaining_member_the_new_generation_and_keeps_the_old_ones(
    house: House, aigul: Person, bakyt: Person
) -> None:
    record = house.record()
    at = write(record, aigul)
    assert vault.rotate(house.circle, bakyt.keyring()) == 2
    for person in (aigul, bakyt):
        assert set(person.keyring().generations()) == {(house.circle, 1), (house.circle, 2)}
        assert read(at, person) == "Aybek called"
    assert CircleKey.objects.count() == 2


def test_a_newcomer_gets_every_generation(house: House, aigul: Person) -> None:
    at = write(house.record(), aigul)
    vault.rotate(house.circle, aigul.keyring())
    newcomer = new_person()
    house.admit(newcomer)
    assert read(at, newcomer) == "Aybek called"


def test_only_a_member_rotates(house: House, charos: Person) -> None:
    with pytest.raises(vault.NotEntitled):
        vault.rotate(house.circle, charos.keyring())


def test_a_member_dismissed_in_this_very_request_rotates_nothing(house: House, aigul: Person, bakyt: Person) -> None:
    ring = bakyt.keyring()
    assert ring.newest(house.circle) == 1
    vault.dismiss(house.circle, bakyt.id)
    with pytest.raises(vault.NotEntitled):
        vault.rotate(house.circle, ring)


def test_resealing_goes_on_in_batches_until_nothing_is_left(house: House, aigul: Person, bakyt: Person) -> None:
    cells = []
    for number in range(5):
        record = house.record("identity", "story")
        cells.append(write(record, aigul, str(number)))
        vault.index(record, {"name": [f"name{number}"]}, keyring=aigul.keyring())
    vault.dismiss(house.circle, bakyt.id)
    ring = aigul.keyring()
    assert vault.to_reseal(house.circle) == 5
    assert [vault.reseal_batch(house.circle, ring, 2) for _ in range(3)] == [3, 1, 0]
    assert set(GroupKey.objects.values_list("generation", flat=True)) == {2}
    assert set(IndexRow.objects.values_list("generation", flat=True)) == {2}
    assert [read(at, aigul) for at in cells] == list("01234")
    assert vault.reseal_batch(house.circle, ring) == 0


def test_everything_is_found_and_opened_while_resealing_goes_on(house: House, aigul: Person) -> None:
    records = [house.record() for _ in range(4)]
    cells = [write(record, aigul) for record in records]
    for record in records:
        vault.index(record, {"name": ["aybek"]}, keyring=aigul.keyring())
    vault.rotate(house.circle, aigul.keyring())
    vault.reseal_batch(house.circle, aigul.keyring(), 2)
    assert {read(at, aigul) for at in cells} == {"Aybek called"}
    assert set(vault.find({"name": ["aybek"]}, keyring=aigul.keyring())) == {record.id for record in records}


def test_after_resealing_a_kept_generation_opens_no_later_table(house: House, aigul: Person, bakyt: Person) -> None:
    record = house.record()
    write(record, aigul)
    vault.index(record, {"phone": ["+996700000001"]}, keyring=aigul.keyring())
    kept = bakyt.keyring().secret(house.circle, 1)
    assert kept
    vault.dismiss(house.circle, bakyt.id)
    while vault.reseal_batch(house.circle, aigul.keyring()):
        pass
    for row in GroupKey.objects.all():
        with pytest.raises(vault.Tampered):
            vault._boxes.open_with(kept.private, kept.public, bytes(row.sealed))
    tags = {bytes(tag) for tag in IndexRow.objects.values_list("tag", flat=True)}
    assert vault._boxes.tag(kept.index, "phone|+996700000001") not in tags


def test_only_a_member_reseals(house: House, charos: Person) -> None:
    with pytest.raises(vault.NotEntitled):
        vault.reseal_batch(house.circle, charos.keyring())


def test_a_shared_record_gets_a_fresh_key_when_the_other_organisation_loses_a_member(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    gone = new_person()
    other.admit(gone)
    record = house.record()
    vault.grant(record, ["story"], other.circle, keyring=aigul.keyring())
    write(record, aigul, "before")
    kept = gone.keyring().secret(other.circle, 1)
    assert kept
    vault.dismiss(other.circle, gone.id)
    after = write(record, aigul, "while the circle waits")
    assert read(after, aigul) == "while the circle waits"
    for row in GroupKey.objects.filter(record=record.id, number=2).exclude(sealed=b""):
        with pytest.raises(vault.Tampered):
            vault._boxes.open_with(kept.private, kept.public, bytes(row.sealed))
    with pytest.raises(vault.NotEntitled):
        read(after, charos)
    assert vault.readers(record)["story"] == {house.circle, other.circle}
    aigul.keyring()
    assert read(after, charos) == "while the circle waits"


def test_a_grant_to_a_waiting_circle_is_handed_out_later(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    gone = new_person()
    other.admit(gone)
    record = house.record()
    at = write(record, aigul)
    vault.dismiss(other.circle, gone.id)
    vault.grant(record, ["story"], other.circle, keyring=aigul.keyring())
    assert not vault.entitled(record, "story", charos.id)
    charos.keyring()
    assert vault.tend(aigul.keyring()).handed_out == 0
    assert read(at, charos) == "Aybek called"


def test_a_member_whose_keyring_was_read_before_a_rotation_still_opens(house: House, aigul: Person) -> None:
    record = house.record()
    at, ring = write(record, aigul), aigul.keyring()
    assert ring.newest(house.circle) == 1
    vault.rotate(house.circle, aigul.keyring())
    while vault.reseal_batch(house.circle, aigul.keyring()):
        pass
    assert vault.open(at.record, at.group, at.cell, at.sealed, keyring=ring)["text"] == "Aybek called"
    vault.seal(record, "story", "x.y:1", TEXT, {"text": ""}, keyring=ring)


def test_circles_of_one_organisation_do_not_open_one_another(house: House, aigul: Person) -> None:
    lawyer = new_person()
    legal = vault.make_circle(house.organisation, "legal", lawyer.keyring())
    record = house.record("story")
    vault.create(record, ["legal"], [house.circle, legal])
    story, matter = write(record, aigul), write(record, aigul, "court", group="legal")
    assert read(matter, lawyer) == "court"
    with pytest.raises(vault.NotEntitled):
        read(story, lawyer)
    assert isinstance(story, Cell)
