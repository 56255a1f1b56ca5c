"""The one place where rows of the hotline meet the vault: begin a record, open contacts, callers and notes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.care.cases.sealing import opened, opened_all, seal
from komek.care.hotline.models import Caller, Contact, Flag
from komek.care.hotline.nouns import Known, Reach, Talk
from komek.foundations import vault
from komek.kernel.actor import Actor
from komek.kernel.errors import WrongState

__all__ = [
    "begin",
    "carry",
    "circle_of",
    "files",
    "known",
    "opened",
    "opened_all",
    "reach",
    "seal",
    "set_flags",
    "talk",
    "talks",
]
FILES = "story"
"""What was passed on with a message is part of what she told: its files lie under that key."""


def begin(row: vault.SealedRow, kind: str, groups: Collection[str], *, by: Actor) -> None:
    """Give a new record its keys, sealed to the circle of the hotline; in a small house to that of the cases."""
    circle = circle_of(row.organisation)
    record = vault.Record(row.organisation, row.sealed_record.id, kind)
    vault.create(record, groups, [circle], keyring=by.keyring)


def circle_of(organisation: UUID) -> UUID:
    """Find the circle of the hotline, or that of the cases where there is no other; raises WrongState."""
    circles = {circle.kind: circle.id for circle in vault.circles_in(organisation)}
    for kind in ("hotline", "cases"):
        if kind in circles:
            return circles[kind]
    raise WrongState(
        _("The circle of the hotline does not exist yet."),
        _("What a caller tells is sealed to the circle of those who work at the hotline."),
        _("An operator makes the circle under People and keys."),
    )


def reach(contact: Contact, *, by: Actor) -> Reach:
    """Open how somebody may be called back. Raises NotEntitled."""
    return Reach(**_told(contact, "reach", by))


def talk(contact: Contact, *, by: Actor) -> Talk:
    """Open what was told. Raises NotEntitled."""
    return Talk.of(_told(contact, "talk", by))


def talks(contacts: Sequence[Contact], *, by: Actor) -> list[Talk | None]:
    """Open what was told in many contacts in two queries; None where it is closed to the reader."""
    return [Talk.of(values) if values else None for values in opened_all(contacts, "talk", by=by)]


def files(contact: Contact, *, by: Actor) -> list[vault.FileView]:
    """List the files of a contact that the reader's keys open."""
    return vault.files_of(contact.sealed_record, keyring=by.keyring)


def carry(file: UUID, contact: Contact, *, by: Actor) -> None:
    """Put a copy of a file beside a contact, under the contact's own key. Raises NotEntitled."""
    copy = vault.taken_out(file, keyring=by.keyring)
    vault.attach(copy, contact.sealed_record, FILES, keyring=by.keyring)


def known(caller: Caller, *, by: Actor) -> Known:
    """Open what is known of a caller. Raises NotEntitled."""
    return Known.of(_told(caller, "told", by))


def set_flags(flags: Sequence[Flag], *, by: Actor) -> list[tuple[Flag, str, str]]:
    """Open flags: each with its code and the words beside it; one that is closed to the reader is left out."""
    held = opened_all(flags, "flag", by=by)
    return [(row, values["kind"], values["words"]) for row, values in zip(flags, held, strict=True) if values]


def _told(row: vault.SealedRow, column: str, by: Actor) -> dict[str, Any]:
    values = opened(row, column, by=by)
    if values is None:
        raise vault.NotEntitled
    return values
