"""The one place where rows of a case meet the vault: begin a record, seal a column, open a column of many rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from komek.care.cases import schemas
from komek.care.cases.models import GROUPS, Case
from komek.foundations import vault
from komek.kernel.actor import Actor
from komek.kernel.errors import WrongState


def begin(case: Case, *, by: Actor) -> None:
    """Give a new case its keys: every group to the circle of the cases, the legal group to the lawyers' too."""
    circles = {circle.kind: circle.id for circle in vault.circles_in(case.organisation)}
    if "cases" not in circles:
        raise WrongState(
            _("The circle of the cases does not exist yet."),
            _("A case is sealed to the circle of those who work on cases."),
            _("A case worker makes the circle under People and keys."),
        )
    record = vault.Record(case.organisation, case.id, "case")
    vault.create(record, [group for group in GROUPS if group != "legal"], [circles["cases"]], keyring=by.keyring)
    legal = [circles[kind] for kind in ("cases", "legal") if kind in circles]
    vault.create(record, ["legal"], legal, keyring=by.keyring)


def seal(row: vault.SealedRow, column: str, values: Mapping[str, Any], *, by: Actor) -> None:
    """Seal values into one column of a row that is not saved yet."""
    vault.seal_row(row, keyring=by.keyring, **{column: values})


def opened(row: vault.SealedRow, column: str, *, by: Actor) -> dict[str, Any] | None:
    """Open one column: None while it is empty, and for a reader whose keys do not open it."""
    return opened_all([row], column, by=by)[0]


def opened_all(rows: Sequence[vault.SealedRow], column: str, *, by: Actor) -> list[dict[str, Any] | None]:
    """Open one column of many rows in a constant number of queries."""
    if not rows:
        return []
    found = vault.open_rows(rows, keyring=by.keyring, only=[column])
    return [getattr(each, column) or None for each in found]


def motive(case: Case, words: str, *, by: Actor) -> bytes:
    """Seal the reason of an act for its entry in the audit, under the keys of the case."""
    cell = f"audit_entry.motive:{case.id}"
    return vault.seal(case.sealed_record, "legal", cell, schemas.MOTIVE, {"words": words}, keyring=by.keyring)


def told_motive(case: Case, sealed: bytes, *, by: Actor) -> str:
    """Open the reason of an act; empty for a reader whose keys do not open it."""
    cell = vault.Cell(case.sealed_record, "legal", f"audit_entry.motive:{case.id}", sealed)
    try:
        words: str = vault.open_many([cell], keyring=by.keyring)[0]["words"]
    except vault.NotEntitled:
        return ""
    return words
