"""Recovery sheets: any k of n open every circle, k-1 open nothing, rotation touches no paper."""

from itertools import combinations
from uuid import uuid4

import pytest
import shamir_mnemonic

from komek.foundations import vault
from komek.foundations.vault.models import RecoveryKey, RecoveryPair
from komek.kernel.errors import Invalid, WrongState
from tests.foundations.vault.conftest import PASSWORD, House, Person, new_person
from tests.foundations.vault.test_records import read, write


def words(sheets: tuple[vault.Sheet, ...] | list[vault.Sheet]) -> list[str]:
    return [" ".join(sheet.words) for sheet in sheets]


def test_sheets_are_twenty_words_with_a_number_and_four_digits_each(house: House, aigul: Person) -> None:
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    assert [(s.number, s.of, s.threshold, len(s.words), len(s.code)) for s in sheets] == [
        (1, 3, 2, 20, 4),
        (2, 3, 2, 20, 4),
        (3, 3, 2, 20, 4),
    ]
    assert sheets[0].words[5] not in repr(sheets)


def test_the_organisation_is_ready_when_every_sheet_is_confirmed(house: House, aigul: Person) -> None:
    assert vault.recovery_state(house.organisation) is None
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    codes = [sheet.code for sheet in sheets]
    with pytest.raises(Invalid):
        vault.confirm_sheets(house.organisation, codes[:2])
    assert not vault.recovery_ready(house.organisation)
    vault.confirm_sheets(house.organisation, [f" {code} " for code in reversed(codes)])
    assert vault.recovery_ready(house.organisation)
    state = vault.recovery_state(house.organisation)
    assert state == vault.RecoveryState(threshold=2, shares=3, confirmed=True, complete=True)


def test_nothing_is_confirmed_before_there_are_sheets(db: None) -> None:
    with pytest.raises(WrongState):
        vault.confirm_sheets(uuid4(), [])


@pytest.mark.parametrize(("threshold", "shares"), [(1, 1), (1, 3), (3, 2), (2, 17)])
def test_numbers_that_make_no_sense_are_refused(house: House, aigul: Person, threshold: int, shares: int) -> None:
    with pytest.raises(Invalid):
        vault.make_recovery(house.organisation, threshold, shares, aigul.keyring())


def test_a_stranger_makes_no_sheets(house: House, charos: Person) -> None:
    with pytest.raises(vault.NotEntitled):
        vault.make_recovery(house.organisation, 2, 3, charos.keyring())


def test_any_k_sheets_let_in_whoever_lost_password_and_sheet(house: House, aigul: Person) -> None:
    at = write(house.record(), aigul)
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    vault.confirm_sheets(house.organisation, [sheet.code for sheet in sheets])
    for pair in combinations(sheets, 2):
        vault.start_over(aigul.id, PASSWORD)
        with pytest.raises(vault.NotEntitled):
            read(at, aigul)
        assert vault.recover_circles(words(pair), house.organisation, aigul.keyring()) == [house.circle]
        assert read(at, aigul) == "Aybek called"


def test_fewer_sheets_open_nothing(house: House, aigul: Person) -> None:
    sheets = words(vault.make_recovery(house.organisation, 3, 5, aigul.keyring()))
    ring = new_person().keyring()
    for few in ([], sheets[:1], sheets[:2], [sheets[0]] * 3):
        with pytest.raises(vault.WrongSheet):
            vault.recover_circles(few, house.organisation, ring)


def test_with_fewer_sheets_every_missing_word_is_as_likely_as_before() -> None:
    """Shamir: one share of two says nothing; each value of the other one fits some secret."""
    one, other = shamir_mnemonic.split_ems(
        1, [(2, 2)], shamir_mnemonic.EncryptedMasterSecret.from_master_secret(bytes(16), b"", 1, False, 0)
    )[0]
    assert one.value != other.value
    secrets = {
        shamir_mnemonic.shamir._interpolate(
            [
                shamir_mnemonic.shamir.RawShare(one.index, one.value),
                shamir_mnemonic.shamir.RawShare(other.index, bytes([guess]) + other.value[1:]),
            ],
            255,
        )[0]
        for guess in range(256)
    }
    assert secrets == set(range(256))


def test_sheets_of_another_organisation_or_an_older_set_are_refused(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    old = words(vault.make_recovery(house.organisation, 2, 3, aigul.keyring()))
    strange = words(vault.make_recovery(other.organisation, 2, 3, charos.keyring()))
    new = words(vault.make_recovery(house.organisation, 2, 3, aigul.keyring()))
    for wrong in (old[:2], strange[:2], [new[0], old[1]], ["komek " * 20] * 2):
        with pytest.raises(vault.WrongSheet):
            vault.recover_circles(wrong, house.organisation, aigul.keyring())
    assert vault.recover_circles(new[1:], house.organisation, aigul.keyring())


def test_rotation_touches_no_paper(house: House, aigul: Person) -> None:
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    vault.confirm_sheets(house.organisation, [sheet.code for sheet in sheets])
    vault.rotate(house.circle, aigul.keyring())
    at = write(house.record(), aigul)
    assert vault.recovery_ready(house.organisation)
    newcomer = new_person()
    vault.recover_circles(words(sheets[:2]), house.organisation, newcomer.keyring())
    assert read(at, newcomer) == "Aybek called"


def test_a_circle_made_later_is_on_the_sheets_at_once(house: House, aigul: Person) -> None:
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    vault.confirm_sheets(house.organisation, [sheet.code for sheet in sheets])
    lawyer = new_person()
    legal = vault.make_circle(house.organisation, "legal", lawyer.keyring())
    assert vault.recovery_ready(house.organisation)
    newcomer = new_person()
    only = vault.recover_circles(words(sheets[:2]), house.organisation, newcomer.keyring(), circles=[legal])
    assert only == [legal]
    assert vault.members(house.circle) == {aigul.id}


def test_a_circle_that_existed_before_comes_onto_the_sheets_when_its_member_unlocks(
    house: House, aigul: Person
) -> None:
    lawyer = new_person()
    vault.make_circle(house.organisation, "legal", lawyer.keyring())
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    vault.confirm_sheets(house.organisation, [sheet.code for sheet in sheets])
    assert not vault.recovery_ready(house.organisation)
    lawyer.keyring()
    assert vault.recovery_ready(house.organisation)


def test_confirmed_sheets_are_replaced_only_by_whoever_opens_every_circle(house: House, aigul: Person) -> None:
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    vault.confirm_sheets(house.organisation, [sheet.code for sheet in sheets])
    lawyer = new_person()
    vault.make_circle(house.organisation, "legal", lawyer.keyring())
    for partly in (aigul, lawyer):
        with pytest.raises(vault.NotEntitled):
            vault.make_recovery(house.organisation, 2, 3, partly.keyring())


def test_the_server_keeps_neither_words_nor_seed(house: House, aigul: Person) -> None:
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    seed = shamir_mnemonic.combine_mnemonics(words(sheets[:2]))
    pair, key = RecoveryPair.objects.get(), RecoveryKey.objects.get()
    assert seed not in bytes(pair.public) + bytes(key.sealed)
    assert sorted(pair.codes.split()) == sorted(sheet.code for sheet in sheets)
