"""What every test of notices has: the cast, passwords that cost nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.orgs import Cast, cheap_passwords, make_cast


@pytest.fixture(autouse=True)
def small_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the lists of the vault apart, let new passwords cost nothing."""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    with cheap_passwords():
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Umit Almaty, Sabr Osh and a third organisation, with their staff."""
    return make_cast()
