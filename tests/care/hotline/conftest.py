"""What every test of the hotline has: the cast, an operator, and somebody who is both operator and case worker."""

from dataclasses import dataclass

import pytest

from komek.foundations.orgs.models import Organisation
from tests.factories.orgs import Cast, Staff, enter_circle, make_cast, make_member
from tests.house import small_house  # noqa: F401 - a fixture


@dataclass
class Line:
    """The hotline of Umit Almaty: Zarina answers, Aigul answers and works on cases, Dina is the supervisor of both."""

    cast: Cast
    zarina: Staff
    aigul: Staff
    dina: Staff
    saule: Staff
    bakyt: Staff


@pytest.fixture
def line(db: None) -> Line:
    """Umit Almaty with a hotline of its own."""
    return make_line()


def make_line() -> Line:
    """Make the cast and let three of Umit Almaty into its hotline; as in the demo nobody needs paper sheets."""
    cast = make_cast()
    Organisation.objects.update(demo=True)
    zarina = make_member(cast.umit, "Zarina", roles=["hotline_operator"], circles=["hotline"])
    enter_circle(cast.aigul, "hotline")
    enter_circle(cast.dina, "hotline")
    return Line(cast, zarina, cast.aigul.refresh(), cast.dina.refresh(), cast.saule, cast.bakyt)
