"""Rows of the daily work: found through their case, opened a page at a time."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from komek.care.cases.access import ACCESS
from komek.care.cases.models import Case
from komek.foundations import vault
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden

R = TypeVar("R", bound=models.Model)
Opened = SimpleNamespace
"""The sealed columns of one row by name: a dict, or None for an empty column and for a closed group."""


def find(kind: type[R], actor: Actor, key: UUID) -> R:
    """Get a row of a case that the actor may read, or raise Hidden."""
    cases = ACCESS.visible(actor, Case.objects.all())
    row = kind._default_manager.select_related("case", "case__person").filter(pk=key, case__in=cases).first()
    if row is None:
        raise Hidden
    return row


def opened(rows: Sequence[R], *, by: Actor) -> list[tuple[R, Opened]]:
    """Open the sealed columns of rows, in two queries however many there are."""
    if not rows:
        return []
    sealed: Any = rows
    found = vault.open_rows(sealed, keyring=by.keyring)
    for each in found:
        for name, value in vars(each).items():
            if name != "row" and not value:
                setattr(each, name, None)
    return list(zip(rows, found, strict=True))
