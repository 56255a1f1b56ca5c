"""A caller who comes again: how to speak with her, warnings that end, her contacts, and forgetting her on wish."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.hotline import queries
from komek.care.hotline.actions import callers as verbs
from komek.care.hotline.actions.following import list_talks
from komek.care.hotline.models import Caller, Flag
from komek.care.hotline.nouns import Known
from komek.doors.desk import drafts
from komek.doors.desk.hotline import marks
from komek.doors.desk.hotline.day import staff
from komek.doors.desk.hotline.forms import CallerForm, FlagForm
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Crumb

drafts.FORMS.add(drafts.Form("caller", gettext_lazy("What is known of a caller"), page="caller", key="caller"))
MOST = 25


@page("hotline/caller/<uuid:caller>/", "caller", roles=HOTLINE, noun=Caller)
def one(request: DeskRequest, caller: UUID) -> HttpResponse:
    """Show what is known of a caller and correct it."""
    noun = queries.find_caller(request.actor, caller)
    known = verbs.read_caller(caller=noun, by=request.actor)
    draft = drafts.of(request, "caller", noun.id, owner=noun.id)
    form = drafts.bind(CallerForm, request, draft, initial=_filled(known))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, verbs.note_caller, caller=noun, told=_told(form), by=request.actor) is not None
    ):
        draft.drop()
        return done(request, _("What you wrote about the caller is kept."), "caller", caller=noun.id)
    return _show(request, noun, known, form, FlagForm(today=timezone.localdate(), prefix="flag"))


@page("hotline/caller/<uuid:caller>/flag/", "caller-flag", roles=HOTLINE, noun=Caller)
def set_flag(request: DeskRequest, caller: UUID) -> HttpResponse:
    """Warn colleagues of a caller until a day."""
    noun = queries.find_caller(request.actor, caller)
    flag = FlagForm(request.POST if request.method == "POST" else None, today=timezone.localdate(), prefix="flag")
    sent = request.method == "POST" and flag.is_valid()
    if sent and attempt(flag, verbs.set_flag, caller=noun, by=request.actor, **flag.cleaned_data) is not None:
        return done(request, _("The warning stands."), "caller", caller=noun.id)
    known = verbs.read_caller(caller=noun, by=request.actor)
    form = CallerForm(initial=_filled(known))
    form.draft = drafts.of(request, "caller", noun.id, owner=noun.id)  # type: ignore[attr-defined]
    return _show(request, noun, known, form, flag)


@page("hotline/flag/<uuid:flag>/lift/", "caller-flag-lift", roles=HOTLINE, noun=Flag, methods=("POST",))
def lift(request: DeskRequest, flag: UUID) -> HttpResponse:
    """Take a warning off."""
    caller = verbs.lift_flag(flag=queries.find_flag(request.actor, flag), by=request.actor)
    return done(request, _("The warning is taken off."), "caller", caller=caller.id)


@page("hotline/caller/<uuid:caller>/erase/", "caller-erase", roles=HOTLINE, noun=Caller, methods=("POST",))
def erase(request: DeskRequest, caller: UUID) -> HttpResponse:
    """Forget a caller on her wish."""
    noun = queries.find_caller(request.actor, caller)
    verbs.erase_caller(caller=noun, by=request.actor)
    return done(request, _("The number and all that was known of the caller are erased."), "hotline")


def _show(request: DeskRequest, noun: Caller, known: Known, form: CallerForm, flag: FlagForm) -> HttpResponse:
    rows = list(queries.contacts_of(noun, request.actor)[:MOST])
    talks = list_talks(contacts=rows, by=request.actor) if rows else []
    failed = bool(form.is_bound and form.errors) or bool(flag.is_bound and flag.errors)
    context = {
        "caller": noun,
        "known": known,
        "form": form,
        "flag_form": flag,
        "flags": [(row, marks.flag(kind), words) for row, kind, words in queries.flags(noun, by=request.actor)],
        "table": marks.table(rows, talks, staff(request.actor.organisation), timezone.now(), by=request.actor),
        "crumbs": [Crumb(_("Hotline"), reverse("desk:hotline")), Crumb(_("Caller"))],
        "language": marks.label("language", known.language),
    }
    return show(request, "desk/hotline/caller.html", context, status=422 if failed else 200)


def _filled(known: Known) -> dict[str, str]:
    return {"call_me": known.call_me, "safe": known.safe, "when": known.when, "say": known.words, "note": known.note}


def _told(form: CallerForm) -> Known:
    said = form.cleaned_data
    return Known(call_me=said["call_me"], safe=said["safe"], when=said["when"], words=said["say"], note=said["note"])
