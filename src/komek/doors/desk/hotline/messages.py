"""The inbox: take a message, read it, answer it, make a contact of it with nothing typed twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.hotline import queries
from komek.care.hotline.actions.messages import SPOKEN, from_message
from komek.care.hotline.nouns import Talk
from komek.doors.desk import drafts
from komek.doors.desk.cases import emergency
from komek.doors.desk.cases import marks as of_cases
from komek.doors.desk.hotline import beside, enclosed, marks, waiting
from komek.doors.desk.hotline.forms import AnswerForm
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Chip, Crumb, Event
from komek.foundations import inbox
from komek.foundations.inbox.models import Message

drafts.FORMS.add(drafts.Form("message", gettext_lazy("An answer to a message"), page="message", key="message"))


@page("hotline/messages/", "messages", roles=HOTLINE, methods=("GET",))
def overview(request: DeskRequest) -> HttpResponse:
    """List what waits for us, and what we took and have not closed."""
    context = {
        "waiting": waiting.of(request, inbox.queries.waiting(request.actor)),
        "ours": waiting.of(request, inbox.queries.ours(request.actor)),
        "crumbs": [Crumb(_("Hotline"), reverse("desk:hotline")), Crumb(_("Messages"))],
    }
    return show(request, "desk/hotline/messages.html", context)


@page("hotline/message/<uuid:message>/", "message", roles=HOTLINE, noun=Message)
def one(request: DeskRequest, message: UUID) -> HttpResponse:
    """Show a message: before it is taken its head alone, afterwards her words, our answers and what to do."""
    noun = inbox.queries.find(request.actor, message)
    if noun.state == "waiting":
        return _waits(request, noun)
    draft = drafts.of(request, "message", noun.pk)
    form = drafts.bind(AnswerForm, request, draft)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        told = attempt(form, _answered, message=noun, text=text, by=request.actor)
        if told is not None:
            draft.drop()
            return done(request, told, "message", message=noun.pk)
    letter = inbox.open_message(message=noun, by=request.actor)
    return _opened(request, noun, letter, form)


@page("hotline/message/<uuid:message>/take/", "message-take", roles=HOTLINE, noun=Message, methods=("POST",))
def take(request: DeskRequest, message: UUID) -> HttpResponse:
    """Take a message: from now on it is ours alone."""
    inbox.take(message=inbox.queries.find(request.actor, message), by=request.actor)
    return done(
        request,
        _("The message is yours. Nobody of another organisation can open it any more."),
        "message",
        message=message,
    )


@page("hotline/message/<uuid:message>/give-back/", "message-give-back", roles=HOTLINE, noun=Message, methods=("POST",))
def give_back(request: DeskRequest, message: UUID) -> HttpResponse:
    """Let others see the message again."""
    inbox.give_back(message=inbox.queries.find(request.actor, message), by=request.actor)
    return done(request, _("The message waits again."), "messages")


@page("hotline/message/<uuid:message>/close/", "message-close", roles=HOTLINE, noun=Message, methods=("POST",))
def close(request: DeskRequest, message: UUID) -> HttpResponse:
    """Say that nothing more is to be done."""
    inbox.close(message=inbox.queries.find(request.actor, message), by=request.actor)
    return done(request, _("The message is closed. The writer can still go on under her numbers."), "messages")


@page("hotline/message/<uuid:message>/contact/", "message-contact", roles=HOTLINE, noun=Message, methods=("POST",))
def to_contact(request: DeskRequest, message: UUID) -> HttpResponse:
    """Make a contact of a message: everything she wrote stands in it already."""
    contact = from_message(message=inbox.queries.find(request.actor, message), by=request.actor)
    name = "contact-draft" if contact.is_draft else "contact"
    return done(request, _("Everything from the message stands here already."), name, contact=contact.id)


def _answered(*, message: Message, text: str, by: object) -> str:
    """Call the verb, and say whether she was told that there is an answer."""
    verb: Callable[..., bool] = inbox.answer
    if verb(message=message, text=text, by=by):
        return _("The answer is there, and the writer was told so in neutral words.")
    return _("The answer is there. She reads it with her two numbers.")


def _waits(request: DeskRequest, noun: Message) -> HttpResponse:
    heads = inbox.queries.heads([noun], request.actor)
    head = heads.get(noun.pk)
    context = {
        "message": noun,
        "head": head,
        "chips": _chips(head) if head else [],
        "when": of_cases.instant(head.at) if head else "",
        "crumbs": _crumbs(),
        **emergency.card(head.country if head and head.country else people.country_of(request.actor)),
    }
    return show(request, "desk/hotline/message_waiting.html", context)


def _opened(request: DeskRequest, noun: Message, letter: inbox.Letter, form: AnswerForm) -> HttpResponse:
    heard = Talk(channel=letter.head.channel, heard=letter.head.at)
    said = {
        "q": letter.text,
        "language": SPOKEN.get(letter.head.language, ""),
        "country": letter.head.country,
        "topic": request.GET.get("topic", ""),
    }
    context: dict[str, Any] = {
        "message": noun,
        "letter": letter,
        "enclosed": enclosed.beside_message(noun, letter.files),
        "chips": [*_chips(letter.head), *marks.left(heard, timezone.now())],
        "when": of_cases.instant(letter.head.at),
        "replies": [Event(of_cases.day(each.day), _("Answered"), "", each.text) for each in reversed(letter.replies)],
        "contact": queries.of_message(request.actor, [noun.pk]).get(noun.pk),
        "form": form,
        "script": beside.script(request, said),
        "may_close": noun.state in ("taken", "answered"),
        "crumbs": _crumbs(),
        **emergency.card(letter.head.country or people.country_of(request.actor)),
    }
    return enclosed.may_sound(show(request, "desk/hotline/message.html", context), context["enclosed"])


def _chips(head: inbox.Head) -> list[Chip]:
    """Say by which way, in which language and from where a message came."""
    found = [Chip(_("Danger now"), "danger", "shield-alert")] if head.danger else []
    country = of_cases.place(head.country) if head.country else ""
    names = (waiting.channel(head), waiting.language(head), country)
    return [*found, *(Chip(name) for name in names if name)]


def _crumbs() -> list[Crumb]:
    way = [Crumb(_("Hotline"), reverse("desk:hotline")), Crumb(_("Messages"), reverse("desk:messages"))]
    return [*way, Crumb(_("Message"))]
