"""What every test of a door has: the cast, passwords that cost nothing; and who keeps the guide."""

import pytest
from django.test import Client

from komek.knowledge.guide import editions, models
from tests.factories.guide import make_guide
from tests.factories.orgs import Cast, Staff, make_cast, make_member, signed_in
from tests.house import small_house  # noqa: F401 - a fixture


@pytest.fixture
def cast(db: None) -> Cast:
    """Umit Almaty, Sabr Osh and a third organisation, with their staff."""
    return make_cast()


@pytest.fixture
def small_guide(db: None, monkeypatch: pytest.MonkeyPatch) -> models.Topic:
    """A guide of one topic, built anew."""
    monkeypatch.setattr(editions, "_kept", editions._Kept())  # no copy of an earlier test's tables
    return make_guide()


@pytest.fixture
def ainura(cast: Cast) -> Staff:
    """She keeps the guide."""
    return make_member(cast.counting, "Ainura", roles=["content_editor"])


@pytest.fixture
def editor(ainura: Staff) -> Client:
    """Her browser."""
    return signed_in(ainura)


@pytest.fixture
def rustam(cast: Cast) -> Client:
    """The browser of her colleague, the second pair of eyes."""
    return signed_in(make_member(cast.counting, "Rustam", roles=["content_editor"]))
