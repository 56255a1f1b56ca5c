"""Identifiers: random, made before anything is sealed, never reused, safe to show in a URL."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """Make a random identifier that says nothing about when or by whom it was made."""
    return uuid4()
