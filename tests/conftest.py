"""What every test has: a database used as the restricted role, and the owner's connection for what only it may do."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests import database
from tests.early import FOR_KIOSKS

pytest_plugins = ["tests.exercised", "tests.needed"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin every test in English, whatever language the page of an earlier one left behind in this thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_left_for_kiosks() -> Iterator[None]:
    """Fail where a bundle, or a key to make one, lies where every test finds it: who needs one has a folder for it."""
    yield
    assert not [each for each in FOR_KIOSKS if each.exists()], "laid into the home of all by this test or one beside it"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[database.Owner]:
    """Make the test database once per process; empty it through the owner between tests that commit."""
    with (
        django_db_blocker.unblock(),
        database.server() as owner_url,
        database.database(owner_url) as owner,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: owner.flush())
        with django_db_blocker.block():
            yield owner


@pytest.fixture
def owner_cursor(django_db_setup: database.Owner) -> Iterator[psycopg.Cursor]:
    """A cursor of the owner on the test database, outside the test's transaction."""
    with django_db_setup.connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def as_owner(django_db_setup: database.Owner) -> Callable[[], AbstractContextManager[None]]:
    """Let Django itself be the owner for the length of a block; use it in tests that commit."""
    return lambda: database.default_is(django_db_setup.wrapper())


@pytest.fixture
def owner_address(django_db_setup: database.Owner) -> str:
    """Say how the owner reaches the test database, for programs that a test starts."""
    return django_db_setup.address
