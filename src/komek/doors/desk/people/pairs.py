"""Two files side by side: why they may be about one person, who says so, and who says it too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.doors.desk import drafts
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.desk.people import context
from komek.doors.desk.people.forms_about import ProposeForm
from komek.doors.desk.people.search import TEAM
from komek.doors.face.parts import Cell, Column, Row, Table
from komek.foundations.accounts.queries import names

drafts.FORMS.add(
    drafts.Form("person-pair", gettext_lazy("Two files about one person"), page="person-alike", key="person")
)
STEPS = {"confirm": people.confirm_duplicate, "reject": people.reject_duplicate, "end": people.end_duplicate}
SAID = {
    "confirm": gettext_lazy("The two files are linked. Both stay as they are."),
    "reject": gettext_lazy("Two persons: nobody will be asked again."),
    "end": gettext_lazy("The link has ended."),
}


@page("people/<uuid:person>/alike/", "person-alike", roles=TEAM, noun=people.Person, methods=("GET",))
def alike(request: DeskRequest, person: UUID) -> HttpResponse:
    """Show those on record who may be the same person; whose name was seen is on record."""
    noun = people.find(request.actor, person)
    found = people.search_like(person=noun, by=request.actor)
    rows = [(match, context.about(match.veiled)) for match in found.matches]
    shown = {**context.head(request, noun), "rows": rows, "more": found.more}
    return show(request, f"{context.ROOM}alike.html", shown)


@page("people/<uuid:person>/alike/<uuid:other>/", "person-pair", roles=TEAM, noun=people.Person)
def pair(request: DeskRequest, person: UUID, other: UUID) -> HttpResponse:
    """Compare two files side by side (get), or propose that they are about one person (post)."""
    one, two = people.find(request.actor, person), people.find(request.actor, other)
    if one.pk == two.pk:
        raise Http404
    form = context.drafted(request, "person-pair", one, ProposeForm)
    if request.method == "POST" and form.is_valid():
        given = {"first": one, "second": two, **form.cleaned_data}
        if attempt(form, people.propose_duplicate, **given, by=request.actor):
            form.draft.drop()  # type: ignore[attr-defined]
            said = _("Proposed. A colleague has to see it too.")
            return done(request, said, "person-pair", person=one.pk, other=two.pk)
    first, second, reasons = people.compare(first=one, second=two, by=request.actor)
    link = people.live_link(one, two)
    staff = names({each for each in (link.proposed_by, link.decided_by) if each}) if link else {}
    shown = {
        **context.head(request, one),
        "other": people.veiled([two], by=request.actor)[two.pk],
        "table": side_by_side(first, second),
        "reasons": reasons,
        "form": form,
        "link": link,
        "proposed_by": staff.get(link.proposed_by, "") if link else "",
        "decided_by": staff.get(link.decided_by, "") if link and link.decided_by else "",
        "mine": link is not None and link.proposed_by == request.actor.user,
    }
    return show(request, f"{context.ROOM}pair.html", shown)


@page(
    "people/<uuid:person>/links/<uuid:link>/<slug:step>/",
    "person-link",
    roles=TEAM,
    noun=people.Person,
    methods=("POST",),
)
def decide(request: DeskRequest, person: UUID, link: UUID, step: str) -> HttpResponse:
    """Confirm, reject or end a link between two files."""
    noun = people.find(request.actor, person)
    row = people.find_link(request.actor, noun, link)
    if step not in STEPS:
        raise Http404
    STEPS[step](link=row, by=request.actor)
    return done(request, SAID[step], "person", person=noun.pk)


def side_by_side(first: people.Identity, second: people.Identity) -> Table:
    """Put two identities beside each other, field by field."""
    one, two = ({line.name: line for line in people.lines(each)} for each in (first, second))
    listed = [*one, *(name for name in two if name not in one)]
    rows = [Row((name, _cell(one.get(name)), _cell(two.get(name)))) for name in listed]
    return Table(
        _("The two side by side"), [Column(_("What")), Column(_("This file")), Column(_("The other file"))], rows
    )


def _cell(line: Any) -> Cell:
    return Cell(line.value or line.absent or "—") if line else Cell("—")
