"""What every page of a person shows around its own matter: the veiled head, the way back, lines as facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from komek.care import people
from komek.care.cases import queries as cases
from komek.care.cases.models import Case
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.file import Warn, warnings
from komek.doors.desk.page import DeskRequest, attempt, done, show
from komek.doors.face.parts import Chip, Crumb, Fact, Task
from komek.kernel import codes
from komek.kernel.errors import Text

ROOM = "desk/people/"


def url(name: str, person: UUID, **more: UUID) -> str:
    """Give the address of a page of a person."""
    return reverse(f"desk:{name}", kwargs={"person": person, **more})


def head(request: DeskRequest, person: people.Person, veiled: people.Veiled | None = None) -> dict[str, Any]:
    """Give a page its head: veiled name, chips, way back. That the page was opened is on record."""
    if request.method == "GET":
        read_once(request, person)
    who = veiled or people.veiled([person], by=request.actor)[person.pk]
    crumbs = [Crumb(_("Search"), reverse("desk:search")), Crumb(who.label, url("person", person.pk))]
    may_write = not person.erased and request.actor.has(*people.roles("person.correct"))
    return {"person": person, "who": who, "marks": about(who), "crumbs": crumbs, "may_write": may_write}


def read_once(request: DeskRequest, person: people.Person, beside: Iterable[UUID] = ()) -> None:
    """Put it on record that a page of the person was read: one entry for each page that is opened, with all ids."""
    if getattr(request, "person_read", None) != person.pk:
        request.person_read = people.read_person(person=person, beside=beside, by=request.actor).pk


def about(who: people.Veiled, contact: people.Contact | None = None) -> list[Chip]:
    """Say what is no secret at a glance: sex, age, citizenship, and the languages she speaks."""
    chips = marks.about(who)
    spoken = people.known(contact.languages) if contact else None
    if spoken:
        named = ", ".join(str(codes.get("language")[code].label) for code in spoken)
        chips.append(Chip(_("speaks %(languages)s") % {"languages": named}, icon="languages"))
    return chips


def facts(lines: Iterable[people.Line]) -> list[Fact]:
    """Show lines as names and values."""
    return [Fact(line.name, line.value, line.absent) for line in lines]


def cases_of(request: DeskRequest, persons: Iterable[UUID]) -> dict[UUID, list[Task]]:
    """List the cases of these persons that the reader may open, in one query."""
    rows = cases.visible(request.actor).filter(person__in=list(persons)).order_by("-opened_on", "number")
    found: dict[UUID, list[Task]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(case_task(row))
    return found


def warned(request: DeskRequest, person: people.Person) -> list[Warn]:
    """List what was said since about calling the person, as her cases warn of it."""
    return warnings(request, list(cases.visible(request.actor).filter(person=person.pk)))


def case_task(case: Case) -> Task:
    """Show a case in one line."""
    return Task(case.number, Chip(marks.stage(case)), url=marks.url("case", case))


def language() -> str:
    """Name the language of the page."""
    return get_language() or "en"


def write(
    request: DeskRequest,
    person: people.Person,
    form: forms.BaseForm,
    verb: Callable[..., object],
    *,
    told: Callable[[], dict[str, Any]],
    said: Text,
    words: dict[str, Text],
) -> HttpResponse:
    """Show a form about a person, or do its verb and go back to her page; `words` are title, lead and button."""
    if request.method == "POST" and form.is_valid():
        row: object = attempt(form, partial(_told, verb, told, request))
        if row:
            form.draft.drop()  # type: ignore[attr-defined]
            return done(request, said, "person", person=person.pk)
    return show(request, f"{ROOM}form.html", {**head(request, person), "form": form, **words})


def drafted(request: DeskRequest, code: str, person: people.Person, kind: type[drafts.F], **given: Any) -> drafts.F:
    """Make the form: with what was posted, else with its draft, else with what is on record."""
    return drafts.bind(kind, request, drafts.of(request, code, person.pk), **given)


def _told(verb: Callable[..., object], told: Callable[[], dict[str, Any]], request: DeskRequest) -> object:
    return verb(**told(), by=request.actor)
