"""What every test of the cases has: the cast, and passwords that cost nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from komek.care.cases.models import Case
from komek.foundations.orgs.models import Organisation
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, cheap_passwords, make_cast


@pytest.fixture(autouse=True)
def small_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the lists of the vault apart, and let new passwords cost nothing."""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    with cheap_passwords():
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Umit Almaty, Sabr Osh and a third organisation, with their staff; as in the demo they need no paper sheets."""
    everybody = make_cast()
    Organisation.objects.update(demo=True)
    return everybody


@pytest.fixture
def case(cast: Cast) -> Case:
    """A full case that Aigul has just opened."""
    return make_case(cast.aigul)
