"""Taking a case out on paper: a printed case, the list of readers, the copy that belongs to the person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import sealing, telling
from komek.care.cases.access import ACCESS
from komek.care.cases.actions.approvals import approval_missing, approvals_wanted
from komek.care.cases.models import Case
from komek.foundations import audit
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid

PRINTABLE = ("identity", "contact", "story", "medical", "legal")


@dataclass(frozen=True)
class Reader:
    """Somebody who had the file before her eyes: who, from where, what she did in plain words, from when to when."""

    organisation: UUID
    actor: UUID
    plain: str
    first: datetime
    last: datetime
    times: int


@audit.verb("case.print", _("printed the case"), _("printed your file"))
def print_case(*, case: Case, groups: Collection[str], by: Actor) -> list[telling.Part]:
    """Tell the named groups of a case for paper, as far as the actor's keys open them.

    Raises Invalid without a group, and WrongState while the organisation wants an approval first.
    """
    ACCESS.require(by, "case.export", case)
    _check_groups(groups)
    _approved(case)
    chosen = ".".join(group for group in PRINTABLE if group in groups)
    audit.record("case.print", "case", case.id, by=by, objects=[case.person_id], details={"groups": chosen})
    told = [*telling.person_parts(case.person, groups, by=by), *telling.parts(case, by=by)]
    return [part for part in told if part.group in groups]


@audit.verb("case.readers", _("looked up for the person who read the file"), _("looked up for you who read your file"))
def list_readers(*, case: Case, by: Actor) -> list[Reader]:
    """List who had the case or the person before her eyes, in every organisation, for the client to read."""
    ACCESS.require(by, "case.history", case)
    audit.record("case.readers", "case", case.id, by=by)
    found = audit.readers([case.id, case.person_id])
    return [
        Reader(each.organisation, each.actor, str(each.plain), each.first, each.last, each.times)
        for each in found
        if each.verb != "case.readers"
    ]


@audit.verb("case.copy", _("made a copy of the file for the person"), _("made a copy of your file for you"))
def copy_for_person(*, case: Case, by: Actor) -> list[people.Section]:
    """Gather everything that is held about the person of a case, in every room, as her own copy."""
    ACCESS.require(by, "case.export", case)
    audit.record("case.copy", "case", case.id, by=by, objects=[case.person_id])
    return people.export_person(person=case.person, by=by)


def export_sections(person: people.Person, by: Actor) -> Iterable[people.Section]:
    """Tell a person what this room holds about her in the actor's organisation, case by case.

    Raises WrongState while the organisation wants an approval first for any of the cases: by whichever page the
    copy is made.
    """
    cases = list(Case.objects.filter(person=person, organisation=by.organisation).order_by("opened_on", "id"))
    if missing := approvals_wanted(cases, "export"):
        raise missing
    for case in cases:
        _approved(case)
        for part in telling.parts(case, by=by):
            yield people.Section(part.title, part.lines)
        for day, words in _reopened(case, by):
            lines = [people.line(_("Day"), date_format(day, "j E Y")), people.line(_("Reason"), words)]
            yield people.Section(_("Why the case was opened again"), lines)


def _reopened(case: Case, by: Actor) -> Iterator[tuple[date, str]]:
    """Tell when and why a closed case was opened again, as far as the actor's keys open the reason."""
    for entry in audit.history("case", case.id, organisation=case.organisation):
        if entry.motive and (words := sealing.told_motive(case, bytes(entry.motive), by=by)):
            yield timezone.localdate(entry.at), words


def _approved(case: Case) -> None:
    if missing := approval_missing(case, "export"):
        raise missing


def _check_groups(groups: Collection[str]) -> None:
    known = codes.get("consent_field_group")
    if not groups or any(group not in known or group not in PRINTABLE for group in groups):
        raise Invalid(_("Nothing is chosen."), "", _("Choose what is to be printed."), field="groups")
