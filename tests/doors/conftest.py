"""What every test of a door has: the cast, an empty memory of attempts, passwords that cost nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.factories.orgs import Cast, cheap_passwords, make_cast


@pytest.fixture(autouse=True)
def small_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget earlier attempts, keep the lists of the vault apart, let new passwords cost nothing."""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    cache.clear()
    with cheap_passwords():
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Umit Almaty, Sabr Osh and a third organisation, with their staff."""
    return make_cast()
