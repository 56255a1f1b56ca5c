"""Everybody of the cast, and a few invented people on record."""

import pytest
from hypothesis import settings

from komek.care import people
from komek.care.people.models import Person
from komek.care.people.nouns import Contact, Identity
from komek.foundations.orgs.models import Organisation
from komek.kernel.actor import Actor
from komek.kernel.partialdate import PartialDate
from tests.factories.orgs import Cast, make_cast
from tests.house import small_house  # noqa: F401 - a fixture

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SHAKHNOZA = Identity(
    given="Шахноза", surname="Каримова", born=PartialDate(1998), sex="female", citizenships=("UZ",), gender="woman"
)
REACHED = Contact(phones=("+77012345678",), languages=("uzb", "rus"), safe="safe_at_times", call_when="after six")


@pytest.fixture
def cast(db: None) -> Cast:
    """Umit Almaty, Sabr Osh and a third organisation, with their staff; as in the demo they need no paper sheets."""
    everybody = make_cast()
    Organisation.objects.update(demo=True)
    return everybody


@pytest.fixture
def aigul(cast: Cast) -> Actor:
    """The case worker."""
    return cast.aigul.actor


@pytest.fixture
def dina(cast: Cast) -> Actor:
    """The supervisor of the same organisation: a second pair of eyes."""
    return cast.dina.actor


@pytest.fixture
def saule(cast: Cast) -> Actor:
    """The administrator of the same organisation: manages people, sees no client."""
    return cast.saule.actor


@pytest.fixture
def bakyt(cast: Cast) -> Actor:
    """A case worker of another organisation: a stranger here."""
    return cast.bakyt.actor


@pytest.fixture
def shakhnoza(aigul: Actor) -> Person:
    """On record at Umit Almaty since today."""
    return people.register_person(identity=SHAKHNOZA, contact=REACHED, by=aigul)
