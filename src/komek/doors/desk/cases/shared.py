"""What other organisations have shared with ours: a list, and a page that shows what the consent opens, never more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from komek.care import people
from komek.care.cases import flow, telling
from komek.care.cases.actions.reading import list_names
from komek.care.cases.actions.sharing import read_shared
from komek.care.cases.agreement import PERSON_GROUPS
from komek.care.cases.models import Case
from komek.care.cases.queries import agreements
from komek.doors.desk.cases import client_texts, marks
from komek.doors.desk.cases.caseload import HELPERS
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face.parts import Cell, Column, Crumb, Fact, Row, Table
from komek.foundations.accounts.queries import names
from komek.kernel import codes
from komek.kernel.errors import Text

MOST = 200
CLOSED_TO_RECEIVERS = frozenset({"consents", "disclosures", "notes", "closings", "follow_ups", "safety_checks"})
"""Rows that speak of our own work or of others who received something: no receiver's business."""


@page("cases/shared/", "cases-shared", roles=HELPERS, methods=("GET",))
def overview(request: DeskRequest) -> HttpResponse:
    """List the cases that others have shared; opening the names is one entry in the audit."""
    cases = list(agreements.shared(request.actor)[:MOST])
    veiled = list_names(cases=cases, by=request.actor) if cases else {}
    where = agreements.organisations([case.organisation for case in cases])
    rows = [
        Row(
            (
                Cell(veiled[case].label, marks.url("case-shared", case)),
                case.number,
                where.get(case.organisation, "—"),
                marks.day(case.opened_on),
            )
        )
        for case in cases
    ]
    columns = [Column(head) for head in (_("Name"), _("Number"), _("Shared by"), _("Opened"))]
    return show(request, "desk/cases/shared_list.html", {"table": Table(_("Shared with us"), columns, rows)})


@page("cases/shared/<uuid:case>/", "case-shared", roles=HELPERS, methods=("GET",))
def one(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show what the consent opens, group by group; a closed group says so and nothing else."""
    noun = agreements.find_shared(request.actor, case)
    opened = read_shared(case=noun, by=request.actor)
    groups = [
        {
            "title": codes.get("consent_field_group")[group].label,
            "plain": client_texts.group_words([group], request.actor.language),
            "open": group in opened,
            "sections": _sections(noun, group, request) if group in opened else [],
        }
        for group in ("identity", "contact", "story", "medical", "legal", "operational")
    ]
    where = agreements.organisations([noun.organisation])
    context = {
        "case": noun,
        "who": people.veiled([noun.person], by=request.actor)[noun.person_id],
        "groups": groups,
        "by": where.get(noun.organisation, "—"),
        "worker": names({noun.worker}).get(noun.worker, "—"),
        "crumbs": [Crumb(_("Shared with us"), marks.url_of("cases-shared")), Crumb(noun.number)],
    }
    return show(request, "desk/cases/shared.html", context)


Section = tuple[Text, list[Fact]]


def _sections(case: Case, group: str, request: DeskRequest) -> list[Section]:
    """Write the sections of one opened group."""
    if group == "operational":
        return [_work(case)]
    if group in PERSON_GROUPS:
        parts = telling.person_parts(case.person, [group], by=request.actor)
    else:
        parts = telling.parts(case, by=request.actor, but=CLOSED_TO_RECEIVERS)
    return [(part.title, facts(part.lines)) for part in parts if part.group == group]


def _work(case: Case) -> Section:
    """Tell the stage of the work and the kinds of help: no word of anybody."""
    labels = codes.get("service_type")
    told = [Fact(_("Stage"), flow.LIFE.states[case.state].label), Fact(_("Opened"), marks.day(case.opened_on))]
    told += [
        Fact(labels[row.type].label, flow.SERVICE.states[row.state].label)
        for row in case.services.order_by("recorded_on", "id")
    ]
    return _("The work"), told


def facts(lines: Sequence[people.Line]) -> list[Fact]:
    """Show lines as facts."""
    return [Fact(line.name, line.value, line.absent) for line in lines]
