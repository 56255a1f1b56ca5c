"""One contact: first whether and how she may be called back, then what was told, then what may be done."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.hotline import queries, rules, sealing
from komek.care.hotline.actions import following as verbs
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import Reach
from komek.doors.desk import drafts
from komek.doors.desk.cases import emergency
from komek.doors.desk.cases import marks as of_cases
from komek.doors.desk.hotline import enclosed, marks
from komek.doors.desk.hotline.day import staff
from komek.doors.desk.hotline.forms import CallBackForm, NoteForm
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Crumb, Event

CASE_TEAM = ("case_worker", "supervisor")
drafts.FORMS.add(drafts.Form("contact-note", gettext_lazy("A note beside a contact"), page="contact", key="contact"))
drafts.FORMS.add(drafts.Form("call-back", gettext_lazy("A call back"), page="contact-call", key="contact"))


@page("hotline/contact/<uuid:contact>/", "contact", roles=HOTLINE, noun=Contact)
def one(request: DeskRequest, contact: UUID) -> HttpResponse:
    """Show a finished contact, and add a note to it; a draft goes to the page where it is written."""
    noun = queries.find(request.actor, contact)
    if noun.is_draft:
        return done(request, _("This contact is not finished."), "contact-draft", contact=noun.id)
    draft = drafts.of(request, "contact-note", noun.id, owner=noun.id)
    form = drafts.bind(NoteForm, request, draft)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if attempt(form, verbs.add_note, contact=noun, words=words, by=request.actor):
            draft.drop()
            return done(request, _("The note is kept."), "contact", contact=noun.id)
    talk = verbs.read_contact(contact=noun, by=request.actor)
    files = enclosed.beside_contact(noun, sealing.files(noun, by=request.actor))
    context = {
        "contact": noun,
        "talk": talk,
        "enclosed": files,
        **_calling(request, noun),
        "facts": marks.facts(talk),
        "chips": [marks.channel(talk), *marks.danger(talk), *marks.left(talk, timezone.now())],
        "may_open": request.actor.has(*CASE_TEAM),
        "events": _events(request, noun),
        "when": of_cases.instant(talk.began or noun.written_at),
        "author": staff(request.actor.organisation).get(noun.author, _("A former colleague")),
        "form": form,
        "crumbs": _crumbs(),
        **emergency.card(talk.country or people.country_of(request.actor)),
    }
    return enclosed.may_sound(show(request, "desk/hotline/contact.html", context), files)


@page("hotline/contact/<uuid:contact>/call/", "contact-call", roles=HOTLINE, noun=Contact)
def call_back(request: DeskRequest, contact: UUID) -> HttpResponse:
    """Call back: first when and with which words, then the number on purpose, then how it went."""
    noun = queries.find(request.actor, contact)
    draft = drafts.of(request, "call-back", noun.id, owner=noun.id)
    form = drafts.bind(CallBackForm, request, draft)
    number = ""
    opening = request.method == "POST" and request.POST.get("act") == "number"
    if opening:
        number = _number(request, noun).phone
        form = CallBackForm()
        form.draft = draft  # type: ignore[attr-defined]
    elif request.method == "POST" and form.is_valid() and _called(form, noun, request):
        draft.drop()
        return done(request, _("The call back is written down."), "contact", contact=noun.id)
    talk = sealing.talk(noun, by=request.actor)
    context = {
        "contact": noun,
        **_calling(request, noun),
        "number": number,
        "left": marks.left(talk, timezone.now()),
        "language": marks.label("language", talk.language),
        "form": form,
        "crumbs": _crumbs(noun),
    }
    return show(request, "desk/hotline/call_back.html", context, status=200 if opening else None)


@page("hotline/contact/<uuid:contact>/danger/", "contact-danger", roles=HOTLINE, noun=Contact)
def danger(request: DeskRequest, contact: UUID) -> HttpResponse:
    """Mark danger with one press, and show whom to call in the country where she is."""
    noun = queries.find(request.actor, contact)
    if request.method == "POST":
        verbs.danger_now(contact=noun, by=request.actor)
        return done(
            request, _("Danger now: the contact stands first in everybody's list."), "contact-danger", contact=noun.id
        )
    talk = sealing.talk(noun, by=request.actor)
    country = talk.country or people.country_of(request.actor)
    context = {
        "contact": noun,
        "talk": talk,
        "back": marks.url(noun),
        "crumbs": _crumbs(noun),
        **emergency.card(country),
    }
    return show(request, "desk/hotline/danger.html", context)


def _called(form: CallBackForm, noun: Contact, request: DeskRequest) -> object:
    """Keep how the call back went."""
    return attempt(form, verbs.record_call_back, contact=noun, by=request.actor, **form.cleaned_data)


def _number(request: DeskRequest, noun: Contact) -> Reach:
    return verbs.show_number(contact=noun, by=request.actor)


def _calling(request: DeskRequest, noun: Contact) -> dict[str, object]:
    """Tell whether and how she may be called back by now: her latest word, and the warnings of colleagues."""
    how = verbs.calling_back(noun, by=request.actor)
    return {
        "reach": how.reach,
        "closed": how.closed,
        "earlier": how.earlier,
        "safety": marks.safety(how),
        "flags": [marks.flag(kind) for kind in how.flags],
        "may_call": rules.may_call(how) and bool(how.reach.phone),
    }


def _events(request: DeskRequest, noun: Contact) -> list[Event]:
    """Tell what was added, the newest first."""
    names = staff(request.actor.organisation)
    found = []
    for row, values in reversed(queries.additions(noun, by=request.actor)):
        called = values["kind"] == verbs.CALL_BACK
        what = (
            _("Called back: %(result)s") % {"result": marks.label("call_back_result", values["result"])}
            if called
            else _("Note")
        )
        who = names.get(row.author, _("A former colleague"))
        found.append(Event(of_cases.instant(row.written_at), what, who, values["words"]))
    return found


def _crumbs(noun: Contact | None = None) -> list[Crumb]:
    """Show the way to a contact, or to a page behind it."""
    way = [Crumb(_("Hotline"), reverse("desk:hotline"))]
    return [*way, Crumb(_("Contact"), marks.url(noun))] if noun else [*way, Crumb(_("Contact"))]
