"""Inviting, changing roles, removing, letting begin anew: who may, who may not, what is recorded."""

import pytest

from tests.factories.orgs import make_cast

pytestmark = pytest.mark.django_db


def test_the_cast_can_act():
    cast = make_cast()
    assert cast.aigul.actor.has("case_worker")
