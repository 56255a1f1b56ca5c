"""A house whose rows are committed, and a machine that can be taken away."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.conftest import world  # noqa: F401 - a fixture
from tests.access.world import World, make_world
from tests.factories.orgs import cheap_passwords
from tests.leak.places import Machine, logged


@pytest.fixture
def machine(
    transactional_db: None, owner_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    """Let temporary files and logs go where the test can look at them."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    machine = Machine(owner_address, tmp_path, temporary)
    with logged(machine.log), cheap_passwords():
        yield machine


@pytest.fixture
def house(machine: Machine, tmp_path: Path) -> World:
    """Build the two houses on the machine."""
    return make_world(tmp_path)
