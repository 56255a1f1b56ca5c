"""One world for all visits of a module; what a visit changes is undone after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.world import World, make_world
from tests.database import Owner
from tests.factories.orgs import cheap_passwords


@pytest.fixture(scope="module")
def world(
    django_db_setup: Owner, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Build the two houses once, in a transaction that is rolled back in the end."""
    folder: Path = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, cheap_passwords():
        patch.setenv("KOMEK_LISTS", str(folder / "lists"))
        with transaction.atomic():
            yield make_world(folder)
            transaction.set_rollback(True)
