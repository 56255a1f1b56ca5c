"""Who keeps the guide in tests: an editor, a colleague of the same organisation, and what they leave on record."""

from dataclasses import replace
from uuid import uuid4

import pytest

from komek.foundations.audit.models import Entry
from komek.kernel.actor import Actor
from tests.factories.guide import make_editor, make_guide


@pytest.fixture
def editor(db: None) -> Actor:
    """An editor of a guide of one topic."""
    make_guide()
    return make_editor()


@pytest.fixture
def colleague(editor: Actor) -> Actor:
    """A second pair of eyes."""
    return replace(editor, user=uuid4())


def entry(verb: str, by: Actor) -> Entry:
    """Give the newest entry of a verb, which must be of this actor."""
    found = Entry.objects.filter(verb=verb).latest("sequence")
    assert (found.actor, found.organisation) == (by.user, by.organisation)
    return found
