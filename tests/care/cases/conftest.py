"""What every test of the cases has: the cast, and passwords that cost nothing."""

import pytest

from komek.care.cases.models import Case
from komek.foundations.orgs.models import Organisation
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, make_cast
from tests.house import small_house  # noqa: F401 - a fixture


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
