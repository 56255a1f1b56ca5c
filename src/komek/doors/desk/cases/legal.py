"""Pages of the legal matters: documents, wages, courts. None of them is a condition of any help."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import queries, sealing
from komek.care.cases.actions import legal
from komek.care.cases.models import Case, LegalMatter
from komek.care.cases.queries import working
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.asking import Ask, ask
from komek.doors.desk.cases.caseload import HELPERS
from komek.doors.desk.cases.file import head
from komek.doors.desk.cases.work_forms import MatterForm
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face.parts import Chip
from komek.kernel import codes

drafts.FORMS.add(drafts.Form("legal-new", gettext_lazy("A legal matter"), page="legal-new", key="case"))
drafts.FORMS.add(
    drafts.Form("legal-go-on", gettext_lazy("How a legal matter goes on"), page="legal-matter", key="matter")
)

NEW = Ask(
    "legal-new",
    MatterForm,
    gettext_lazy("A legal matter"),
    gettext_lazy("Begin the matter"),
    gettext_lazy("The matter is on record."),
    "legal",
)
GO_ON = Ask(
    "legal-go-on",
    MatterForm,
    gettext_lazy("How the matter goes on"),
    gettext_lazy("Keep it"),
    gettext_lazy("It is kept."),
    "legal",
)


@page("cases/<uuid:case>/legal/", "legal", roles=HELPERS, noun=Case, methods=("GET",))
def overview(request: DeskRequest, case: UUID) -> HttpResponse:
    """List the legal matters with what is next."""
    noun = queries.find(request.actor, case)
    rows = working.opened(list(noun.legal_matters.order_by("-begun_on", "-id")), by=request.actor)
    return show(request, "desk/cases/legal.html", {**head(request, noun), "matters": [_shown(*row) for row in rows]})


@page("cases/<uuid:case>/legal/new/", "legal-new", roles=HELPERS, noun=Case)
def new(request: DeskRequest, case: UUID) -> HttpResponse:
    """Begin a legal matter."""
    noun = queries.find(request.actor, case)

    def verb(form: MatterForm) -> LegalMatter:
        return legal.begin_matter(case=noun, matter=legal.Matter(**form.cleaned_data), by=request.actor)

    return ask(request, NEW, noun, verb)


@page("cases/legal/<uuid:matter>/", "legal-matter", roles=HELPERS, noun=LegalMatter)
def go_on(request: DeskRequest, matter: UUID) -> HttpResponse:
    """Write down how a matter goes on; what is known stands in the form already."""
    noun = working.find(LegalMatter, request.actor, matter)
    held = sealing.opened(noun, "matter", by=request.actor) or {}

    def verb(form: MatterForm) -> LegalMatter:
        return legal.continue_matter(row=noun, matter=legal.Matter(**form.cleaned_data), by=request.actor)

    return ask(request, GO_ON, noun.case, verb, record=noun.id, initial={**held, "next_on": noun.next_on})


def _shown(row: LegalMatter, held: working.Opened) -> dict[str, Any]:
    told = held.matter
    if told is None:
        return {"id": row.id, "title": _("Closed to you"), "chips": [], "more": "", "words": ""}
    kinds, states, results = (
        codes.get(name) for name in ("legal_matter_kind", "legal_matter_state", "legal_matter_result")
    )
    money = _money(told)
    chips = [Chip(states[told["state"]].label)]
    if told["result"]:
        chips.append(Chip(results[told["result"]].label, "ok"))
    if row.next_on:
        chips.append(marks.due(row.next_on))
    more = " · ".join(part for part in (told["body"], told["number"], money, told["next"]) if part)
    return {"id": row.id, "title": kinds[told["kind"]].label, "chips": chips, "more": more, "words": told["words"]}


def _money(told: dict[str, Any]) -> str:
    claimed, recovered = told["claimed"], told["recovered"]
    if claimed is None and recovered is None:
        return ""
    names = {"recovered": f"{recovered or 0:,.0f}", "claimed": f"{claimed or 0:,.0f}", "currency": told["currency"]}
    return _("%(recovered)s of %(claimed)s %(currency)s recovered") % names
