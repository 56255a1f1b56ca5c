"""What every test of organisations has: the cast, passwords that cost nothing."""

import pytest

from tests.factories.orgs import Cast, make_cast
from tests.house import small_house  # noqa: F401 - a fixture


@pytest.fixture
def cast(db: None) -> Cast:
    """Umit Almaty, Sabr Osh and a third organisation, with their staff."""
    return make_cast()
