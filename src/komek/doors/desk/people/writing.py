"""One short page for each thing that is written down about a person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.people import Identity
from komek.doors.desk import drafts
from komek.doors.desk.page import DeskRequest, done, page
from komek.doors.desk.people.context import drafted, write
from komek.doors.desk.people.forms import ContactForm, IdentityForm
from komek.doors.desk.people.forms_about import PaperForm, StayForm, TalkForm, VetoForm
from komek.doors.desk.people.search import HELPERS, TEAM

for code, title in {
    "person-identity": gettext_lazy("Who somebody is"),
    "person-contact": gettext_lazy("How to reach somebody"),
    "person-document": gettext_lazy("A document"),
    "person-stay": gettext_lazy("A right to stay"),
    "person-interview": gettext_lazy("An interview"),
    "person-veto": gettext_lazy("A refused interpreter"),
}.items():
    drafts.FORMS.add(drafts.Form(code, title, page=code, key="person"))


@page("people/<uuid:person>/identity/correct/", "person-identity", roles=TEAM, noun=people.Person)
def correct_identity(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write the identity anew. The form shows what is on record, so opening it is on record too."""
    noun = people.find(request.actor, person)
    held = Identity()
    if request.method != "POST":
        held, _contact = people.show_identity(person=noun, by=request.actor)
    form = drafted(request, "person-identity", noun, IdentityForm, initial=IdentityForm.filled(held))
    return write(
        request,
        noun,
        form,
        people.correct_identity,
        told=lambda: {"person": noun, "identity": form.identity()},
        said=_("The identity is written down."),
        words={"title": _("Who the person is"), "button": _("Save")},
    )


@page("people/<uuid:person>/contact/", "person-contact", roles=TEAM, noun=people.Person)
def correct_contact(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write anew how she may be reached. Opening the form is on record."""
    noun = people.find(request.actor, person)
    held = people.Contact()
    if request.method != "POST":
        _identity, held = people.show_identity(person=noun, by=request.actor)
    country = people.country_of(request.actor)
    form = drafted(request, "person-contact", noun, ContactForm, country=country, initial=ContactForm.filled(held))
    return write(
        request,
        noun,
        form,
        people.correct_contact,
        told=lambda: {"person": noun, "contact": form.contact()},
        said=_("How to reach the person is written down."),
        words={"title": _("How to reach the person"), "button": _("Save")},
    )


@page("people/<uuid:person>/documents/new/", "person-document", roles=HELPERS, noun=people.Person)
def add_document(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write a document down."""
    noun = people.find(request.actor, person)
    form = drafted(request, "person-document", noun, PaperForm)
    return write(
        request,
        noun,
        form,
        people.add_document,
        told=lambda: {"person": noun, "paper": form.paper()},
        said=_("The document is written down."),
        words={"title": _("A document"), "button": _("Save")},
    )


@page(
    "people/<uuid:person>/documents/<uuid:document>/end/",
    "person-document-end",
    roles=HELPERS,
    noun=people.Person,
    methods=("POST",),
)
def end_document(request: DeskRequest, person: UUID, document: UUID) -> HttpResponse:
    """End the entry of a document; a new entry says where it is now."""
    noun = people.find(request.actor, person)
    row = people.find_document(request.actor, noun, document)
    people.end_document(document=row, by=request.actor)
    return done(request, _("The entry has ended."), "person", person=noun.pk)


@page("people/<uuid:person>/stay/", "person-stay", roles=HELPERS, noun=people.Person)
def record_stay(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write down on which basis she may stay and until when."""
    noun = people.find(request.actor, person)
    form = drafted(request, "person-stay", noun, StayForm)
    return write(
        request,
        noun,
        form,
        people.record_stay,
        told=lambda: {"person": noun, "stay": form.stay(), "expires_on": form.cleaned_data["expires_on"]},
        said=_("The right to stay is written down."),
        words={
            "title": _("Right to stay"),
            "lead": _("What was written down before ends today. The consulate is contacted only with consent."),
            "button": _("Save"),
        },
    )


@page("people/<uuid:person>/interviews/new/", "person-interview", roles=HELPERS, noun=people.Person)
def record_interview(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write down when a talk was held, in which language and through whom."""
    noun = people.find(request.actor, person)
    form = drafted(request, "person-interview", noun, TalkForm)
    return write(
        request,
        noun,
        form,
        people.record_interview,
        told=lambda: {"person": noun, "day": form.cleaned_data["day"], "talk": form.talk()},
        said=_("The interview is written down."),
        words={"title": _("An interview"), "button": _("Save")},
    )


@page("people/<uuid:person>/interpreters/refused/", "person-veto", roles=HELPERS, noun=people.Person)
def veto(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write down whom she will not have as interpreter."""
    noun = people.find(request.actor, person)
    form = drafted(request, "person-veto", noun, VetoForm)
    return write(
        request,
        noun,
        form,
        people.veto_interpreter,
        told=lambda: {"person": noun, **form.cleaned_data},
        said=_("Nobody will interpret whom the person refused."),
        words={"title": _("Whom the person will not have as interpreter"), "button": _("Save")},
    )
