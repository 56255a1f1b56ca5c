"""The file on the table: who, the two bars, what happened, what is next; and the steps of the life of a case."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.cases import flow, queries, sealing
from komek.care.cases.actions import life, safety, services
from komek.care.cases.actions.reading import read_case, read_history, show_identity
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines, reading, story
from komek.care.cases.queries.moment import Moment
from komek.doors.desk import drafts
from komek.doors.desk.cases import emergency, marks
from komek.doors.desk.cases.caseload import HELPERS, TEAM
from komek.doors.desk.cases.forms import ReasonForm, ServiceForm
from komek.doors.desk.cases.history import lines
from komek.doors.desk.cases.leaves import leaves
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Chip, Crumb, Event, Fact, Grant, Task
from komek.foundations.accounts.queries import names
from komek.kernel import codes
from komek.kernel.errors import Text

drafts.FORMS.add(drafts.Form("reopen", gettext_lazy("Opening a case again"), page="case-reopen", key="case"))


@dataclass(frozen=True)
class Button:
    """A step that may be taken now: its words and where it posts to, or where it leads."""

    label: Text
    url: str
    post: bool = False


@dataclass(frozen=True)
class Warn:
    """What nobody may overlook before she acts on a case: a sentence, marks and facts, and where to read more."""

    text: Text
    chips: tuple[Chip, ...] = ()
    facts: tuple[Fact, ...] = ()
    ways: tuple[Button, ...] = ()
    note: Text = ""


def consents(case: Case) -> Iterable[Grant]:
    """List the consents in force: filled by the room of the consents."""
    return ()


CONSENTS: list[Callable[[Case], Iterable[Grant]]] = [consents]
MORE: list[Callable[[Case, DeskRequest], Iterable[Button]]] = []
"""Pages of the case that later modules of this room add to its menu."""
WARNINGS: list[Callable[[Sequence[Case], DeskRequest], Iterable[Warn]]] = []
"""What other rooms warn of: below the head of every page of a case, and on the page of its person."""


@page("cases/<uuid:case>/", "case", roles=HELPERS, noun=Case, methods=("GET",))
def file(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show the file; reading it is on record, the name stays veiled."""
    noun = queries.find(request.actor, case)
    return show(request, "desk/cases/file.html", _file(request, noun))


@page("cases/<uuid:case>/identity/", "case-identity", roles=HELPERS, noun=Case, methods=("POST",))
def identity(request: DeskRequest, case: UUID) -> HttpResponse:
    """Unveil name, papers and ways of contact: a verb of its own, by a press of a button."""
    noun = queries.find(request.actor, case)
    identity, contact = show_identity(case=noun, by=request.actor)
    context = {**head(request, noun), "facts": marks.identity_facts(identity, contact)}
    return show(request, "desk/cases/identity.html", context)


@page("cases/<uuid:case>/step/<slug:step>/", "case-step", roles=TEAM, noun=Case, methods=("POST",))
def step(request: DeskRequest, case: UUID, step: str) -> HttpResponse:
    """Take one step of the life of the case."""
    noun = queries.find(request.actor, case)
    if step not in life.STEPS:
        raise Http404
    life.STEPS[step](case=noun, by=request.actor)
    said = _("The case now stands at: %(stage)s.") % {"stage": marks.stage(noun)}
    return done(request, said, "case", case=noun.id)


@page("cases/<uuid:case>/reopen/", "case-reopen", roles=TEAM, noun=Case)
def reopen(request: DeskRequest, case: UUID) -> HttpResponse:
    """Open a closed case again, with a reason."""
    noun = queries.find(request.actor, case)
    draft = drafts.of(request, "reopen", noun.id)
    form = drafts.bind(ReasonForm, request, draft)
    if request.method == "POST" and form.is_valid():  # noqa: SIM102 - the verb runs only for a valid form
        if attempt(form, life.reopen, case=noun, by=request.actor, **form.cleaned_data):
            draft.drop()
            return done(request, _("The case is open again."), "case", case=noun.id)
    context = {**head(request, noun), "form": form, "title": _("Open the case again"), "act": _("Open it again")}
    return show(request, "desk/cases/form.html", context)


@page("cases/<uuid:case>/danger/", "case-danger", roles=HELPERS, noun=Case)
def danger(request: DeskRequest, case: UUID) -> HttpResponse:
    """Mark danger now (post), and show whom to call; one press, no question."""
    noun = queries.find(request.actor, case)
    if request.method == "POST":
        safety.danger_now(case=noun, by=request.actor)
    return show(request, "desk/cases/danger.html", {**head(request, noun), **emergency.card(noun.country)})


@page("cases/<uuid:case>/history/", "case-history", roles=HELPERS, noun=Case, methods=("GET",))
def history(request: DeskRequest, case: UUID) -> HttpResponse:
    """Tell from the audit who did what with this case and who read it; a reason, to those whose keys open it."""
    noun = queries.find(request.actor, case)
    entries = read_history(case=noun, by=request.actor)
    events = lines(entries, QUIET, lambda sealed: sealing.told_motive(noun, sealed, by=request.actor))
    return show(request, "desk/cases/history.html", {**head(request, noun), "events": events})


QUIET = frozenset({"case.read", "case.list", "case.history", "case.answer"})


def head(request: DeskRequest, case: Case) -> dict[str, object]:
    """Give every page of a case its head: veiled name, chips, way back. That the page was opened is on record."""
    if request.method == "GET":
        read_once(request, case)
    veiled = people.veiled([case.person], by=request.actor)[case.person_id]
    chips = [
        Chip(case.number),
        marks.identification(case),
        *marks.danger(case),
        *marks.risk(case),
        *marks.about(veiled),
    ]
    crumbs = [Crumb(_("Cases"), reverse("desk:cases")), Crumb(case.number, marks.url("case", case))]
    top = {"case": case, "who": veiled, "marks": chips, "crumbs": crumbs, "may_record": case.is_open}
    return {**top, "warnings": warnings(request, [case])}


def warnings(request: DeskRequest, cases: Sequence[Case]) -> list[Warn]:
    """List what whoever acts on one of these cases may not overlook."""
    return [warn for source in WARNINGS for warn in source(cases, request)]


def read_once(request: DeskRequest, case: Case) -> None:
    """Put it on record that the case was read: once for each page that is opened."""
    if getattr(request, "case_read", None) != case.id:
        request.case_read = read_case(case=case, by=request.actor).id


def buttons(request: DeskRequest, case: Case) -> list[Button]:
    """List what may be done now: read from the flow tables, as the rules are."""
    steps = [
        Button(each.label, reverse("desk:case-step", kwargs={"case": case.id, "step": each.verb}), post=True)
        for each in flow.LIFE.open_to(case, request.actor)
        if each.verb in life.STEPS
    ]
    pages = [
        Button(each.label, marks.url(PAGES_OF_STEPS[each.verb], case))
        for each in flow.LIFE.open_to(case, request.actor)
        if each.verb in PAGES_OF_STEPS
    ]
    return [*pages, *steps]


PAGES_OF_STEPS = {"reopen": "case-reopen"}
"""Steps that ask for something first: the page that asks."""


def _file(request: DeskRequest, case: Case) -> dict[str, object]:
    top = head(request, case)
    moments = story.of(case, by=request.actor)
    staff = names({moment.who for moment in moments if moment.who})
    draft = drafts.of(request, "service", case.id) if case.plain_help and case.is_open else None
    return {
        **top,
        "form": drafts.bind(ServiceForm, request, draft, permitted=services.permitted(case)) if draft else None,
        "standing": marks.standing(case, list(case.decisions.order_by("recorded_at"))),
        "life": marks.life(case),
        "events": [_event(moment, staff) for moment in moments],
        "tasks": [_task(each, case) for each in deadlines.of(case)],
        "grants": [grant for source in CONSENTS for grant in source(case)],
        "buttons": buttons(request, case),
        "pages": pages(request, case),
        "waiting": case.waiting_decision(),
        "needed": _needed(case, request),
    }


def _needed(case: Case, request: DeskRequest) -> dict[str, object]:
    """Show what was needed at once, as it was written at the intake."""
    held = reading.intake(case, by=request.actor)
    labels = codes.get("need_domain")
    return {"needs": [Chip(labels[need].label, "teal") for need in held["needs"]], "words": held["words"]}


def pages(request: DeskRequest, case: Case) -> list[Button]:
    """List the pages of the case that the reader may open."""
    own = [Button(label, url) for label, url in leaves(case, request.actor)]
    return [*own, *(button for source in MORE for button in source(case, request))]


def _event(moment: Moment, staff: dict[UUID, str]) -> Event:
    instant = None if moment.timeless else moment.at
    when = marks.instant(instant) if instant else marks.day(moment.on)
    by = staff.get(moment.who, "") if moment.who else ""
    more = " · ".join(part for part in (moment.more, by) if part)
    url = (
        reverse(f"desk:{moment.page}", kwargs={moment.named or moment.page.split("-")[0]: moment.key})
        if moment.page
        else ""
    )
    tone = moment.tone if moment.tone in {"quiet", "danger"} else ""
    return Event(when, moment.what, moment.text, more, url, tone, instant.isoformat() if instant else "")  # type: ignore[arg-type]


def _task(deadline: deadlines.Deadline, case: Case) -> Task:
    keys = dict(deadline.keys) or {"case": case.id}
    return Task(deadline.text, marks.due(deadline.on), url=reverse(f"desk:{deadline.page}", kwargs=keys))
