"""Cases of an organisation in the codes of HTCDS and CTDC: opened, coded and handed out without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import flow, htcds
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Account, Case, Consent, IdentificationDecision
from komek.foundations import audit, vault
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid

PURPOSE = "statistics_deidentified"
PARTS = ("control", "forms", "recruitment", "extent")


@dataclass(frozen=True, repr=False)
class Taken:
    """The coded rows of a period, and how many people were left out because of their own word."""

    rows: list[htcds.Coded]
    left_out: int


@audit.verb("case.code", _("coded cases for statistics"), _("counted your file among others, without your name"))
def code_cases(*, since: date, until: date, agreed_only: bool, handed_out: bool, by: Actor) -> Taken:
    """Code the potential and identified victims whose case was opened in these days; plain help is not among them.

    Who said no to statistics is left out always; with `agreed_only` also who was not asked. One entry names all.
    """
    ACCESS.require(by, "case.code")
    if since > until:
        raise Invalid(_("The last day lies before the first."), "", _("Choose a later last day."), field="until")
    rows = Case.objects.select_related("person").filter(
        organisation=by.organisation,
        opened_on__range=(since, until),
        identification__in=flow.KNOWN,
        person__erased_on__isnull=True,
    )
    found = list(rows)
    yes, no = _answers([case.id for case in found])
    cases = [case for case in found if case.id in yes or (not agreed_only and case.id not in no)]
    details: dict[str, date | bool] = {"since": since, "until": until, "handed_out": handed_out}
    audit.record("case.code", "case", None, by=by, objects=[case.id for case in cases], details=details)
    return Taken([htcds.coded(source) for source in _sources(cases, by)], len(found) - len(cases))


def _answers(cases: Sequence[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Say who agreed to be counted, and who said no or took it back: her latest answer counts."""
    rows = Consent.objects.filter(case__in=cases, purpose=PURPOSE).order_by("recorded_at")
    latest = dict(rows.values_list("case", "state"))
    yes = {case for case, state in latest.items() if state == "given"}
    return yes, {case for case, state in latest.items() if state in {"refused", "withdrawn"}}


def _sources(cases: Sequence[Case], by: Actor) -> list[htcds.Source]:
    """Open everything that is coded, in a constant number of queries."""
    if not cases:
        return []
    persons = vault.open_rows([case.person for case in cases], keyring=by.keyring, only=["identity"])
    identities = {each.row.pk: people.Identity.of(each.identity or None) for each in persons}
    accounts = list(Account.objects.filter(case__in=cases))
    opened = vault.open_rows(accounts, keyring=by.keyring, only=list(PARTS)) if accounts else []
    told: dict[UUID, dict[str, Any]] = {
        each.row.case_id: {part: getattr(each, part) or {} for part in PARTS} for each in opened
    }
    decisions = IdentificationDecision.objects.filter(case__in=cases).order_by("recorded_at")
    bodies: dict[UUID, str] = dict(decisions.values_list("case", "body"))
    return [
        htcds.Source(
            opened_on=case.opened_on,
            identification=case.identification,
            body=bodies.get(case.id, ""),
            closed=not case.is_open,
            identity=identities[case.person_id],
            **told.get(case.id, {}),
        )
        for case in cases
    ]
