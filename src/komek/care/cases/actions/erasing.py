"""Erasing a file: keys go, sealed columns are emptied, and what stays of each row is what no name clings to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import agreement, locking
from komek.care.cases.access import ACCESS
from komek.care.cases.actions.approvals import approval_missing, approvals_wanted
from komek.care.cases.models import Case, FollowUp, Task
from komek.foundations import audit, vault
from komek.foundations.vault.erasure import BACKUP_KEY_DAYS
from komek.kernel.actor import Actor
from komek.kernel.errors import Text, WrongState

LABELS: dict[str, Text] = {
    "account": _("What happened"),
    "approval": _("Requests for an approval"),
    "assessment": _("Assessments of risk and need"),
    "case": _("Cases, with the first words"),
    "casefile": _("Files"),
    "closing": _("Closings"),
    "consent": _("Answers about consent"),
    "disclosure": _("What was passed on"),
    "followup": _("Looks back"),
    "goal": _("Goals"),
    "identificationdecision": _("Decisions"),
    "legalbasis": _("Decisions without consent"),
    "legalmatter": _("Legal matters"),
    "note": _("Notes"),
    "reflection": _("Times to recover"),
    "registerline": _("Lines of a register that was taken in"),
    "safetycheck": _("Safety checks"),
    "screening": _("Screenings"),
    "service": _("Words about services"),
    "task": _("Tasks"),
    "traffickingevent": _("Places and times"),
}
"""What each table is called on the page that asks before it is done."""

ENDINGS: list[Callable[[Case], None]] = []
"""How rooms above end what would still remind of an erased case: each adds its own, nobody here knows them."""


@dataclass(frozen=True)
class Held:
    """How many rows of one kind are emptied, for the page that asks before it is done."""

    label: Text
    rows: int


@audit.verb("case.erase_file", _("erased the person and the cases"), _("erased your file"))
def erase_file(*, person: people.Person, reason: str, by: Actor) -> people.Slip:
    """Erase a person and everything about her in this organisation. Gives the slip for her.

    Raises WrongState while a case of hers is open, and while the organisation wants an approval first.
    """
    cases = _cases(person)
    for case in cases:
        ACCESS.require(by, "case.erase", case)
    slip = people.erase_person(person=person, reason=reason, by=by)
    ids = [case.id for case in cases]
    audit.record("case.erase_file", "person", person.id, by=by, objects=ids, details={"reason": reason})
    return slip


@audit.verb("case.erase", _("erased the case"), _("erased your file"))
def erase_case(*, case: Case, by: Actor) -> int:
    """Erase one closed case: its keys and files go for ever; says how many rows were emptied.

    Raises WrongState for an open case: it is closed first, so that nobody's work breaks off unseen; and while the
    organisation wants an approval first.
    """
    ACCESS.require(by, "case.erase", case)
    locking.held(case)
    _closed(case)
    if missing := approval_missing(case, "erasure"):
        raise missing
    emptied = _take_away(case)
    audit.record("case.erase", "case", case.id, by=by)
    return emptied


def erase_cases(person: people.Person, by: Actor | None) -> int:
    """Erase every case of a person: this room's share of erasing her. What hinders it is said first.

    Without an actor the house erases by a rule of the organisation (`retention`), which asks nobody.
    """
    locking.whole_file(person)
    cases = _cases(person)
    for case in cases:
        _closed(case)
    if by is None:
        return sum(_erase_by_rule(case) for case in cases)
    if missing := approvals_wanted(cases, "erasure"):
        raise missing
    return sum(erase_case(case=case, by=by) for case in cases)


def forget(cases: Collection[UUID]) -> int:
    """Empty every sealed column of these cases; open columns stay. Also done again after a restored backup."""
    emptied = 0
    for model, key in sealed_models():
        empty = dict.fromkeys(model.sealed_fields(), b"")  # type: ignore[attr-defined]
        emptied += model._default_manager.filter(**{f"{key}__in": list(cases)}).update(**empty)
    return emptied


def forget_again(records: Collection[UUID]) -> None:
    """Empty what a restored backup brought back of erased cases, and end what would still open or remind."""
    cases = list(Case.objects.filter(pk__in=list(records)))
    forget([case.pk for case in cases])
    for case in cases:
        _end(case)


def held(person: people.Person) -> list[Held]:
    """Count what an erasing would empty, kind by kind."""
    ids = [case.id for case in _cases(person)]
    counted = [
        Held(LABELS[model._meta.model_name or ""], model._default_manager.filter(**{f"{key}__in": ids}).count())
        for model, key in sealed_models()
    ]
    return [each for each in counted if each.rows]


def complete_on(erased_on: date) -> date:
    """Give the day on which the last backup that still held the keys is gone."""
    return erased_on + timedelta(days=BACKUP_KEY_DAYS)


def sealed_models() -> Iterator[tuple[type[models.Model], str]]:
    """List the tables of this room that hold sealed columns, each with the name of its key to the case."""
    for model in apps.get_app_config("cases").get_models():
        names = {field.name for field in model._meta.fields}
        if issubclass(model, vault.SealedRow) and ("case" in names or model._meta.model_name == "case"):
            yield model, "case" if "case" in names else "pk"


def _cases(person: people.Person) -> list[Case]:
    return list(Case.objects.select_related("person").filter(person=person, organisation=person.organisation))


def _erase_by_rule(case: Case) -> int:
    emptied = _take_away(case)
    audit.record_system("case.erase", "case", case.id, organisation=case.organisation)
    return emptied


def _take_away(case: Case) -> int:
    emptied = forget([case.id])
    _end(case)
    vault.erase(case.sealed_record, "erased")
    return emptied


def _closed(case: Case) -> None:
    if case.is_open:
        raise WrongState(
            _("A case of this person is open."),
            _("What is still due would vanish without anybody seeing it."),
            _("Close the case, then erase it."),
        )


def _end(case: Case) -> None:
    """End what would still open or remind: consents, bases, looks back, tasks, what others keep, the next day."""
    case.consents.filter(state="given").update(state="expired")
    case.bases.filter(state="proposed").update(state="refused")
    case.bases.filter(state__in=agreement.OPENING).update(state="ended")
    FollowUp.objects.filter(case=case, state="planned").update(state="declined")
    Task.objects.filter(case=case, done_on__isnull=True).update(done_on=timezone.localdate())
    for end in ENDINGS:
        end(case)
    Case.objects.filter(pk=case.pk).update(due_on=None)
