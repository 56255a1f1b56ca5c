"""Pages of acting without her consent, of the second signature, and of passing something on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import agreement, queries, sharing
from komek.care.cases.actions import basis as verbs
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case, Consent
from komek.care.cases.models.consent import LegalBasis
from komek.care.cases.queries import agreements
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.agreement_forms import BasisForm, DiscloseForm, SecondForm, ToldForm
from komek.doors.desk.cases.caseload import HELPERS, TEAM
from komek.doors.desk.cases.consents import groups_words, recipient_words, seen
from komek.doors.desk.cases.file import head
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Chip, Fact, Task
from komek.foundations.accounts.queries import names
from komek.kernel import codes
from komek.kernel.errors import Text

drafts.FORMS.add(drafts.Form("basis", gettext_lazy("Acting without consent"), page="basis-new", key="case"))
drafts.FORMS.add(drafts.Form("second", gettext_lazy("A second signature"), page="basis", key="basis"))
drafts.FORMS.add(drafts.Form("disclose", gettext_lazy("Passing something on"), page="disclose", key="case"))


navigation.register(gettext_lazy("Second signatures"), "desk:signatures", "file-check", order=25, roles=TEAM)


@page("cases/<uuid:case>/without-consent/", "basis-new", roles=HELPERS, noun=Case)
def new(request: DeskRequest, case: UUID) -> HttpResponse:
    """Decide on a legal basis, with a motive; alone only when a life is in danger."""
    noun = queries.find(request.actor, case)
    draft = drafts.of(request, "basis", noun.id)
    form = drafts.bind(BasisForm, request, draft, house=agreements.recipients(request.actor))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ground = verbs.Ground(said["basis"], form.to, tuple(said["groups"]), said["motive"], said["danger"])
        row = attempt(form, verbs.decide_without_consent, case=noun, ground=ground, by=request.actor)
        if row:
            draft.drop()
            told = _("It is open. A second person must sign within 24 hours.")
            return done(request, told if row.danger else _("A second person signs first."), "basis", basis=row.id)
    return show(request, "desk/cases/basis_new.html", {**head(request, noun), "form": form})


@page("cases/basis/<uuid:basis>/", "basis", roles=HELPERS, noun=LegalBasis)
def one(request: DeskRequest, basis: UUID) -> HttpResponse:
    """Read the motive; sign it or not as the second person."""
    row = agreements.find_basis(request.actor, basis)
    draft = drafts.of(request, "second", row.id, owner=row.case_id)
    form = drafts.bind(SecondForm, request, draft)
    if request.method == "POST" and form.is_valid():
        verb = verbs.sign_basis if "sign" in request.POST else verbs.refuse_basis
        if verb is verbs.refuse_basis and not form.cleaned_data["words"].strip():
            form.add_error("words", _("A refusal needs a reason."))
        elif attempt(form, verb, basis=row, by=request.actor, **form.cleaned_data):
            draft.drop()
            return done(request, _("Your decision is written down."), "basis", basis=row.id)
    open_now = {step.verb for step in agreement.BASIS.open_to(row, request.actor)}
    context = {
        **head(request, row.case),
        "basis": row,
        "facts": _facts(row, request),
        "state": _state(row),
        "form": form if open_now & {"sign", "refuse", "object"} else None,
        "own": row.decided_by == request.actor.user and row.state in {"proposed", "alone"},
        "due": _due(row),
        "may_end": "end" in open_now,
        "told": ToldForm() if row.told_on is None and row.state in {"alone", "in_force", "ended"} else None,
        "seen": seen(row.case),
    }
    return show(request, "desk/cases/basis.html", context)


@page("cases/basis/<uuid:basis>/end/", "basis-end", roles=HELPERS, noun=LegalBasis, methods=("POST",))
def end(request: DeskRequest, basis: UUID) -> HttpResponse:
    """It is no longer needed: the keys end."""
    row = agreements.find_basis(request.actor, basis)
    verbs.end_basis(basis=row, by=request.actor)
    return done(request, _("It is ended. Nothing more is opened by it."), "basis", basis=row.id)


@page("cases/basis/<uuid:basis>/told/", "basis-told", roles=HELPERS, noun=LegalBasis)
def told(request: DeskRequest, basis: UUID) -> HttpResponse:
    """Write down that the person was told."""
    row = agreements.find_basis(request.actor, basis)
    form = ToldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():  # noqa: SIM102 - the verb runs only for a valid form
        if attempt(form, verbs.tell_person, basis=row, by=request.actor, **form.cleaned_data):
            return done(request, _("It is written down that the person was told."), "basis", basis=row.id)
    context = {**head(request, row.case), "form": form, "title": _("Telling the person"), "act": _("Write it down")}
    return show(request, "desk/cases/form.html", context)


@page("cases/<uuid:case>/passed-on/", "disclose", roles=TEAM, noun=Case)
def disclose(request: DeskRequest, case: UUID) -> HttpResponse:
    """Write down what was passed on to a body outside; without a consent or a basis there is nothing to choose."""
    noun = queries.find(request.actor, case)
    grounds = {str(row.pk): row for row in _grounds(noun)}
    draft = drafts.of(request, "disclose", noun.id)
    form = drafts.bind(DiscloseForm, request, draft, grounds=[(key, _ground(row)) for key, row in grounds.items()])
    if request.method == "POST" and form.is_valid():
        row, said = grounds[form.cleaned_data["ground"]], form.cleaned_data
        to = Recipient(body=row.body, name=said["name"])
        values = {"case": noun, "recipient": to, "groups": tuple(row.groups), "words": said["words"]}
        if attempt(form, verbs.disclose, by=request.actor, **values):
            draft.drop()
            return done(request, _("It is written down, and shown to the person on request."), "consents", case=noun.id)
    return show(request, "desk/cases/disclose.html", {**head(request, noun), "form": form, "grounds": grounds})


@page("cases/signatures/", "signatures", roles=TEAM, methods=("GET",))
def signatures(request: DeskRequest) -> HttpResponse:
    """List what waits for a second person, first where one has acted alone."""
    return show(request, "desk/cases/signatures.html", {"tasks": _unsigned(request)})


def _unsigned(request: DeskRequest) -> list[Task]:
    rows = agreements.unsigned(request.actor)
    labels = codes.get("legal_basis_without_consent")
    return [
        Task(
            _("Second signature: %(number)s") % {"number": row.case.number},
            _due(row) or Chip(_("waits")),
            labels[row.basis].label,
            marks.url_of("basis", basis=row.id),
        )
        for row in rows
    ]


def _due(row: LegalBasis) -> Chip | None:
    """Say how many hours are left for the second signature."""
    if row.second_due_at is None:
        return None
    left = int((row.second_due_at - timezone.now()).total_seconds() // 3600)
    words = _("in %(n)s h") % {"n": left} if left >= 0 else _("late")
    return Chip(words, "danger", "clock")


def _state(row: LegalBasis) -> Chip:
    state = agreement.BASIS.states[row.state].label
    return Chip(state, "danger", "triangle-alert") if row.state == "alone" else Chip(state)


def _facts(row: LegalBasis, request: DeskRequest) -> list[Fact]:
    held = agreements.motive(row, by=request.actor)
    where = agreements.organisations([row.recipient])
    staff = names({each for each in (row.decided_by, row.second_by) if each})
    second = (
        f"{staff.get(row.second_by, '—')}, {marks.instant(row.second_at)}" if row.second_at and row.second_by else ""
    )
    return [
        Fact(_("Legal basis"), codes.get("legal_basis_without_consent")[row.basis].label),
        Fact(_("To whom"), f"{recipient_words(row, where)} {held['recipient']}".strip()),
        Fact(_("What"), groups_words(row.groups)),
        Fact(_("Why the person is not asked"), held["motive"], _("closed to you")),
        Fact(_("Decided by"), f"{staff.get(row.decided_by, '—')}, {marks.instant(row.decided_at)}"),
        Fact(_("Second person"), second, _("not yet")),
        Fact(_("What the second person says"), held["second"]),
        Fact(_("The person was told on"), marks.day(row.told_on) if row.told_on else "", _("not yet")),
    ]


def _grounds(case: Case) -> list[Consent | LegalBasis]:
    consents = list(sharing.live_consents(case).exclude(body=""))
    bases = list(sharing.bases(case).filter(state__in=agreement.OPENING).exclude(body=""))
    return [*consents, *bases]


def _ground(row: Consent | LegalBasis) -> Text:
    who, what = recipient_words(row, {}), groups_words(row.groups)
    if isinstance(row, Consent):
        return _("%(who)s: %(what)s (consent of %(day)s)") % {
            "who": who,
            "what": what,
            "day": marks.day(row.given_on),
        }
    return _("%(who)s: %(what)s (without consent)") % {"who": who, "what": what}
