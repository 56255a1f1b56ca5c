"""Users: one run of Argon2id, a password, a sheet, a fingerprint; and both ways back from a lost password."""

import contextlib
import pickle
import threading
from collections.abc import Iterator
from copy import copy, deepcopy
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, connections
from nacl import pwhash

from komek.foundations import vault
from komek.foundations.vault import _argon, _words, hashers
from komek.foundations.vault.models import MemberKey, UserKey
from komek.kernel.errors import Locked, WrongState
from tests.foundations.vault.conftest import PASSWORD, House, Person, new_person


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the runs of Argon2id."""
    counted: list[int] = []
    real = pwhash.argon2id.kdf

    def kdf(*args: object, **kwargs: object) -> bytes:
        counted.append(1)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(pwhash.argon2id, "kdf", kdf)
    return counted


def test_production_spends_128_mebibytes_and_three_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert _argon.cost() == _argon.Cost(passes=3, memory=131072)


@pytest.mark.parametrize("hash_first", [True, False])
def test_a_new_user_costs_one_run(db: None, runs: list[int], hash_first: bool) -> None:
    user = uuid4()
    if hash_first:
        encoded = make_password(PASSWORD)
        vault.enrol(user, PASSWORD)
    else:
        vault.enrol(user, PASSWORD)
        encoded = make_password(PASSWORD)
    assert len(runs) == 1
    assert check_password(PASSWORD, encoded)
    assert not vault.lost_key(user, encoded)


def test_a_sign_in_costs_one_run(db: None, runs: list[int]) -> None:
    user = uuid4()
    encoded = make_password(PASSWORD)
    vault.enrol(user, PASSWORD)
    runs.clear()
    assert check_password(PASSWORD, encoded)
    assert vault.hold(user, PASSWORD, "s")
    assert len(runs) == 1


def test_an_unknown_user_costs_the_same_run_as_a_known_one(db: None, runs: list[int], aigul: Person) -> None:
    runs.clear()
    assert vault.hold(uuid4(), PASSWORD, "s") is None
    assert len(runs) == 1
    assert vault.hold(aigul.id, "wrong", "s") is None
    assert len(runs) == 2


def test_two_users_of_one_password_share_no_salt(db: None) -> None:
    first, second = make_password(PASSWORD), make_password(PASSWORD)
    assert hashers.salt_of(first) != hashers.salt_of(second)
    one, other = new_person(), new_person()
    keys = UserKey.objects.in_bulk([one.id, other.id])
    assert bytes(keys[one.id].salt) != bytes(keys[other.id].salt)


def test_a_run_left_for_one_password_serves_no_other(db: None, runs: list[int], aigul: Person) -> None:
    encoded = make_password("another password of somebody")
    assert check_password("another password of somebody", encoded)
    runs.clear()
    assert vault.hold(aigul.id, PASSWORD, "s")
    assert len(runs) == 1


def test_the_stored_hash_opens_nothing(db: None, aigul: Person) -> None:
    encoded = make_password(PASSWORD)
    vault.start_over(aigul.id, PASSWORD, lost=0)
    parts = hashers.VaultPasswordHasher().decode(encoded)
    row = UserKey.objects.get(user=aigul.id)
    with pytest.raises(vault.Tampered):
        vault._users.unwrap(aigul.id, bytes.fromhex(parts["hash"]), bytes(row.wrapped))


def test_django_is_never_asked_to_store_a_password_anew(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = make_password(PASSWORD)
    monkeypatch.setattr(_argon, "cost", lambda: _argon.Cost(passes=2, memory=16))
    stored: list[str] = []
    assert check_password(PASSWORD, encoded, setter=stored.append)
    assert stored == []


def test_accents_typed_in_two_ways_are_one_password(db: None) -> None:
    encoded = make_password("caf\u00e9 crème brûlée douzaine")
    assert check_password("cafe\u0301 crème brûlée douzaine", encoded)


def test_a_user_is_enrolled_once(aigul: Person) -> None:
    with pytest.raises(WrongState):
        vault.enrol(aigul.id, PASSWORD)


def test_generated_passwords_are_six_words_of_1024() -> None:
    assert len(_words.WORDS) == len(set(_words.STEMS)) == 1024
    words = vault.generate_password().split()
    assert len(words) == 6
    assert vault.are_words(words)
    assert not vault.are_words(["komek"])
    assert vault.generate_password() != vault.generate_password()


def test_a_new_password_opens_what_the_old_one_opened(house: House, aigul: Person) -> None:
    record = house.record()
    vault.change_password(aigul.id, aigul.keyring(), "another six words of hers entirely")
    assert vault.hold(aigul.id, PASSWORD, "s") is None
    aigul.password = "another six words of hers entirely"
    assert vault.entitled(record, "story", aigul.id)
    assert aigul.keyring().newest(house.circle) == 1


def test_a_new_password_closes_the_other_sessions(aigul: Person) -> None:
    cookie = vault.hold(aigul.id, PASSWORD, "elsewhere")
    assert cookie
    assert vault.unlock(aigul.id, "elsewhere", cookie)
    vault.change_password(aigul.id, aigul.keyring(), "another six words of hers entirely")
    assert vault.keyring(aigul.id, "elsewhere", cookie) is None


def test_nobody_changes_the_password_of_another(aigul: Person, bakyt: Person) -> None:
    with pytest.raises(TypeError):
        vault.change_password(bakyt.id, aigul.keyring(), "mine now")
    with pytest.raises(vault.KeyringLocked):
        vault.change_password(bakyt.id, None, "mine now")


def test_a_password_changed_outside_the_vault_leaves_the_account_locked(aigul: Person) -> None:
    outside = make_password("set by an administrator")
    _argon.forget()
    assert vault.lost_key(aigul.id, outside)
    assert vault.hold(aigul.id, "set by an administrator", "s") is None
    assert check_password("set by an administrator", outside)
    with pytest.raises(vault.KeyLost) as lost:
        vault.hold(aigul.id, "set by an administrator", "s")
    assert isinstance(lost.value, Locked)
    vault.recover(aigul.id, aigul.sheet, "set by an administrator")
    encoded = make_password("set by an administrator")
    assert not vault.lost_key(aigul.id, encoded)
    aigul.password = "set by an administrator"
    assert aigul.keyring()


def test_the_sheet_opens_the_keys_without_the_password(house: House, aigul: Person) -> None:
    before = vault.fingerprint(aigul.id)
    sheet = vault.recover(aigul.id, aigul.sheet, "a new password after the summer")
    aigul.password = "a new password after the summer"
    assert vault.fingerprint(aigul.id) == before
    assert aigul.keyring().newest(house.circle) == 1
    with pytest.raises(vault.WrongSheet):
        vault.recover(aigul.id, aigul.sheet, "again")
    vault.recover(aigul.id, " ".join(sheet.words), "again")


def test_a_sheet_may_be_typed_with_four_letters_in_capitals_and_lines(aigul: Person) -> None:
    typed = "\n".join(f"{n}. {word[:4].upper()}" for n, word in enumerate(aigul.sheet.split(), 1))
    vault.recover(aigul.id, typed, "a new password after the summer")


@pytest.mark.parametrize("spoil", ["missing", "swapped", "strange", "hers"])
def test_a_wrong_sheet_is_refused(aigul: Person, bakyt: Person, spoil: str) -> None:
    words = aigul.sheet.split()
    typed = {
        "missing": words[:-1],
        "swapped": [words[1], words[0], *words[2:]] if words[0] != words[1] else words[:-1],
        "strange": ["komek", *words[1:]],
        "hers": bakyt.sheet.split(),
    }[spoil]
    with pytest.raises(vault.WrongSheet):
        vault.recover(aigul.id, " ".join(typed), "new")


def test_a_sheet_of_nobody_is_refused_like_a_wrong_one(aigul: Person) -> None:
    with pytest.raises(vault.WrongSheet):
        vault.recover(uuid4(), aigul.sheet, "new")


def test_a_new_sheet_voids_the_old_one(aigul: Person) -> None:
    sheet = vault.new_sheet(aigul.id, aigul.keyring())
    with pytest.raises(vault.WrongSheet):
        vault.recover(aigul.id, aigul.sheet, "new")
    vault.recover(aigul.id, " ".join(sheet.words), "new")


def test_words_of_a_sheet_are_not_printed_by_accident(aigul: Person) -> None:
    sheet = vault.new_sheet(aigul.id, aigul.keyring())
    assert sheet.words[0] not in repr(sheet)


def test_the_last_member_does_not_lose_the_files_of_all_unawares(house: House, aigul: Person) -> None:
    records = [house.record("story"), house.record("story", "medical"), house.record()]
    before = vault.fingerprint(aigul.id)
    assert vault.would_lose(aigul.id) == 3
    for wrong in (None, 0, 2, 4):
        with pytest.raises(vault.LastKeys) as refused:
            vault.start_over(aigul.id, PASSWORD, lost=wrong)
        assert (refused.value.records, refused.value.field) == (3, "lost")
        assert "3" in str(refused.value)
    assert vault.fingerprint(aigul.id) == before
    assert all(vault.entitled(record, "story", aigul.id) for record in records)
    vault.start_over(aigul.id, PASSWORD, lost=3)
    assert not any(vault.entitled(record, "story", aigul.id) for record in records)
    assert vault.would_lose(aigul.id) is None


def test_what_another_circle_opens_too_is_not_lost(house: House, aigul: Person, bakyt: Person) -> None:
    legal = vault.make_circle(house.organisation, "legal", bakyt.keyring())
    both = vault.Record(house.organisation, uuid4(), "case")
    vault.create(both, ["legal"], [house.circle, legal])
    vault.dismiss(house.circle, bakyt.id)
    assert vault.would_lose(aigul.id) == 0
    vault.create(both, ["story"], [house.circle, legal], keyring=aigul.keyring())
    assert vault.would_lose(aigul.id) == 0
    vault.withdraw(both, ["story"], legal)
    assert vault.would_lose(aigul.id) == 1, "one part of it would be closed to everybody"
    assert vault.would_lose(bakyt.id) == 0, "the circle of the lawyers is hers alone"


def test_nobody_is_asked_where_sheets_or_a_colleague_open_the_files(house: House, aigul: Person) -> None:
    house.record()
    newcomer = new_person()
    house.admit(newcomer)
    assert vault.would_lose(aigul.id) is None
    vault.dismiss(house.circle, newcomer.id)
    assert vault.would_lose(aigul.id) == 1
    sheets = vault.make_recovery(house.organisation, 2, 3, aigul.keyring())
    assert vault.would_lose(aigul.id) == 1, "sheets that nobody has confirmed may never have been printed"
    vault.confirm_sheets(house.organisation, [sheet.code for sheet in sheets])
    assert vault.would_lose(aigul.id) is None


def test_whoever_starts_over_is_out_until_a_member_lets_her_in_again(
    house: House, aigul: Person, bakyt: Person
) -> None:
    record = house.record()
    before = vault.fingerprint(bakyt.id)
    vault.start_over(bakyt.id, PASSWORD)
    assert vault.fingerprint(bakyt.id) != before
    assert not vault.entitled(record, "story", bakyt.id)
    assert vault.circles_in(house.organisation)[0].needs_generation
    with pytest.raises(vault.WrongFingerprint):
        vault.admit(house.circle, bakyt.id, before, aigul.keyring())
    house.admit(bakyt)
    assert vault.entitled(record, "story", bakyt.id)
    assert set(MemberKey.objects.filter(user=bakyt.id).values_list("generation", flat=True)) == {1, 2}


def test_a_fingerprint_is_25_digits_and_one_of_a_kind(aigul: Person, bakyt: Person) -> None:
    digits = vault.fingerprint(aigul.id)
    assert [len(part) for part in digits.split()] == [5] * 5
    assert digits.replace(" ", "").isdecimal()
    assert digits != vault.fingerprint(bakyt.id)
    assert digits == vault.fingerprint(aigul.id)


def test_nobody_without_keys_has_a_fingerprint(db: None) -> None:
    assert not vault.has_keys(uuid4())
    with pytest.raises(vault.WrongFingerprint):
        vault.fingerprint(uuid4())


def test_a_keyring_is_never_stored_copied_or_printed(aigul: Person) -> None:
    ring = aigul.keyring()
    for keep in (pickle.dumps, copy, deepcopy):
        with pytest.raises(TypeError):
            keep(ring)
    assert repr(ring) == f"<Keyring of {aigul.id}>"
    assert not hasattr(ring, "__dict__")
    with pytest.raises(TypeError):
        vault.drafts(aigul)  # type: ignore[arg-type]


@contextlib.contextmanager
def places_taken(count: int) -> Iterator[None]:
    """Let other connections hold so many of the machine's places."""
    ready, done = threading.Barrier(count + 1), threading.Event()

    def hold() -> None:
        with _argon._turn():
            ready.wait(10)
            done.wait(10)
        connections.close_all()

    threads = [threading.Thread(target=hold) for _ in range(count)]
    for thread in threads:
        thread.start()
    ready.wait(10)
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_third_run_at_the_same_time_is_refused_with_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_argon, "PATIENCE", 0.2)
    with places_taken(1):
        _argon.dummy(PASSWORD)
    with places_taken(2), pytest.raises(vault.Busy) as busy:
        _argon.dummy(PASSWORD)
    assert busy.value.status == 503
    assert busy.value.retry_after == 10
    _argon.dummy(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_a_third_run_waits_for_a_place() -> None:
    with places_taken(1):
        release = threading.Event()

        def hold() -> None:
            with _argon._turn():
                release.wait(10)
            connections.close_all()

        thread = threading.Thread(target=hold)
        thread.start()
        threading.Timer(0.3, release.set).start()
        _argon.dummy(PASSWORD)
        thread.join()


def test_a_place_is_free_again_after_a_failure(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(pwhash.argon2id, "kdf", broken)
    for _ in range(3):
        with pytest.raises(MemoryError):
            _argon.dummy(PASSWORD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)
