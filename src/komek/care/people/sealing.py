"""The one place where rows of the people meet the vault: begin a record, seal and open columns, keep the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from komek.care.people import rules, schemas
from komek.care.people.models import GROUPS, Person
from komek.care.people.nouns import Contact, Identity, Known, Paper, Told, known
from komek.foundations import vault
from komek.kernel.actor import Actor
from komek.kernel.errors import WrongState

T = TypeVar("T", bound=Told)
R = TypeVar("R", bound=vault.SealedRow)
Opened = Mapping[str, Any] | None
"""An opened column; None while it is empty, and for a reader whose keys do not open it."""


def begin(person: Person, *, by: Actor) -> None:
    """Give a new person her keys, sealed to the circle of the cases; the legal group to the lawyers' too."""
    circles = {circle.kind: circle.id for circle in vault.circles_in(person.organisation)}
    if "cases" not in circles:
        raise WrongState(
            _("The circle of the cases does not exist yet."),
            _("What a person tells is sealed to the circle of those who work on cases."),
            _("A case worker makes the circle under People and keys."),
        )
    record = vault.Record(person.organisation, person.id, "person")
    vault.create(record, [group for group in GROUPS if group != "legal"], [circles["cases"]], keyring=by.keyring)
    legal = [circles[kind] for kind in ("cases", "legal") if kind in circles]
    vault.create(record, ["legal"], legal, keyring=by.keyring)


def seal(row: R, *, by: Actor, **told: Told | Mapping[str, Any]) -> R:
    """Seal what was told into the columns of the same name of a row that is not saved yet."""
    values = {name: value.values if isinstance(value, Told) else value for name, value in told.items()}
    vault.seal_row(row, keyring=by.keyring, **values)
    return row


def opened(rows: Sequence[vault.SealedRow], *columns: str, by: Actor) -> list[dict[str, Opened]]:
    """Open columns of many rows in a constant number of queries."""
    if not rows:
        return []
    found = vault.open_rows(rows, keyring=by.keyring, only=columns)
    return [{name: getattr(each, name) or None for name in columns} for each in found]


def told(kind: type[T], rows: Sequence[vault.SealedRow], column: str, *, by: Actor) -> list[T | None]:
    """Open one column of many rows as the value it holds; None where it is closed to the reader."""
    every = [each[column] for each in opened(rows, column, by=by)]
    return [kind.of(values) if values is not None else None for values in every]


def index(person: Person, *, by: Actor) -> None:
    """Write anew under which forms a person is found. Call it when name, telephone or a document changed."""
    values = opened([person], "identity", "contact", by=by)[0]
    papers = told(Paper, list(person.papers.filter(ended_on__isnull=True)), "paper", by=by)
    compared = compared_by(Identity.of(values["identity"]), Contact.of(values["contact"]), papers)
    vault.index(person.sealed_record, rules.forms_of(compared), keyring=by.keyring)


def compared_by(identity: Identity, contact: Contact, papers: Iterable[Paper | None] = ()) -> Known:
    """Gather what a person is compared by."""
    handles = [handle for handle in contact.messengers.values() if handle.startswith("+")]
    numbers = [rules.normal_number(known(paper.number) or "") for paper in papers if paper]
    return Known(identity, (*(known(contact.phones) or ()), *handles), tuple(number for number in numbers if number))


def motive(person: Person, words: str, *, by: Actor) -> bytes:
    """Seal the reason of an act for its entry in the audit, under the keys of the person."""
    cell = f"audit_entry.motive:{person.id}"
    return vault.seal(person.sealed_record, "legal", cell, schemas.MOTIVE, {"words": words}, keyring=by.keyring)
