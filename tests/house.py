"""A house of its own for each test of a folder whose conftest takes this in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.orgs import cheap_passwords


@pytest.fixture(autouse=True)
def small_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the lists of the vault apart, and let new passwords cost nothing."""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    with cheap_passwords():
        yield
