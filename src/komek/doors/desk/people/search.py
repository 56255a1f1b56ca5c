"""Search: by post, so that no name is ever in an address; every match says why it was found."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.cases import queries as cases
from komek.doors.desk import drafts
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.desk.people import context
from komek.doors.desk.people.forms import IdentityForm, SearchForm
from komek.doors.face import navigation
from komek.doors.face.parts import Crumb
from komek.kernel.ids import read_ids

HELPERS = ("case_worker", "supervisor", "lawyer")
TEAM = ("case_worker", "supervisor")
OTHERS = "not_these"
"""Name of the field that carries the persons who were shown and are said to be others."""
NEW = {"intake": "case-intake", "person": "person-new"}
"""Forms that a search may go on to, and their pages."""

navigation.register(gettext_lazy("Search"), "desk:search", "user-search", order=30, roles=HELPERS)
drafts.FORMS.add(drafts.Form("person", gettext_lazy("A person"), page="person-new"))


@page("search/", "search", roles=HELPERS)
def search(request: DeskRequest) -> HttpResponse:
    """Show the empty line (get), or who was found and why (post)."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if not (request.method == "POST" and form.is_valid()):
        return show(request, f"{context.ROOM}search.html", {"form": form})
    country = people.country_of(request.actor)
    query = people.parse(form.cleaned_data["q"], country)
    if query.case_number and (case := _case(request, query.case_number)):
        return HttpResponseRedirect(reverse("desk:case", kwargs={"case": case}))
    found = people.search(query=query, by=request.actor)
    held = context.cases_of(request, [match.id for match in found.matches])
    shown = {
        "form": form,
        "found": found,
        "rows": [(match, context.about(match.veiled), held.get(match.id, [])) for match in found.matches],
        "nothing_asked": not query,
        "new": _new(request, query) if request.actor.has(*TEAM) else [],
    }
    return show(request, f"{context.ROOM}found.html", shown)


@page("search/new/<slug:form>/", "search-new", roles=TEAM, methods=("POST",))
def go_on(request: DeskRequest, form: str) -> HttpResponse:
    """None of those found is she: go on to a form with what was typed, kept as a draft of it and typed once."""
    code = form if form in NEW else "person"
    if code in drafts.FORMS and drafts.of(request, code).data is None:
        drafts.keep_from(request)
    return HttpResponseRedirect(reverse(f"desk:{NEW[code]}"))


@page("people/new/", "person-new", roles=TEAM)
def register(request: DeskRequest) -> HttpResponse:
    """Put somebody on record without a case: a relative, a caller. Those like her are shown first."""
    draft = drafts.of(request, "person")
    form = drafts.bind(IdentityForm, request, draft)
    alike: tuple[people.Match, ...] = ()
    if request.method == "POST" and form.is_valid():
        others, identity = read_ids(request.POST.getlist(OTHERS)), form.identity()
        person = attempt(form, people.register_person, identity=identity, none_of=others, by=request.actor)
        if person:
            draft.drop()
            return done(request, _("The person is on record now."), "person", person=person.pk)
        alike = people.search_alike(identity=identity, but=others, by=request.actor).strong
    crumbs = [Crumb(_("Search"), reverse("desk:search")), Crumb(_("A new person"))]
    shown = {"form": form, "crumbs": crumbs, "alike": alike, "not_these": OTHERS}
    shown["set_aside"] = request.POST.getlist(OTHERS) if request.method == "POST" else []
    return show(request, f"{context.ROOM}new.html", shown)


def _case(request: DeskRequest, number: str) -> object:
    return cases.visible(request.actor).filter(number=number).values_list("pk", flat=True).first()


def _new(request: DeskRequest, query: people.Query) -> list[dict[str, object]]:
    """List the forms that a search may go on to, each with its draft ticket and what was typed, field by field."""
    given, surname = (*query.words, "", "")[0], " ".join(query.words[1:])
    year, phone = str(query.year or ""), (*query.phones, "")[0]
    typed = {
        "intake": {"name": " ".join(query.words), "born_year": year, "phone": phone},
        "person": {"given": given, "surname": surname, "born_year": year},
    }
    labels = {
        "intake": _("None of these: take the person in"),
        "person": _("None of these: only put the person on record"),
    }
    return [
        {"code": code, "label": labels[code], "ticket": drafts.of(request, code).ticket, "fields": typed[code]}
        for code in NEW
        if code in drafts.FORMS
    ]
