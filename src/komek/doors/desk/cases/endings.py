"""Pages of the time to recover, of the closing, and of the looks back after it."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import queries
from komek.care.cases.actions import ending
from komek.care.cases.models import Case, Closing, FollowUp, Reflection
from komek.care.cases.queries import working
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.asking import Ask, ask
from komek.doors.desk.cases.caseload import HELPERS, TEAM
from komek.doors.desk.cases.file import PAGES_OF_STEPS, head
from komek.doors.desk.cases.work_forms import (
    CloseForm,
    FollowUpForm,
    MissForm,
    ReflectionEndForm,
    ReflectionForm,
    said,
)
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Chip, Fact
from komek.kernel import codes

drafts.FORMS.add(drafts.Form("reflection", gettext_lazy("Time to recover"), page="reflection-new", key="case"))
drafts.FORMS.add(
    drafts.Form("reflection-end", gettext_lazy("What the person decides"), page="reflection", key="reflection")
)
drafts.FORMS.add(drafts.Form("close", gettext_lazy("Closing of a case"), page="case-close", key="case"))
drafts.FORMS.add(drafts.Form("follow-up", gettext_lazy("A follow-up"), page="follow-up", key="follow_up"))

PAGES_OF_STEPS["close"] = "case-close"

REFLECTION = Ask(
    "reflection",
    ReflectionForm,
    gettext_lazy("Time to recover"),
    gettext_lazy("Begin it"),
    gettext_lazy("The time to recover is on record."),
    lead=gettext_lazy("At least 30 days. It blocks no service, and no service ends with it."),
)
DECISION = Ask(
    "reflection-end",
    ReflectionEndForm,
    gettext_lazy("What the person decides"),
    gettext_lazy("Keep it"),
    gettext_lazy("It is kept."),
    lead=gettext_lazy("The help stays the same, whatever is decided."),
)
CLOSE = Ask(
    "close",
    CloseForm,
    gettext_lazy("Close the case"),
    gettext_lazy("Close the case"),
    gettext_lazy("The case is closed."),
)


@page("cases/<uuid:case>/reflection/", "reflection-new", roles=TEAM, noun=Case)
def begin(request: DeskRequest, case: UUID) -> HttpResponse:
    """Begin a recovery and reflection period."""
    noun = queries.find(request.actor, case)

    def verb(form: ReflectionForm) -> Reflection:
        return ending.begin_reflection(case=noun, by=request.actor, **said(form, "begins_on", "days", "grounds"))

    return ask(request, REFLECTION, noun, verb)


@page("cases/reflection/<uuid:reflection>/", "reflection", roles=TEAM, noun=Reflection)
def decide(request: DeskRequest, reflection: UUID) -> HttpResponse:
    """Write down what she decides."""
    noun = working.find(Reflection, request.actor, reflection)

    def verb(form: ReflectionEndForm) -> Reflection:
        return ending.decide_reflection(reflection=noun, by=request.actor, **said(form, "decision", "words"))

    return ask(request, DECISION, noun.case, verb, record=noun.id)


@page("cases/<uuid:case>/close/", "case-close", roles=TEAM, noun=Case)
def close(request: DeskRequest, case: UUID) -> HttpResponse:
    """Close a case that is being closed."""
    noun = queries.find(request.actor, case)

    def verb(form: CloseForm) -> Closing:
        return ending.close_case(case=noun, ending=ending.Ending(**form.cleaned_data), by=request.actor)

    return ask(request, CLOSE, noun, verb)


@page("cases/<uuid:case>/follow-ups/", "follow-ups", roles=HELPERS, noun=Case, methods=("GET",))
def follow_ups(request: DeskRequest, case: UUID) -> HttpResponse:
    """List the looks back, done and to come."""
    noun = queries.find(request.actor, case)
    points = codes.get("follow_up_point")
    rows = working.opened(list(noun.follow_ups.order_by("due_on")), by=request.actor)
    shown = [
        {
            "id": row.id,
            "point": points[row.point].label,
            "chips": _chips(row),
            "facts": _found(held),
            "open": row.state in {"planned", "missed"},
        }
        for row, held in rows
    ]
    return show(request, "desk/cases/follow_ups.html", {**head(request, noun), "follow_ups": shown})


@page("cases/follow-up/<uuid:follow_up>/", "follow-up", roles=TEAM, noun=FollowUp)
def follow_up(request: DeskRequest, follow_up: UUID) -> HttpResponse:
    """Write down what a look back found, or that nobody was reached."""
    noun = working.find(FollowUp, request.actor, follow_up)
    draft = drafts.of(request, "follow-up", noun.id, owner=noun.case_id)
    missed = MissForm(request.POST if "miss" in request.POST else None, prefix="miss")
    if missed.is_bound and missed.is_valid():
        day = missed.cleaned_data["again_on"]
        if attempt(missed, ending.miss_follow_up, follow_up=noun, again_on=day, by=request.actor):
            return done(request, _("The attempt is on record."), "follow-ups", case=noun.case_id)
    form = FollowUpForm() if missed.is_bound else drafts.bind(FollowUpForm, request, draft)
    if form.is_bound and request.method == "POST" and form.is_valid():
        found = ending.Found(**form.cleaned_data)
        if attempt(form, ending.do_follow_up, follow_up=noun, found=found, by=request.actor):
            draft.drop()
            return done(request, _("The follow-up is on record."), "follow-ups", case=noun.case_id)
    form.draft = draft  # type: ignore[attr-defined]
    failed = bool((missed.is_bound and missed.errors) or (form.is_bound and form.errors and request.method == "POST"))
    context = {
        **head(request, noun.case),
        "form": form,
        "missed": missed,
        "point": codes.get("follow_up_point")[noun.point].label,
    }
    return show(request, "desk/cases/follow_up.html", context, status=422 if failed else None)


def _chips(row: FollowUp) -> list[Chip]:
    if row.state == "done" and row.done_on:
        return [Chip(marks.day(row.done_on), "ok", "check")]
    words = {"declined": _("Not wished by the person"), "missed": _("Nobody was reached")}
    return [Chip(words[row.state])] if row.state in words else [marks.due(row.due_on)]


def _found(held: working.Opened) -> list[Fact]:
    told = held.found
    if not told:
        return []
    lists = {
        "outcome": (_("What was found"), "follow_up_outcome"),
        "living": (_("Where the person lives"), "living_situation"),
        "income": (_("What the person lives on"), "income_situation"),
        "safety": (_("How safe the person is"), "closing_safety"),
    }
    facts = [Fact(label, codes.get(name)[told[key]].label) for key, (label, name) in lists.items() if told[key]]
    return [*facts, Fact(_("Note"), told["words"])]
