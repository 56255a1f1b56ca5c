"""Backup and restore: two files, keys that expire, and nobody who was erased comes back."""

import datetime
import os
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import make_conninfo

from komek.foundations.vault.lists import LISTS
from komek.foundations.vault.models import Circle, MemberKey, OpenSession, UserKey
from komek.foundations.vault.tables import EPHEMERAL_TABLES, KEY_TABLES
from komek.machine import backup, hooks, restore
from komek.machine.backup import NAME, STAMP, back_up, backups_in
from komek.machine.home import Home, Unusable
from komek.machine.migrating import RESTORING

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KEY = b"sealed-key-of-aigul-31"
HELD = b"held-under-a-cookie-32"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").prepare()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def user(db: None) -> uuid.UUID:
    user = uuid.uuid4()
    UserKey.objects.create(user=user, public=b"p", salt=b"s", passes=3, memory=1, wrapped=KEY, on_sheet=b"o")
    now = timezone.now()
    OpenSession.objects.create(session=b"n", user=user, stage="open", seen=now, expires=now, sealed=HELD)
    Session.objects.create(session_key="of-aigul", session_data="", expire_date=now)
    return user


@pytest.fixture
def empty(owner_address: str) -> Iterator[str]:
    """An empty database on the same server, as its owner."""
    name = f"komek_restored_{time.time_ns()}"
    with psycopg.connect(owner_address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_conninfo(owner_address, dbname=name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def made(home: Home, folder: Path, address: str) -> backup.Backup:
    list(back_up(home, folder, address))
    return backups_in(folder)[-1]


def komek(home: Home, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    own = os.environ | {"KOMEK_DATA": str(home.root), "KOMEK_LISTS": str(home.lists)} | more
    command = [sys.executable, "-m", "komek", *arguments]
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=300)


def rows(address: str, table: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        return int(row[0]) if row else -1


def written(file: Path) -> bytes:
    """What a dump holds, unpacked."""
    from komek.machine.embedded import binary

    return subprocess.run([binary("pg_restore"), "-f", "-", file], capture_output=True, check=True).stdout


def test_a_backup_is_two_private_files(home: Home, folder: Path, owner_address: str, user: uuid.UUID) -> None:
    made(home, folder, owner_address)
    assert sorted(NAME.fullmatch(path.name).group(2) for path in folder.iterdir()) == ["data", "keys"]  # type: ignore[union-attr]
    assert [path.name for path in folder.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_data_file_opens_nothing(home: Home, folder: Path, owner_address: str, user: uuid.UUID) -> None:
    files = made(home, folder, owner_address)
    data, keys = written(files.data), written(files.keys)
    assert KEY.hex().encode() not in data
    assert KEY.hex().encode() in keys
    for table in (*KEY_TABLES, *EPHEMERAL_TABLES):
        assert f"COPY public.{table} ".encode() not in data
    assert {table for table in KEY_TABLES if f"COPY public.{table} ".encode() in keys} == set(KEY_TABLES)


def test_what_waits_under_a_cookie_is_in_neither_file(
    home: Home, folder: Path, owner_address: str, user: uuid.UUID
) -> None:
    files = made(home, folder, owner_address)
    both = written(files.data) + written(files.keys)
    assert HELD.hex().encode() not in both
    assert b"of-aigul" not in both


def test_keys_older_than_thirty_days_are_removed_and_named(
    home: Home, folder: Path, owner_address: str, user: uuid.UUID
) -> None:
    folder.mkdir(mode=0o700)
    old, young = (
        (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)).strftime(STAMP) for days in (31, 29)
    )
    for stamp in (old, young):
        (folder / f"komek-{stamp}.data").touch()
        (folder / f"komek-{stamp}.keys").touch()
    told = list(back_up(home, folder, owner_address))
    assert any(old in line for line in told)
    names = {path.name for path in folder.iterdir()}
    assert f"komek-{old}.keys" not in names
    assert {f"komek-{old}.data", f"komek-{young}.keys"} <= names


def test_the_lists_may_not_lie_among_the_backups(home: Home, owner_address: str, db: None) -> None:
    with pytest.raises(Unusable, match="outside"):
        list(back_up(home, home.root, owner_address))


def test_a_restore_without_the_lists_is_refused(home: Home, folder: Path, owner_address: str, user: uuid.UUID) -> None:
    made(home, folder, owner_address)
    with pytest.raises(Unusable, match="lists of erasures are not in"):
        next(restore.restore_into(home, folder, owner_address))


def test_a_restore_without_keys_or_with_old_ones_is_refused(
    home: Home, folder: Path, owner_address: str, user: uuid.UUID
) -> None:
    files = made(home, folder, owner_address)
    keys = files.keys.rename(folder / "aside")
    with pytest.raises(Unusable, match="no backup with its keys"):
        restore.newest(folder)
    stamp = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=31)).strftime(STAMP)
    files.data.rename(folder / f"komek-{stamp}.data")
    keys.rename(folder / f"komek-{stamp}.keys")
    with pytest.raises(Unusable, match="past 30 days"):
        restore.newest(folder)


def test_a_restore_brings_everything_back_but_those_who_were_taken_out(
    home: Home, folder: Path, owner_address: str, user: uuid.UUID, empty: str
) -> None:
    circle = Circle.objects.create(organisation=uuid.uuid4(), kind="cases")
    MemberKey.objects.create(organisation=circle.organisation, circle=circle, generation=1, user=user, sealed=KEY)
    left = MemberKey.objects.create(
        organisation=circle.organisation, circle=circle, generation=1, user=uuid.uuid4(), sealed=KEY
    )
    made(home, folder, owner_address)
    home.lists.mkdir()
    for name in LISTS:
        (home.lists / f"{name}.jsonl").touch()
    line = f'{{"day": "2026-01-01", "circle": "{circle.pk}", "user": "{left.user}", "keys": ["{left.pk}"]}}\n'
    (home.lists / "removed.jsonl").write_text(line)

    done = komek(home, "restore", str(folder), "--into", empty)

    assert done.returncode == 0, done.stderr + done.stdout
    assert "1 later erasures" in done.stdout
    assert rows(empty, "vault_userkey") == 1
    assert rows(empty, "vault_memberkey") == 1
    assert rows(empty, "vault_opensession") == rows(empty, "django_session") == 0
    with psycopg.connect(empty) as connection:
        kept = "SELECT has_table_privilege('komek_app', 'audit_entry', 'INSERT')"
        changed = "SELECT has_table_privilege('komek_app', 'audit_entry', 'UPDATE')"
        assert connection.execute(kept).fetchone() == (True,)
        assert connection.execute(changed).fetchone() == (False,)
    again = komek(home, "restore", str(folder), "--into", empty)
    assert again.returncode == 1
    assert "not empty" in again.stderr


def test_every_hook_of_another_room_exists() -> None:
    for name in (*hooks.AT_START, *hooks.AT_STOP, *hooks.AFTER_REPLAY):
        module, _, function = name.rpartition(".")
        assert callable(getattr(import_module(module), function))


def test_no_server_starts_on_a_restore_that_was_broken_off(home: Home, empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        restore._mark(connection, RESTORING)
    done = komek(home, "serve", "--port", "1", KOMEK_DATABASE_URL=empty)
    assert done.returncode == 1
    assert "A restore was broken off" in done.stderr
