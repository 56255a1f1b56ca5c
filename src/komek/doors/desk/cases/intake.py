"""The intake: twelve fields on one page, one press for a full case, another for plain help."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.cases import flow, queries
from komek.care.cases.actions.intake import intake
from komek.care.cases.actions.opening import Opening
from komek.care.cases.models import Case
from komek.doors.desk import drafts
from komek.doors.desk.cases import choices, marks
from komek.doors.desk.cases.caseload import TEAM
from komek.doors.desk.cases.forms import DANGER, IntakeForm, KnownIntakeForm
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Chip, Crumb, Task
from komek.kernel.ids import read_ids
from komek.kernel.missing import Missing

drafts.FORMS.add(drafts.Form("intake", gettext_lazy("An intake"), page="case-intake"))
drafts.FORMS.add(drafts.Form("intake-known", gettext_lazy("An intake"), page="case-intake-known", key="person"))

CALL_BACK = {"yes": "safe", "no": "unsafe", "unknown": "unknown"}
OTHERS = "not_these"
"""Name of the field that carries the persons who were shown and are said to be others."""


@page("cases/intake/", "case-intake", roles=TEAM)
def take_in(request: DeskRequest) -> HttpResponse:
    """Take somebody in. Whoever may be on record already is shown first; the page goes on when that is answered."""
    draft = drafts.of(request, "intake")
    home = choices.home(request.actor)
    country = home[:2]
    form = drafts.bind(IntakeForm, request, draft, home=home)
    alike: tuple[people.Match, ...] = ()
    if request.method == "POST" and form.is_valid():
        case = _take_in(request, form, country)
        if case:
            draft.drop()
            return done(request, _("The case is open."), "case", case=case.id)
        alike = _alike(request, form.cleaned_data, country)
    crumbs = [Crumb(_("Cases"), reverse("desk:cases")), Crumb(_("Intake"))]
    context = {"form": form, "crumbs": crumbs, "alike": alike, "not_these": OTHERS}
    return show(request, "desk/cases/intake.html", context)


@page("cases/intake/<uuid:person>/", "case-intake-known", roles=TEAM, noun=people.Person)
def take_in_known(request: DeskRequest, person: UUID) -> HttpResponse:
    """Open a case for somebody on record: who she is was told already and is not asked again."""
    noun = people.find(request.actor, person)
    draft = drafts.of(request, "intake-known", noun.id)
    form = drafts.bind(KnownIntakeForm, request, draft, home=choices.home(request.actor))
    if request.method == "POST" and form.is_valid():
        wanted = opening(form.cleaned_data, request.POST.get("kind", ""))
        case = attempt(form, intake, person=noun, opening=wanted, by=request.actor)
        if case:
            draft.drop()
            return done(request, _("The case is open."), "case", case=case.id)
    context = {
        "form": form,
        "crumbs": [Crumb(_("Cases"), reverse("desk:cases")), Crumb(_("Intake"))],
        "who": people.veiled([noun], by=request.actor)[noun.id],
        "tasks": [
            Task(each.number, Chip(marks.stage(each)), url=marks.url("case", each))
            for each in queries.visible(request.actor).filter(person=noun).order_by("-opened_on")
        ],
    }
    return show(request, "desk/cases/intake_known.html", context)


def _take_in(request: DeskRequest, form: IntakeForm, country: str) -> Case | None:
    said = form.cleaned_data
    return attempt(
        form,
        intake,
        opening=opening(said, request.POST.get("kind", "")),
        identity=identity(said),
        contact=contact(said, country),
        none_of=read_ids(request.POST.getlist(OTHERS)),
        by=request.actor,
    )


def opening(said: Mapping[str, Any], kind: str) -> Opening:
    """Read from the form what belongs to the case."""
    country, region = choices.place_of(said["place"])
    return Opening(
        country=country,
        region=region,
        source=said["source"],
        kind=flow.PLAIN_HELP if kind == flow.PLAIN_HELP else flow.FULL,
        needs=tuple(need for need in said["needs"] if need != DANGER),
        words=said["words"],
        danger=DANGER in said["needs"],
    )


def identity(said: Mapping[str, Any]) -> people.Identity:
    """Read from the form who the person is; what was left empty was not asked."""
    given, _space, surname = said["name"].strip().partition(" ")
    return people.Identity(
        given=given or Missing.NOT_ASKED,
        surname=surname.strip() or Missing.NOT_ASKED,
        born=said["born"] or Missing.NOT_ASKED,
        sex=said["sex"] or Missing.NOT_ASKED,
        citizenships=(said["citizenship"],) if said["citizenship"] else Missing.NOT_ASKED,
    )


def contact(said: Mapping[str, Any], country: str) -> people.Contact:
    """Read from the form how she may be reached without harm; what is no telephone number is a messenger's name."""
    reach = said["phone"].strip()
    phones = people.parse(reach, country).phones
    channel = "telegram" if reach.startswith("@") else "other"
    return people.Contact(
        phones=phones or Missing.NOT_ASKED,
        messengers={channel: reach} if reach and not phones else {},
        languages=(said["language"],) if said["language"] else Missing.NOT_ASKED,
        safe=CALL_BACK.get(said["call_back"], Missing.NOT_ASKED),
        call_words=said["call_words"],
    )


def _alike(request: DeskRequest, said: Mapping[str, Any], country: str) -> tuple[people.Match, ...]:
    """Show who is like her, with reasons; seeing these names is on record."""
    born = str(said["born"].year) if said["born"] and said["born"].year else ""
    query = people.parse(f"{said['name']} {born} {said['phone']}", country)
    found = people.search(query=query, but=read_ids(request.POST.getlist(OTHERS)), by=request.actor)
    return found.strong
