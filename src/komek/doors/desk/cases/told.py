"""Pages of what happened: an overview, short pages by part, and one page for each place and time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import queries
from komek.care.cases.actions import account
from komek.care.cases.models import Case, TraffickingEvent
from komek.care.cases.queries import reading, weighing
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks, told_forms
from komek.doors.desk.cases.caseload import TEAM
from komek.doors.desk.cases.file import head
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Chip, Task
from komek.kernel import codes
from komek.kernel.errors import Text

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One short page: its title, its form, and how a sealed part becomes what the form shows and the reverse."""

    title: Text
    form: type[FaceForm]
    shown: Callable[[Values], dict[str, Any]]
    kept: Callable[[Values], dict[str, Any]]


PARTS: dict[str, Part] = {
    "recruitment": Part(
        gettext_lazy("How it began"),
        told_forms.RecruitmentForm,
        told_forms.recruitment_shown,
        told_forms.recruitment_kept,
    ),
    "forms": Part(
        gettext_lazy("What the person was made to do"),
        told_forms.ExploitationForm,
        told_forms.forms_shown,
        told_forms.forms_kept,
    ),
    "control": Part(
        gettext_lazy("How the person was held"),
        told_forms.ControlForm,
        told_forms.control_shown,
        told_forms.control_kept,
    ),
    "extent": Part(
        gettext_lazy("How long, and where last"),
        told_forms.ExtentForm,
        told_forms.extent_shown,
        told_forms.extent_kept,
    ),
    "perpetrators": Part(
        gettext_lazy("Who did it, in broad terms"),
        told_forms.PerpetratorsForm,
        told_forms.perpetrators_shown,
        told_forms.perpetrators_kept,
    ),
}
ORDER = tuple(PARTS)

for code, each in PARTS.items():
    drafts.FORMS.add(drafts.Form(f"told-{code}", each.title, page="told", key="case"))
drafts.FORMS.add(drafts.Form("event", gettext_lazy("Where and when"), page="event-new", key="case"))
drafts.FORMS.add(drafts.Form("event-change", gettext_lazy("Where and when"), page="event", key="event"))


@page("cases/<uuid:case>/told/", "told", roles=TEAM, noun=Case, methods=("GET",))
def overview(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show which parts are written down, and the places and times; a part is opened by its link."""
    noun = queries.find(request.actor, case)
    held = reading.account(noun, by=request.actor)
    parts = [Task(part.title, _state(held[code]), url=_part_url(noun, code)) for code, part in PARTS.items()]
    events = [
        Task(_event_title(values), more=_event_line(values), url=marks.url_of("event", event=row.id))
        for row, values in reading.events(noun, by=request.actor)
    ]
    return show(request, "desk/cases/told.html", {**head(request, noun), "parts": parts, "events": events})


@page("cases/<uuid:case>/told/<slug:part>/", "told-part", roles=TEAM, noun=Case)
def tell(request: DeskRequest, case: UUID, part: str) -> HttpResponse:
    """Write down one part; every question may be skipped, and the part be changed later."""
    noun = queries.find(request.actor, case)
    if part not in PARTS:
        raise Http404
    kind = PARTS[part]
    draft = drafts.of(request, f"told-{part}", noun.id)
    held = reading.account(noun, by=request.actor)[part]
    told = kind.shown(held) if held else told_forms.carried(part, weighing.told_in_screening(noun, by=request.actor))
    form = drafts.bind(kind.form, request, draft, initial=told)
    if request.method == "POST" and form.is_valid():
        values = kind.kept(form.cleaned_data)
        if attempt(form, account.tell, case=noun, part=part, values=values, by=request.actor):
            draft.drop()
            return HttpResponseRedirect(_after(noun, part))
    context = {
        **head(request, noun),
        "form": form,
        "title": kind.title,
        "lead": _("Ask only what the person wants to answer. What you leave stays “not asked”."),
        "act": _("Keep and go on"),
        "back": marks.url("told", noun),
    }
    return show(request, "desk/cases/told_part.html", context)


@page("cases/<uuid:case>/event/", "event-new", roles=TEAM, noun=Case)
def new_event(request: DeskRequest, case: UUID) -> HttpResponse:
    """Write down a place and a time: recruitment, transit or exploitation, up to three of each."""
    noun = queries.find(request.actor, case)
    return _event_page(request, noun, None)


@page("cases/event/<uuid:event>/", "event", roles=TEAM, noun=TraffickingEvent)
def change_event(request: DeskRequest, event: UUID) -> HttpResponse:
    """Correct a place and a time."""
    row = queries.find_event(request.actor, event)
    return _event_page(request, row.case, row)


@page("cases/event/<uuid:event>/drop/", "event-drop", roles=TEAM, noun=TraffickingEvent, methods=("POST",))
def drop_event(request: DeskRequest, event: UUID) -> HttpResponse:
    """Take back what was written down by mistake."""
    row = queries.find_event(request.actor, event)
    account.drop_event(event=row, by=request.actor)
    return done(request, _("It is taken back; the entry in the history stays."), "told", case=row.case_id)


def _event_page(request: DeskRequest, case: Case, row: TraffickingEvent | None) -> HttpResponse:
    code, record = ("event-change", row.id) if row else ("event", case.id)
    draft = drafts.of(request, code, record, owner=case.id)
    held = next((v for r, v in reading.events(case, by=request.actor) if row and r.pk == row.pk), None)
    initial = told_forms.event_shown(held) if held else {}
    form = drafts.bind(told_forms.EventForm, request, draft, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = told_forms.event_kept(form.cleaned_data)
        if attempt(form, account.tell_event, case=case, values=values, event=row, by=request.actor):
            draft.drop()
            return done(request, _("It is written down."), "told", case=case.id)
    context = {
        **head(request, case),
        "form": form,
        "title": _("Where and when"),
        "lead": _("Only what is known. A year or a country alone is enough."),
        "act": _("Keep it"),
        "back": marks.url("told", case),
        "drop": marks.url_of("event-drop", event=row.id) if row else "",
    }
    return show(request, "desk/cases/told_part.html", context)


def _state(held: Values | None) -> Chip:
    return Chip(_("written down"), "ok", "check") if held else Chip(_("not asked"))


def _part_url(case: Case, part: str) -> str:
    return marks.url_of("told-part", case=case.id, part=part)


def _after(case: Case, part: str) -> str:
    here = ORDER.index(part)
    return _part_url(case, ORDER[here + 1]) if here + 1 < len(ORDER) else marks.url("told", case)


def _event_title(values: Values) -> Text:
    return codes.get("trafficking_event")[values["kind"]].label


def _event_line(values: Values) -> str:
    when = [str(day) for day in (values["began"], values["ended"]) if day]
    where = [marks.place(values["region"] or values["country"])] if values["country"] else []
    return " · ".join([*where, *([values["place"]] if values["place"] else []), " – ".join(when)]).strip(" ·")
