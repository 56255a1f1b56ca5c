"""Writing a contact: one page, one press; another call may come in between, and nothing typed is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.hotline import queries, sealing
from komek.care.hotline.actions import following
from komek.care.hotline.actions import writing as verbs
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import SHORT_OUTCOMES, Talk
from komek.doors.desk import drafts
from komek.doors.desk.cases import emergency
from komek.doors.desk.hotline import beside, enclosed, marks
from komek.doors.desk.hotline.forms import ContactForm, filled
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Crumb
from komek.kernel import codes
from komek.kernel.errors import Text

drafts.FORMS.add(drafts.Form("contact", gettext_lazy("A contact of the hotline"), page="contact-new"))
drafts.FORMS.add(
    drafts.Form("contact-draft", gettext_lazy("A contact of the hotline"), page="contact-draft", key="contact")
)
ASIDE = ("ask", "look")
"""Buttons that only look something up: the page comes again as it was typed."""
SAID: dict[str, Text] = {
    "keep": gettext_lazy("The contact is kept as your draft."),
    "danger": gettext_lazy("Danger now: the contact stands first in everybody's list. Call for help."),
}


@page("hotline/new/", "contact-new", roles=HOTLINE)
def new(request: DeskRequest) -> HttpResponse:
    """Take a call, a chat or a visit down. The channel comes with the address; the clock runs from now."""
    channel = request.GET.get("channel", "phone")
    if channel not in codes.get("hotline_channel"):
        raise Http404
    draft = drafts.of(request, "contact")
    start = {"channel": channel, "began": timezone.localtime()}
    form = drafts.bind(ContactForm, request, draft, initial=start)
    answer = _acted(request, form, draft, None)
    return answer or _show(request, form, None)


@page("hotline/contact/<uuid:contact>/draft/", "contact-draft", roles=HOTLINE)
def go_on(request: DeskRequest, contact: UUID) -> HttpResponse:
    """Go on writing one's own draft."""
    noun = queries.find(request.actor, contact)
    if not noun.is_draft:
        return done(request, _("This contact is finished."), "contact", contact=noun.id)
    draft = drafts.of(request, "contact-draft", noun.id, owner=noun.id)
    held = filled(sealing.talk(noun, by=request.actor), sealing.reach(noun, by=request.actor))
    form = drafts.bind(ContactForm, request, draft, initial=held)
    answer = _acted(request, form, draft, noun)
    return answer or _show(request, form, noun)


def _acted(request: DeskRequest, form: ContactForm, draft: drafts.Draft, noun: Contact | None) -> HttpResponse | None:
    """Do what the pressed button says; None where the page is to be shown (again)."""
    act = request.POST.get("act", "finish") if request.method == "POST" else ""
    if act in ASIDE or request.POST.get("topic"):
        form._errors = forms.utils.ErrorDict()  # type: ignore[attr-defined] # looked up only: shown without complaints
        return None
    if not act or not form.is_valid():
        return None
    kept = attempt(form, _write, request=request, form=form, act=act, noun=noun)
    if kept is None:
        return None
    draft.drop()
    return _next(request, act, kept)


def _next(request: DeskRequest, act: str, kept: Contact) -> HttpResponse:
    """Say what was done, and go on."""
    if act in SAID:
        return done(request, SAID[act], "contact-draft", contact=kept.id)
    if act in SHORT_OUTCOMES:
        return done(request, _("The contact is counted."), "hotline")
    return done(request, _("The contact is finished."), "contact", contact=kept.id)


def _write(*, request: DeskRequest, form: ContactForm, act: str, noun: Contact | None) -> Contact:
    """Call the verb of a button."""
    by = request.actor
    was = sealing.talk(noun, by=by) if noun else Talk()
    short = act if act in SHORT_OUTCOMES else ""
    talk = form.talk(over=act != "keep", outcome=short, danger=was.danger or act == "danger", signs=was.signs)
    if act not in SAID:
        return verbs.take_contact(talk=talk, reach=form.reach(), contact=noun, by=by)
    if noun is None:
        noun = verbs.begin_contact(talk=talk, reach=form.reach(), by=by)
    else:
        verbs.write_contact(contact=noun, talk=talk, reach=form.reach(), by=by)
    return following.danger_now(contact=noun, by=by) if act == "danger" else noun


def _show(request: DeskRequest, form: ContactForm, noun: Contact | None) -> HttpResponse:
    talk = sealing.talk(noun, by=request.actor) if noun else Talk()
    said: Any = request.POST if request.method == "POST" else {}
    country = said.get("country") or talk.country or people.country_of(request.actor)
    aside = request.method == "POST" and (request.POST.get("act") in ASIDE or bool(request.POST.get("topic")))
    files = enclosed.beside_contact(noun, sealing.files(noun, by=request.actor)) if noun else []
    context = {
        "form": form,
        "enclosed": files,
        "contact": noun,
        "talk": talk,
        "pressed": said.get("act") == "danger",
        "title": _("A new contact") if noun is None else _("Your draft"),
        "crumbs": [Crumb(_("Hotline"), reverse("desk:hotline")), Crumb(_("Contact"))],
        "left": marks.left(talk, timezone.now()),
        "hold": beside.hold_ticket(request),
        "script": beside.script(request, said) if said.get("q") or said.get("topic") else None,
        "callers": beside.known_at(request, said) if said.get("act") == "look" else [],
        "asked": said.get("act") == "look",
        **emergency.card(country),
    }
    shown = show(request, "desk/hotline/contact_form.html", context, status=200 if aside else None)
    return enclosed.may_sound(shown, files)
