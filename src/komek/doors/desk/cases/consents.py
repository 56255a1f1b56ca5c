"""Pages of the consents: what she allowed, her answer to a new question, taking it back, and the texts she reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import agreement, queries, sharing
from komek.care.cases.actions import consent as verbs
from komek.care.cases.models import Case, Consent
from komek.care.cases.models.consent import Disclosure, LegalBasis
from komek.care.cases.queries import agreements
from komek.care.cases.texts import LANGUAGES
from komek.doors.desk import drafts
from komek.doors.desk.cases import client_texts, file, marks
from komek.doors.desk.cases.agreement_forms import ConsentForm, WithdrawForm
from komek.doors.desk.cases.caseload import HELPERS
from komek.doors.desk.cases.file import Button, head
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Chip, Event, Fact, Grant
from komek.foundations.accounts.queries import names
from komek.kernel import codes
from komek.kernel.errors import Text

drafts.FORMS.add(drafts.Form("consent", gettext_lazy("A consent"), page="consent-new", key="case"))


@page("cases/<uuid:case>/consents/", "consents", roles=HELPERS, noun=Case, methods=("GET",))
def overview(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show what is in force, what she said before, what was decided without her, and what was passed on."""
    noun = queries.find(request.actor, case)
    rows = list(sharing.consents(noun))
    live = {row.pk for row in sharing.live_consents(noun)}
    bases = list(sharing.bases(noun))
    passed = list(noun.disclosures.order_by("-disclosed_on", "id"))
    where = _where([*rows, *bases])
    context = {
        **head(request, noun),
        "grants": [_grant(row, where) for row in rows if row.pk in live],
        "past": [_past(row, where) for row in rows if row.pk not in live],
        "bases": [basis_grant(row, where) for row in bases],
        "passed": [_passed(row) for row in passed],
        "may_ask": noun.is_open,
        "languages": client_texts.spoken(),
    }
    return show(request, "desk/cases/consents.html", context)


@page("cases/<uuid:case>/consents/new/", "consent-new", roles=HELPERS, noun=Case)
def new(request: DeskRequest, case: UUID) -> HttpResponse:
    """Write down her yes or her no; the text that she reads stands beside the form."""
    noun = queries.find(request.actor, case)
    draft = drafts.of(request, "consent", noun.id)
    house, refused = agreements.recipients(request.actor), sharing.refused_purposes(noun)
    form = drafts.bind(ConsentForm, request, draft, house=house, refused=refused)
    if request.method == "POST" and "look" not in request.POST and form.is_valid() and _answer(request, noun, form):
        draft.drop()
        return done(request, _("The answer is written down."), "consents", case=noun.id)
    if "look" in request.POST:
        form.errors.clear()
    context = {
        **head(request, noun),
        "form": form,
        "text": _text(request, form),
        "refused": [_refusal(row) for row in sharing.consents(noun).filter(state="refused") if row.purpose in refused],
    }
    return show(request, "desk/cases/consent_new.html", context)


@page("cases/<uuid:case>/consents/text/", "consent-text", roles=HELPERS, noun=Case, methods=("POST",))
def text(request: DeskRequest, case: UUID) -> HttpResponse:
    """Give the text of what is being asked: beside the form while it is filled in, or alone for paper."""
    queries.find(request.actor, case)
    form = ConsentForm(request.POST, house=agreements.recipients(request.actor))
    sheet = _text(request, form)
    if "HX-Request" in request.headers:
        return show(request, "desk/cases/_client_text.html", {"text": sheet})
    return show(request, "desk/cases/client_sheet.html", {"text": sheet})


@page("cases/rights/<slug:language>/", "client-rights", roles=HELPERS, methods=("GET",))
def rights(request: DeskRequest, language: str) -> HttpResponse:
    """Print "Your rights" in one of the eight languages."""
    if language not in LANGUAGES:
        raise Http404
    return show(request, "desk/cases/client_sheet.html", {"text": client_texts.rights(language)})


@page("cases/blank/consent/", "blank-consent", roles=HELPERS, methods=("GET",))
def blank(request: DeskRequest) -> HttpResponse:
    """Print the question and her answer in the order of the screen, for a day without electricity."""
    form = ConsentForm(house=agreements.recipients(request.actor))
    return show(request, "desk/cases/blank_consent.html", {"form": form})


@page("cases/consent/<uuid:consent>/paper/", "consent-paper", roles=HELPERS, noun=Consent, methods=("GET",))
def paper(request: DeskRequest, consent: UUID) -> HttpResponse:
    """Show again what she read when she answered, in the language in which she read it."""
    row = agreements.find_consent(request.actor, consent)
    file.read_once(request, row.case)
    held = agreements.terms([row], by=request.actor)[0]
    where = agreements.organisations([row.organisation, row.recipient])
    sheet = client_texts.consent(
        row.text.partition("@")[0],
        organisation=where.get(row.organisation, ""),
        recipient=held["recipient"] or recipient_words(row, where),
        purpose=row.purpose,
        groups=row.groups,
        until=row.expires_on,
        guardian=row.giver == "caregiver",
    )
    return show(request, "desk/cases/client_sheet.html", {"text": sheet})


@page("cases/consent/<uuid:consent>/", "consent", roles=HELPERS, noun=Consent)
def one(request: DeskRequest, consent: UUID) -> HttpResponse:
    """Show one answer; before it is taken back, show what was already seen."""
    row = agreements.find_consent(request.actor, consent)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():  # noqa: SIM102 - the verb runs only for a valid form
        if attempt(form, verbs.withdraw_consent, consent=row, by=request.actor, **form.cleaned_data):
            said = _("It is taken back. Nothing more is passed on; what was already seen stands on this page.")
            return done(request, said, "consent", consent=row.id)
    held = agreements.terms([row], by=request.actor)[0]
    context = {
        **head(request, row.case),
        "consent": row,
        "facts": _facts(row, held),
        "state": Chip(agreement.CONSENT.states[row.state].label, "ok" if row.state == "given" else ""),
        "seen": seen(row.case),
        "form": form if row.state == "given" else None,
    }
    return show(request, "desk/cases/consent.html", context)


def seen(case: Case) -> list[Event]:
    """Tell what somebody outside the team has already seen or been told."""
    found = sharing.already_seen(case)
    where = agreements.organisations([each.organisation for each in found])
    staff = names({each.actor for each in found if each.actor})
    return [
        Event(
            marks.instant(each.at) if each.organisation else marks.day(each.at.date()),
            where.get(each.organisation, "") if each.organisation else body_words(each.body),
            f": {each.what}" if each.organisation else f": {groups_words(each.what.split(', '))}",
            staff.get(each.actor, "") if each.actor else "",
        )
        for each in found
    ]


def recipient_words(row: Consent | LegalBasis, where: Mapping[UUID, str]) -> Text:
    """Name who receives: an organisation by its name, a body outside by its kind."""
    return where.get(row.recipient, "—") if row.recipient else body_words(row.body)


def body_words(body: str) -> Text:
    """Name a body outside by its kind."""
    return codes.get("recipient_body")[body].label if body else "—"


def groups_words(groups: Sequence[str]) -> str:
    """Name field groups for a colleague."""
    listed = codes.get("consent_field_group")
    return ", ".join(str(listed[group].label) for group in groups if group in listed)


def basis_grant(row: LegalBasis, where: Mapping[UUID, str]) -> Grant:
    """Show a disclosure without consent as a line of a list."""
    state = agreement.BASIS.states[row.state].label
    chip = Chip(state, "danger", "triangle-alert") if row.state == "alone" else Chip(state)
    label = codes.get("legal_basis_without_consent")[row.basis].label
    return Grant(label, chip, recipient_words(row, where), marks.url_of("basis", basis=row.id))


def _where(rows: Sequence[Consent | LegalBasis]) -> dict[UUID, str]:
    return agreements.organisations([row.recipient for row in rows])


def _grant(row: Consent, where: Mapping[UUID, str]) -> Grant:
    what = groups_words(row.groups)
    ends = _("%(what)s, until %(day)s") % {"what": what, "day": marks.day(row.expires_on)} if row.expires_on else what
    label = codes.get("consent_purpose")[row.purpose].label
    return Grant(label, Chip(ends, "ok", "check"), recipient_words(row, where), marks.url_of("consent", consent=row.id))


def in_force(case: Case) -> Iterable[Grant]:
    """List the consents in force for the card on the file, and what is open without one."""
    rows = list(sharing.live_consents(case))
    bases = [row for row in sharing.bases(case) if row.state in agreement.OPENING]
    where = _where([*rows, *bases])
    return [*(_grant(row, where) for row in rows), *(basis_grant(row, where) for row in bases)]


def _menu(case: Case, request: DeskRequest) -> Iterable[Button]:
    if case.plain_help and not case.consents.exists():
        return [Button(_("Consent"), marks.url("consents", case))] if case.is_open else []
    return [Button(_("Consent and what was passed on"), marks.url("consents", case))]


file.CONSENTS.append(in_force)
file.MORE.append(_menu)


def _past(row: Consent, where: Mapping[UUID, str]) -> Event:
    label = codes.get("consent_purpose")[row.purpose].label
    state = agreement.CONSENT.states[row.state].label if row.state != "given" else _("Ended")
    on = row.withdrawn_at.date() if row.withdrawn_at else row.given_on
    text = f" → {recipient_words(row, where)}" if row.recipient or row.body else ""
    return Event(marks.day(on), label, text, state, marks.url_of("consent", consent=row.id))


def _refusal(row: Consent) -> str:
    return f"{codes.get('consent_purpose')[row.purpose].label}, {marks.day(row.given_on)}"


def _passed(row: Disclosure) -> Event:
    rests = _("with consent") if row.consent_id else _("without consent, on a legal basis")
    return Event(marks.day(row.disclosed_on), body_words(row.body), f": {groups_words(row.groups)}", rests)


def _facts(row: Consent, held: Mapping[str, str]) -> list[Fact]:
    where = agreements.organisations([row.recipient])
    by = names({row.recorded_by}).get(row.recorded_by, "—")
    language, _at, version = row.text.partition("@")
    told = [
        Fact(_("What for"), codes.get("consent_purpose")[row.purpose].label),
        Fact(_("To whom"), f"{recipient_words(row, where)} {held['recipient']}".strip()),
        Fact(_("What exactly"), groups_words(row.groups)),
        Fact(_("How it was said"), codes.get("consent_form")[row.form].label),
        Fact(_("Who said it"), codes.get("consent_giver")[row.giver].label),
        Fact(_("Text"), f"{client_texts.NAMES[language]}, {version}"),
        Fact(_("Day"), f"{marks.day(row.given_on)} · {by}"),
        Fact(_("Last day"), marks.day(row.expires_on) if row.expires_on else ""),
        Fact(_("Taken back"), marks.instant(row.withdrawn_at) if row.withdrawn_at else ""),
    ]
    labels = {
        "witness": _("Witness"),
        "interpreter": _("Interpreter"),
        "guardian": _("Guardian"),
        "child_view": _("What the child thinks"),
        "words": _("Note"),
    }
    told += [Fact(label, held[name]) for name, label in labels.items()]
    return [fact for fact in told if fact.value]


def _answer(request: DeskRequest, case: Case, form: ConsentForm) -> Consent | None:
    said: dict[str, Any] = dict(form.cleaned_data)
    answer, groups = said.pop("answer"), tuple(said.pop("groups"))
    said.pop("recipient")
    said.pop("recipient_name")
    terms = verbs.Terms(**said, recipient=form.to, groups=groups)
    verb = verbs.give_consent if answer == "given" else verbs.refuse_consent
    return attempt(form, verb, case=case, terms=terms, by=request.actor)


def _text(request: DeskRequest, form: ConsentForm) -> client_texts.Sheet:
    """Put the client's text together from what the form says so far; nothing of it need be right yet."""
    own = agreements.organisations([request.actor.organisation]).get(request.actor.organisation, "")
    known = [code.code for code in codes.get("consent_field_group")]
    purpose = form["purpose"].value() or ""
    try:
        until = form.fields["expires_on"].clean(form["expires_on"].value())
    except ValidationError:
        until = None
    if until is None and purpose in agreement.DEFAULT_DAYS:
        until = agreement.usual_end(purpose)
    wish = str(form["language"].value())
    return client_texts.consent(
        wish if wish in LANGUAGES else request.actor.language,
        organisation=own,
        recipient=form.to_words,
        purpose=purpose if purpose in codes.get("consent_purpose") else "",
        groups=[group for group in form["groups"].value() or () if group in known],
        until=until,
        guardian=form["giver"].value() == "caregiver",
    )
