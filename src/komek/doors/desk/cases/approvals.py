"""Pages of the approvals: ask from the case, decide as a supervisor, say what wants one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import queries
from komek.care.cases.actions import approvals as verbs
from komek.care.cases.models import Approval, Case
from komek.care.cases.queries import agreements
from komek.doors.desk import drafts
from komek.doors.desk.cases import file, marks
from komek.doors.desk.cases.agreement_forms import AskForm, DecideForm, RulesForm
from komek.doors.desk.cases.caseload import HELPERS
from komek.doors.desk.cases.file import Button, head
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Chip, Event, Fact, Kind, Task
from komek.foundations.accounts.queries import names
from komek.kernel import codes
from komek.kernel.wording import inside

SUPERVISORS = ("supervisor",)
STATES: dict[str, Kind] = {"approved": "ok", "refused": "danger", "requested": "warn"}

drafts.FORMS.add(drafts.Form("approval", gettext_lazy("A request for an approval"), page="approval-new", key="case"))
drafts.FORMS.add(drafts.Form("approval-decide", gettext_lazy("An approval"), page="approval", key="approval"))


@page("cases/<uuid:case>/approval/", "approval-new", roles=HELPERS, noun=Case)
def ask(request: DeskRequest, case: UUID) -> HttpResponse:
    """Ask a supervisor, and see what was asked before."""
    noun = queries.find(request.actor, case)
    draft = drafts.of(request, "approval", noun.id)
    form = drafts.bind(AskForm, request, draft)
    if request.method == "POST" and form.is_valid():  # noqa: SIM102 - the verb runs only for a valid form
        if attempt(form, verbs.ask_approval, case=noun, by=request.actor, **form.cleaned_data):
            draft.drop()
            return done(request, _("A supervisor sees it under My day."), "approval-new", case=noun.id)
    rows = noun.approvals.order_by("-requested_at")
    context = {**head(request, noun), "form": form, "events": [_event(row) for row in rows]}
    return show(request, "desk/cases/approval_new.html", context)


@page("cases/approvals/", "approvals", roles=SUPERVISORS, methods=("GET",))
def waiting(request: DeskRequest) -> HttpResponse:
    """List what waits for a supervisor, the oldest first."""
    return show(request, "desk/cases/approvals.html", {"tasks": _tasks(request)})


@page("cases/approval/<uuid:approval>/", "approval", roles=HELPERS, noun=Approval)
def one(request: DeskRequest, approval: UUID) -> HttpResponse:
    """Read a request; decide on it if it was asked by somebody else."""
    row = agreements.find_approval(request.actor, approval)
    draft = drafts.of(request, "approval-decide", row.id, owner=row.case_id)
    form = drafts.bind(DecideForm, request, draft)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        values = {"approved": said["approved"] == "yes", "words": said["words"]}
        if attempt(form, verbs.decide_approval, approval=row, by=request.actor, **values):
            draft.drop()
            return done(request, _("Your decision is written down."), "approval", approval=row.id)
    may = row.state == "requested" and row.requested_by != request.actor.user and request.actor.has(*SUPERVISORS)
    context = {
        **head(request, row.case),
        "approval": row,
        "label": codes.get("approval_kind")[row.kind].label,
        "state": _state(row),
        "facts": _facts(row, request),
        "form": form if may else None,
    }
    return show(request, "desk/cases/approval.html", context)


@page("cases/approvals/rules/", "approval-rules", roles=SUPERVISORS)
def rules(request: DeskRequest) -> HttpResponse:
    """Say what wants an approval in this organisation; each change is an entry of its own."""
    now = agreements.wanted(request.actor.organisation)
    form = RulesForm(request.POST if request.method == "POST" else None, initial={"kinds": sorted(now)})
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["kinds"])
        for kind in sorted(now ^ chosen):
            verbs.want_approval(kind=kind, wanted=kind in chosen, by=request.actor)
        return done(request, _("The rules are kept."), "approval-rules")
    return show(request, "desk/cases/approval_rules.html", {"form": form})


def _tasks(request: DeskRequest) -> list[Task]:
    labels = codes.get("approval_kind")
    rows = list(agreements.requested(request.actor))
    return [
        Task(
            labels[row.kind].label,
            Chip(marks.day(row.requested_at.date())),
            row.case.number,
            marks.url_of("approval", approval=row.id),
        )
        for row in rows
    ]


def _menu(case: Case, request: DeskRequest) -> Iterable[Button]:
    return [Button(_("Approvals"), marks.url("approval-new", case))] if not case.person.erased else []


file.MORE.append(_menu)


def _state(row: Approval) -> Chip:
    return Chip(codes.get("approval_state")[row.state].label, STATES.get(row.state, ""))


def _event(row: Approval) -> Event:
    label = codes.get("approval_kind")[row.kind].label
    state = inside(codes.get("approval_state")[row.state].label)
    if row.used_on:
        state = _("%(state)s, used on %(day)s") % {"state": state, "day": marks.day(row.used_on)}
    url = marks.url_of("approval", approval=row.id)
    return Event(marks.instant(row.requested_at), label, f": {state}", url=url, instant=row.requested_at.isoformat())


def _facts(row: Approval, request: DeskRequest) -> list[Fact]:
    held = agreements.approval_words(row, by=request.actor)
    staff = names({each for each in (row.requested_by, row.decided_by) if each})
    decided = (
        f"{staff.get(row.decided_by, '—')}, {marks.instant(row.decided_at)}"
        if row.decided_at and row.decided_by
        else ""
    )
    told = [
        Fact(_("Asked by"), f"{staff.get(row.requested_by, '—')}, {marks.instant(row.requested_at)}"),
        Fact(_("Why"), held["request"]),
        Fact(_("Decided by"), decided, _("not yet")),
        Fact(_("Reasons"), held["decision"]),
    ]
    if row.state == "approved":
        used = marks.day(row.used_on) if row.used_on else ""
        told.append(Fact(_("Used on"), used, _("not yet: it allows one act")))
    return told
