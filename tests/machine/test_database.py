"""The tests' own database: who uses it, and how it is emptied."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from komek.machine import grants


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_tests_run_as_the_restricted_role() -> None:
    assert current_user().endswith("_app")


@pytest.mark.django_db
def test_the_restricted_role_may_not_truncate() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE django_session")


@pytest.mark.django_db
def test_the_restricted_role_passes_the_check_at_start() -> None:
    with connection.cursor() as cursor:
        grants.check(cursor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(turn: int) -> None:
    assert not Session.objects.exists()
    assert ContentType.objects.exists()
    Session.objects.create(session_key=f"k{turn}", session_data="", expire_date=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_one_block_away(
    as_owner: Callable[[], AbstractContextManager[None]], owner_cursor: psycopg.Cursor
) -> None:
    with as_owner():
        assert current_user().endswith("_owner")
    assert current_user().endswith("_app")
    assert owner_cursor.execute("SELECT current_user").fetchone() == (f"{current_user()[:-4]}_owner",)
