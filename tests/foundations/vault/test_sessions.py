"""Sessions: a cookie that is nowhere on the server, fifteen idle minutes, five minutes between the two factors."""

import base64
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from komek.foundations import vault
from komek.foundations.vault.models import OpenSession
from komek.machine.backup import NEVER_DUMPED
from tests.foundations.vault.conftest import PASSWORD, Person


def signed_in(person: Person, session: str = "s") -> str:
    cookie = vault.hold(person.id, PASSWORD, session)
    assert cookie
    assert vault.unlock(person.id, session, cookie)
    return cookie


def later(**by: int) -> "time_machine.travel":
    return time_machine.travel(timezone.now() + timedelta(**by), tick=False)


def test_the_cookie_opens_the_keyring(aigul: Person) -> None:
    cookie = signed_in(aigul)
    assert len(base64.urlsafe_b64decode(cookie + "=")) == 32
    ring = vault.keyring(aigul.id, "s", cookie)
    assert ring
    assert ring.user == aigul.id


def test_before_the_second_factor_nothing_is_open(aigul: Person) -> None:
    cookie = vault.hold(aigul.id, PASSWORD, "s")
    assert cookie
    assert vault.keyring(aigul.id, "s", cookie) is None
    assert vault.locks_at("s") is None


@pytest.mark.parametrize("wrong", ["", "!", "AAAA", base64.urlsafe_b64encode(bytes(32)).decode()])
def test_another_cookie_opens_nothing_and_locks_nobody_out(aigul: Person, wrong: str) -> None:
    cookie = signed_in(aigul)
    assert vault.keyring(aigul.id, "s", wrong) is None
    assert vault.keyring(aigul.id, "s", cookie)


def test_a_cookie_opens_in_no_other_session_and_for_no_other_user(aigul: Person, bakyt: Person) -> None:
    cookie = signed_in(aigul)
    other = signed_in(bakyt, "t")
    assert vault.keyring(aigul.id, "t", cookie) is None
    assert vault.keyring(bakyt.id, "s", cookie) is None
    assert vault.keyring(aigul.id, "s", other) is None


@pytest.mark.parametrize("column", ["user", "session", "expires"])
def test_a_row_that_is_moved_or_prolonged_opens_nothing(aigul: Person, bakyt: Person, column: str) -> None:
    cookie = signed_in(aigul)
    row = OpenSession.objects.get()
    changed = {"user": bakyt.id, "session": b"x" * 32, "expires": row.expires + timedelta(hours=1)}[column]
    OpenSession.objects.update(**{column: changed})
    user = bakyt.id if column == "user" else aigul.id
    assert vault.keyring(user, "s", cookie) is None


def test_the_password_is_held_for_five_minutes(aigul: Person) -> None:
    cookie = vault.hold(aigul.id, PASSWORD, "s")
    assert cookie
    with later(minutes=5):
        assert not vault.unlock(aigul.id, "s", cookie)
    assert OpenSession.objects.count() == 0


def test_what_is_held_opens_once(aigul: Person) -> None:
    cookie = signed_in(aigul)
    assert not vault.unlock(aigul.id, "s", cookie)
    assert vault.keyring(aigul.id, "s", cookie)


def test_signing_in_may_change_the_session_between_the_steps(aigul: Person) -> None:
    cookie = vault.hold(aigul.id, PASSWORD, "before")
    assert cookie
    assert vault.unlock(aigul.id, "after", cookie, held_in="before")
    assert vault.keyring(aigul.id, "after", cookie)
    assert OpenSession.objects.count() == 1


def test_fifteen_idle_minutes_lock(aigul: Person) -> None:
    cookie = signed_in(aigul)
    with later(minutes=14):
        assert vault.keyring(aigul.id, "s", cookie, active=False)
    with later(minutes=15):
        assert vault.keyring(aigul.id, "s", cookie) is None
    assert OpenSession.objects.count() == 0


def test_requests_and_typing_count_as_activity(aigul: Person) -> None:
    cookie = signed_in(aigul)
    with later(minutes=10):
        assert vault.keyring(aigul.id, "s", cookie)
    with later(minutes=20):
        vault.touch("s")
    with later(minutes=30):
        assert vault.keyring(aigul.id, "s", cookie, active=False)
    with later(minutes=36):
        assert vault.keyring(aigul.id, "s", cookie) is None


def test_typing_does_not_bring_back_what_has_locked(aigul: Person) -> None:
    cookie = signed_in(aigul)
    with later(minutes=16):
        vault.touch("s")
        assert vault.keyring(aigul.id, "s", cookie) is None


def test_a_keyring_ends_with_the_session_however_busy(aigul: Person) -> None:
    cookie = signed_in(aigul)
    end = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    OpenSession.objects.update(seen=end)
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        assert vault.keyring(aigul.id, "s", cookie) is None


def test_the_page_knows_when_it_will_lock(aigul: Person) -> None:
    signed_in(aigul)
    locks_at = vault.locks_at("s")
    assert locks_at
    assert timedelta(minutes=14) < locks_at - timezone.now() <= timedelta(minutes=15)
    with later(minutes=16):
        assert vault.locks_at("s") is None


def test_locking_signing_out_and_the_sweep_delete_the_row(aigul: Person) -> None:
    signed_in(aigul)
    vault.lock("s")
    assert OpenSession.objects.count() == 0
    signed_in(aigul, "a")
    signed_in(aigul, "b")
    vault.lock_all(aigul.id)
    assert OpenSession.objects.count() == 0
    signed_in(aigul)
    vault.hold(aigul.id, PASSWORD, "held")
    with later(minutes=16):
        assert vault.sweep() == 2
    assert OpenSession.objects.count() == 0
    signed_in(aigul)
    vault.truncate_keyrings()
    assert OpenSession.objects.count() == 0


def test_what_passes_lies_in_unlogged_tables_and_nothing_else_does(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'u'")
        assert {name for (name,) in cursor.fetchall()} == set(NEVER_DUMPED) - {"django_session"}


def test_neither_cookie_nor_session_id_is_in_the_table(aigul: Person) -> None:
    cookie = signed_in(aigul, "the id of this session")
    row = OpenSession.objects.get()
    rest = bytes(row.session) + bytes(row.sealed) + str(row.user).encode()
    assert b"the id of this session" not in rest
    assert base64.urlsafe_b64decode(cookie + "=") not in rest
