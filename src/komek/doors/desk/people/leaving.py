"""A copy for the person, and the end of her record with a slip in her own language."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from komek.care import people
from komek.care.cases.texts import LANGUAGES, texts
from komek.doors.desk.page import DeskRequest, attempt, page, show
from komek.doors.desk.people import context
from komek.doors.desk.people.forms_about import EraseForm
from komek.doors.desk.people.search import TEAM

NAMES = dict(settings.LANGUAGES)
SPOKEN = [(code, NAMES[code]) for code in LANGUAGES]


@page("people/<uuid:person>/copy/", "person-copy", roles=TEAM, noun=people.Person, methods=("POST",))
def copy(request: DeskRequest, person: UUID) -> HttpResponse:
    """Show what is held about a person, in words for her and ready to print; making the copy is on record."""
    noun = people.find(request.actor, person)
    sections = people.export_person(person=noun, by=request.actor)
    told = [(section.title, context.facts(section.lines)) for section in sections]
    return show(request, f"{context.ROOM}copy.html", {**context.head(request, noun), "sections": told})


@page("people/<uuid:person>/erase/", "person-erase", roles=people.roles("person.erase"), noun=people.Person)
def erase(request: DeskRequest, person: UUID) -> HttpResponse:
    """Ask, then erase; the answer is the slip that the person gets."""
    noun = people.find(request.actor, person)
    form = EraseForm(request.POST or None, languages=SPOKEN, initial={"language": request.actor.language})
    if request.method == "POST" and form.is_valid():
        slip = attempt(form, people.erase_person, person=noun, reason=form.cleaned_data["reason"], by=request.actor)
        if slip:
            return show(request, f"{context.ROOM}slip.html", _slip(slip, form.cleaned_data["language"]))
    return show(request, f"{context.ROOM}erase.html", {**context.head(request, noun), "form": form})


def _slip(slip: people.Slip, language: str) -> dict[str, object]:
    """Write the slip in the client's language."""
    said = texts(language)
    erased, complete = (f"{day:%d.%m.%Y}" for day in (slip.erased_on, slip.complete_on))
    lines = [
        said.say("erased", "intro", date=erased),
        said.say("erased", "gone"),
        said.say("erased", "backups", date=complete),
        said.say("erased", "stays"),
        said.say("erased", "keep"),
    ]
    return {"title": said.say("erased", "title"), "lines": lines, "language": language, "day": timezone.localdate()}
