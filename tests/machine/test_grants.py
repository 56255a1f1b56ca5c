"""What the restricted role may do, and that web and worker refuse a role that may do more."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from komek.machine import grants, migrating
from komek.machine.home import Unusable

Owner = Callable[[], AbstractContextManager[None]]
CHAINED = ("audit_entry", "ledger_fact")


@pytest.mark.django_db
@pytest.mark.parametrize("table", CHAINED)
@pytest.mark.parametrize("act", ["UPDATE {} SET organisation = organisation", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_restricted_role_cannot_touch_what_was_written(table: str, act: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(act.format(table))


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["DROP TABLE audit_entry", "ALTER TABLE audit_entry DISABLE TRIGGER ALL"])
def test_the_restricted_role_cannot_take_a_guard_off(act: str) -> None:
    with pytest.raises(ProgrammingError, match="must be owner"), connection.cursor() as cursor:
        cursor.execute(act)


@pytest.mark.django_db
def test_the_restricted_role_makes_no_tables() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db
def test_migrations_are_written_by_the_owner_alone() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_refused_as_web_or_worker(as_owner: Owner) -> None:
    with as_owner(), connection.cursor() as cursor, pytest.raises(Unusable, match="may do too much"):
        grants.check(cursor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("granted", "named"),
    [
        ("TRUNCATE ON django_session", "may truncate django_session"),
        ("UPDATE ON audit_entry", "may change audit_entry"),
        ("DELETE ON ledger_fact", "may change ledger_fact"),
        ("UPDATE (id) ON ledger_fact", "may change ledger_fact"),
    ],
)
def test_one_right_too_many_is_named(owner_cursor: psycopg.Cursor, granted: str, named: str) -> None:
    role = connection.settings_dict["USER"]
    owner_cursor.execute(f"GRANT {granted} TO {role}".encode())
    try:
        with connection.cursor() as cursor, pytest.raises(Unusable, match=named):
            grants.check(cursor)
    finally:
        owner_cursor.execute(f"REVOKE {granted} FROM {role}".encode())
    with connection.cursor() as cursor:
        grants.check(cursor)


@pytest.mark.django_db(transaction=True)
def test_a_server_refuses_tables_of_another_version(owner_cursor: psycopg.Cursor) -> None:
    migrating.check()
    newest = "app = 'sessions' AND name = '0001_initial'"
    owner_cursor.execute(f"UPDATE django_migrations SET name = 'aside' WHERE {newest}".encode())
    try:
        with pytest.raises(Unusable, match="komek migrate"):
            migrating.check()
    finally:
        owner_cursor.execute(b"UPDATE django_migrations SET name = '0001_initial' WHERE name = 'aside'")
