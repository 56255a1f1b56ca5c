"""The page of handing a case over: who works on it, who stands in."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from komek.care.cases import queries
from komek.care.cases.actions import handing_over as verbs
from komek.care.cases.models import Case
from komek.doors.desk.cases import file, marks
from komek.doors.desk.cases.caseload import TEAM
from komek.doors.desk.cases.file import Button, head
from komek.doors.desk.cases.leaving_forms import HandOverForm
from komek.doors.desk.page import DeskRequest, attempt, done, page, show


@page("cases/<uuid:case>/hand-over/", "hand-over", roles=TEAM, noun=Case)
def hand_over(request: DeskRequest, case: UUID) -> HttpResponse:
    """Choose another worker or deputy; each change is a verb of its own."""
    noun = queries.find(request.actor, case)
    now = {"worker": str(noun.worker), "deputy": str(noun.deputy or "")}
    form = HandOverForm(
        request.POST if request.method == "POST" else None, colleagues=verbs.colleagues(noun), initial=now
    )
    if request.method == "POST" and form.is_valid() and _change(request, noun, form):
        return done(request, _("The case is handed over; your colleague sees it under My day."), "case", case=noun.id)
    context = {
        **head(request, noun),
        "form": form,
        "title": _("Hand the case over"),
        "lead": _("To an active colleague whose keys open the case. The person should know whom to turn to."),
        "act": _("Hand it over"),
    }
    return show(request, "desk/cases/form.html", context)


def _change(request: DeskRequest, case: Case, form: HandOverForm) -> bool:
    """Do what was changed; says whether all of it went well."""
    worker = UUID(form.cleaned_data["worker"])
    deputy = UUID(form.cleaned_data["deputy"]) if form.cleaned_data["deputy"] else None
    changed = worker != case.worker
    if changed and not attempt(form, verbs.reassign, case=case, worker=worker, by=request.actor):
        return False
    deputy = None if changed and deputy == worker else deputy
    if deputy == case.deputy:
        if not changed:
            form.add_error(None, _("Nothing was changed. Choose another worker or deputy."))
        return changed
    return bool(attempt(form, verbs.set_deputy, case=case, deputy=deputy, by=request.actor))


def _menu(case: Case, request: DeskRequest) -> Iterable[Button]:
    may = case.is_open and request.actor.has(*TEAM)
    return [Button(_("Hand over"), marks.url("hand-over", case))] if may else []


file.MORE.append(_menu)
