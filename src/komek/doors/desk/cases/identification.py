"""Pages of the decisions: one to decide, one to sign as the second person, one press to withdraw."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import flow, queries
from komek.care.cases.actions import identification
from komek.care.cases.models import Case
from komek.care.cases.queries import reading
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.caseload import TEAM
from komek.doors.desk.cases.file import head
from komek.doors.desk.cases.forms import DecisionForm
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.foundations.accounts.queries import names
from komek.kernel.errors import Text, WrongState

drafts.FORMS.add(drafts.Form("decision", gettext_lazy("A decision"), page="case-decision", key="case"))


@page("cases/<uuid:case>/decision/", "case-decision", roles=TEAM, noun=Case)
def decide(request: DeskRequest, case: UUID) -> HttpResponse:
    """Record one decision about who the person is to us; which ones are open is read from the flow table."""
    noun = queries.find(request.actor, case)
    draft = drafts.of(request, "decision", noun.id)
    form = drafts.bind(DecisionForm, request, draft, steps=_steps(request, noun))
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        verb = identification.STEPS[said.pop("step")]
        instrument = reading.latest_instrument(noun) if said["basis"] == "screening" else ""
        grounds = identification.Grounds(**said, instrument=instrument)
        if attempt(form, verb, case=noun, grounds=grounds, by=request.actor):
            draft.drop()
            return done(request, _("The decision is recorded."), "case", case=noun.id)
    context = {
        **head(request, noun),
        "form": form,
        "waiting": noun.waiting_decision(),
        "may_withdraw": any(each.verb == "withdraw" for each in flow.IDENTIFICATION.open_to(noun, request.actor)),
        "public": flow.IDENTIFICATION.states[noun.identification].public,
    }
    return show(request, "desk/cases/decision.html", context)


@page("cases/<uuid:case>/withdrawn/", "case-withdraw", roles=TEAM, noun=Case, methods=("POST",))
def withdraw(request: DeskRequest, case: UUID) -> HttpResponse:
    """The person does not want to be identified; no reason is asked."""
    noun = queries.find(request.actor, case)
    identification.withdraw(case=noun, by=request.actor)
    return done(request, _("It is recorded. Help goes on as before."), "case", case=noun.id)


@page("cases/<uuid:case>/signature/", "case-countersign", roles=TEAM, noun=Case)
def countersign(request: DeskRequest, case: UUID) -> HttpResponse:
    """Read a negative decision with its reasons, and sign it as the second person."""
    noun = queries.find(request.actor, case)
    waiting = noun.waiting_decision()
    if waiting is None:
        raise WrongState(_("No negative decision waits for a signature."), "", _("Open the case again."))
    if request.method == "POST":
        identification.countersign(decision=waiting, by=request.actor)
        return done(request, _("Signed. The decision counts from now on."), "case", case=noun.id)
    context = {
        **head(request, noun),
        "decision": waiting,
        "status": flow.IDENTIFICATION.states[waiting.status].label,
        "grounds": reading.grounds(waiting, by=request.actor),
        "author": names({waiting.recorded_by}).get(waiting.recorded_by, "—"),
        "day": marks.day(waiting.decided_on),
        "own": waiting.recorded_by == request.actor.user,
    }
    return show(request, "desk/cases/countersign.html", context)


def _steps(request: DeskRequest, case: Case) -> list[tuple[str, Text]]:
    open_now = flow.IDENTIFICATION.open_to(case, request.actor)
    return [(each.verb, each.label) for each in open_now if each.verb in identification.STEPS]
