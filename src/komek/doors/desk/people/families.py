"""Relatives and guardians, a child's own view, and the second signature where two must decide."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.doors.desk import drafts
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.desk.people import context
from komek.doors.desk.people.forms_about import RelativeForm, ViewForm
from komek.doors.desk.people.search import OTHERS, TEAM
from komek.kernel.ids import read_ids

NOBODY = "new"
"""The answer "none of these" of the page that shows who may be meant."""

drafts.FORMS.add(drafts.Form("person-relative", gettext_lazy("A relative"), page="person-relative", key="person"))
drafts.FORMS.add(drafts.Form("person-view", gettext_lazy("A child's view"), page="person-view", key="person"))


@page("people/<uuid:person>/relatives/new/", "person-relative", roles=TEAM, noun=people.Person)
def relate(request: DeskRequest, person: UUID) -> HttpResponse:
    """Tie somebody to a person: one who is on record, or somebody new. Those who may be meant are shown first."""
    noun = people.find(request.actor, person)
    form = context.drafted(request, "person-relative", noun, RelativeForm)
    found: tuple[people.Match, ...] = ()
    if request.method == "POST" and form.is_valid():
        answer = request.POST.get("who", "")
        if not answer:
            found = people.search_alike(identity=form.identity(), but=[noun.pk], by=request.actor).matches
        if (answer or not found) and _relate(request, noun, form, answer):
            form.draft.drop()  # type: ignore[attr-defined]
            return done(request, _("The relative is written down."), "person", person=noun.pk)
    shown = {**context.head(request, noun), "form": form, "found": found, "new": NOBODY, "not_these": OTHERS}
    return show(request, f"{context.ROOM}relative.html", shown)


@page(
    "people/<uuid:person>/relatives/<uuid:relation>/end/",
    "person-relation-end",
    roles=TEAM,
    noun=people.Person,
    methods=("POST",),
)
def end_relation(request: DeskRequest, person: UUID, relation: UUID) -> HttpResponse:
    """End a tie that no longer holds."""
    noun = people.find(request.actor, person)
    people.end_relation(relation=people.find_relation(request.actor, noun, relation), by=request.actor)
    return done(request, _("The link to the relative has ended."), "person", person=noun.pk)


@page("people/<uuid:person>/view/", "person-view", roles=TEAM, noun=people.Person)
def record_view(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write down what a child herself thinks, and on which basis we act for her."""
    noun = people.find(request.actor, person)
    form = context.drafted(request, "person-view", noun, ViewForm)
    return context.write(
        request,
        noun,
        form,
        people.record_child_view,
        told=lambda: {"person": noun, "day": form.cleaned_data["day"], "view": form.view()},
        said=_("The child's own view is written down."),
        words={
            "title": _("The person's own view"),
            "lead": _("The child is heard too. A guardian who may be the suspect does not speak for the child."),
            "button": _("Save"),
        },
    )


@page(
    "people/<uuid:person>/view/<uuid:view>/sign/",
    "person-view-sign",
    roles=TEAM,
    noun=people.Person,
    methods=("POST",),
)
def sign_view(request: DeskRequest, person: UUID, view: UUID) -> HttpResponse:
    """Sign, as the second person, what is best for the child."""
    noun = people.find(request.actor, person)
    people.sign_child_view(view=people.find_view(request.actor, noun, view), by=request.actor)
    return done(request, _("Signed by two people."), "person", person=noun.pk)


def _relate(request: DeskRequest, noun: people.Person, form: RelativeForm, answer: str) -> object:
    """Tie the person who was chosen, or register a new one; those shown count as set aside."""
    chosen = read_ids([answer])
    if chosen:
        other = people.find(request.actor, chosen[0])
        one, two = (other, noun) if form.guardian_is_person else (noun, other)
        return attempt(form, partial(people.relate, person=one, other=two, tie=form.tie(), by=request.actor))
    return attempt(
        form,
        people.relate_new,
        person=noun,
        identity=form.identity(),
        tie=form.tie(),
        told_by_other=form.guardian_is_person,
        none_of=[noun.pk, *read_ids(request.POST.getlist(OTHERS))],
        by=request.actor,
    )
