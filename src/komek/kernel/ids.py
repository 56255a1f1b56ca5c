"""Identifiers: random, made before anything is sealed, never reused, safe to show in a URL."""

from collections.abc import Iterable
from uuid import UUID, uuid4


def new_id() -> UUID:
    """Make a random identifier that says nothing about when or by whom it was made."""
    return uuid4()


def read_ids(values: Iterable[str]) -> list[UUID]:
    """Read ids that a form sent back; what is none is left out."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
