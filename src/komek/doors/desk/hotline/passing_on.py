"""From a contact to a case in one press, to the team of the cases, or to its end on wish."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from komek.care import people
from komek.care.cases import flow
from komek.care.cases.models import Case
from komek.care.hotline import queries, sealing
from komek.care.hotline.actions import passing_on as verbs
from komek.care.hotline.actions import since
from komek.care.hotline.actions.following import calling_back
from komek.care.hotline.models import Contact
from komek.doors.desk.cases import marks as of_cases
from komek.doors.desk.cases.file import MORE, Button
from komek.doors.desk.hotline import enclosed, marks
from komek.doors.desk.hotline.contact import CASE_TEAM
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.page import DeskRequest, done, page, show
from komek.doors.face.parts import Crumb
from komek.kernel.errors import Hidden
from komek.kernel.ids import read_ids

OTHERS = "not_these"
"""Name of the field that carries the persons who were shown and are said to be others."""


@page("hotline/contact/<uuid:contact>/case/", "contact-case", roles=CASE_TEAM, noun=Contact)
def open_case(request: DeskRequest, contact: UUID) -> HttpResponse:
    """Open a case with everything that was told. Whoever may be on record already is shown first."""
    noun = queries.find(request.actor, contact)
    alike: tuple[people.Match, ...] = ()
    if request.method == "POST":
        try:
            case = _open(request, noun)
        except people.Lookalikes:
            alike = _alike(request, noun)
        else:
            return done(request, _("The case is open. Nothing has to be typed again."), "case", case=case.id)
    elif noun.case_id:
        return HttpResponseRedirect(reverse("desk:case", kwargs={"case": noun.case_id}))
    talk, how = sealing.talk(noun, by=request.actor), calling_back(noun, by=request.actor)
    files = enclosed.beside_contact(noun, sealing.files(noun, by=request.actor))
    context = {
        "contact": noun,
        "enclosed": files,
        "facts": marks.facts(talk),
        "reach": how.reach,
        "closed": how.closed,
        "earlier": how.earlier,
        "safety": marks.safety(how),
        "flags": [marks.flag(kind) for kind in how.flags],
        "source": marks.label("referral_source", verbs.opening_of(noun, talk, request.actor).source),
        "words": talk.words,
        "alike": alike,
        "not_these": OTHERS,
        "crumbs": [
            Crumb(_("Hotline"), reverse("desk:hotline")),
            Crumb(_("Contact"), marks.url(noun)),
            Crumb(_("Case")),
        ],
    }
    return enclosed.may_sound(show(request, "desk/hotline/case.html", context), files)


@page("hotline/contact/<uuid:contact>/hand-over/", "contact-hand-over", roles=HOTLINE, noun=Contact, methods=("POST",))
def hand_over(request: DeskRequest, contact: UUID) -> HttpResponse:
    """Pass a contact to the team of the cases."""
    noun = queries.find(request.actor, contact)
    verbs.hand_over(contact=noun, by=request.actor)
    return done(request, _("The team of the cases sees this contact now."), "contact", contact=noun.id)


@page("hotline/contact/<uuid:contact>/erase/", "contact-erase", roles=HOTLINE, noun=Contact)
def erase(request: DeskRequest, contact: UUID) -> HttpResponse:
    """Erase a contact on wish, after a look at what goes and what stays."""
    noun = queries.find(request.actor, contact)
    if request.method == "POST":
        erased = verbs.erase_contact(contact=noun, by=request.actor)
        gone = _("The contact is erased. The last backup of its keys is gone on %(day)s.")
        return done(request, gone % {"day": of_cases.day(erased.complete_on)}, "hotline")
    context = {
        "contact": noun,
        "crumbs": [
            Crumb(_("Hotline"), reverse("desk:hotline")),
            Crumb(_("Contact"), marks.url(noun)),
            Crumb(_("Erase")),
        ],
        "back": marks.url(noun),
    }
    return show(request, "desk/hotline/erase.html", context)


def _open(request: DeskRequest, noun: Contact) -> Case:
    """Call the verb with what was decided about those alike."""
    kind = flow.PLAIN_HELP if request.POST.get("kind") == flow.PLAIN_HELP else flow.FULL
    same = read_ids([request.POST.get("person", "")])
    person = people.find(request.actor, same[0]) if same else None
    return verbs.open_case(
        contact=noun, kind=kind, person=person, none_of=read_ids(request.POST.getlist(OTHERS)), by=request.actor
    )


def _alike(request: DeskRequest, noun: Contact) -> tuple[people.Match, ...]:
    """Show who is like her, with reasons; seeing these names is on record."""
    noun.refresh_from_db()
    if noun.case_id:
        raise Hidden
    talk, reach = sealing.talk(noun, by=request.actor), sealing.reach(noun, by=request.actor)
    said = read_ids(request.POST.getlist(OTHERS))
    who, how = verbs.identity_of(talk, reach), since.contact_of(talk, reach, request.actor)
    return people.search_alike(identity=who, contact=how, but=said, by=request.actor).strong


def told_before(case: Case, request: DeskRequest) -> Iterable[Button]:
    """Lead from a case back to what was told to the hotline: where she was, what it was about, what was given."""
    for contact in queries.of_case(request.actor, case.id):
        yield Button(f"{_('What was told to the hotline')}, {of_cases.day(contact.day)}", marks.url(contact))


MORE.append(told_before)
