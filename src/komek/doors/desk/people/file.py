"""The page of one person: veiled until somebody shows the identity, and that is on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from komek.care import people
from komek.care.people import Sheet
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.history import lines
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.desk.people import context
from komek.doors.desk.people.search import HELPERS, TEAM
from komek.doors.face.parts import Chip
from komek.foundations.accounts.queries import names
from komek.kernel import codes
from komek.kernel.missing import Missing

VEILED = ("gender", "marital_status", "education", "birth_country")
"""What the page tells of somebody without telling who she is."""
REACHING = ("safe", "call_when", "call_words", "call_by")
"""What must be seen before anybody dials."""
OF_A_PAPER = ("kind", "country", "state", "expires")
QUIET = frozenset({"person.read", "person.history", "person.search", "person.show_identity", "person.compare"})


@page("people/<uuid:person>/", "person", roles=HELPERS, noun=people.Person, methods=("GET",))
def file(request: DeskRequest, person: UUID) -> HttpResponse:
    """Show the page; reading it is on record, the name stays veiled."""
    noun = people.find(request.actor, person)
    return show(request, f"{context.ROOM}file.html", _file(request, noun, shown=False))


@page("people/<uuid:person>/identity/", "person-show", roles=HELPERS, noun=people.Person, methods=("POST",))
def show_identity(request: DeskRequest, person: UUID) -> HttpResponse:
    """Unveil name, birth date, papers and ways of contact: a verb of its own, by a press of a button."""
    noun = people.find(request.actor, person)
    people.show_identity(person=noun, by=request.actor)
    return show(request, f"{context.ROOM}file.html", _file(request, noun, shown=True))


@page("people/<uuid:person>/history/", "person-history", roles=HELPERS, noun=people.Person, methods=("GET",))
def history(request: DeskRequest, person: UUID) -> HttpResponse:
    """Tell from the audit who did what with this person's record, and who saw her name."""
    noun = people.find(request.actor, person)
    events = lines(people.read_history(person=noun, by=request.actor), QUIET)
    return show(request, f"{context.ROOM}history.html", {**context.head(request, noun), "events": events})


def _file(request: DeskRequest, person: people.Person, *, shown: bool) -> dict[str, Any]:
    sheet = people.sheet(person, by=request.actor)
    context.read_once(request, person, sheet.beside)
    staff = names({view.row.signed_by for view in sheet.views if view.row.signed_by})
    child = not sheet.standing.of_age
    return {
        **context.head(request, person, sheet.veiled),
        "sheet": sheet,
        "shown": shown,
        "marks": context.about(sheet.veiled, sheet.contact),
        "identity": context.facts(people.lines(sheet.identity) if shown else _asked(sheet)),
        "reaching": context.facts(people.lines(sheet.contact, REACHING)),
        "contact": context.facts(_contact(sheet)) if shown else [],
        "papers": [(each.row, context.facts(_paper(each, shown=shown))) for each in sheet.papers],
        "stays": [(each.row, context.facts(_stay(each, shown=shown))) for each in sheet.stays],
        "talks": [_talk(each) for each in sheet.talks],
        "vetoes": [context.facts(people.lines(each.told)) for each in sheet.vetoes],
        "relatives": [_relative(each) for each in sheet.relatives],
        "pairs": [(each, _link(each)) for each in sheet.links],
        "child": child,
        "standing": sheet.standing,
        "views": [_view(each, staff) for each in sheet.views] if child or sheet.views else [],
        "consulate": people.consulate_allowed(person),
        "warnings": context.warned(request, person),
        "cases": context.cases_of(request, [person.pk]).get(person.pk, []),
        "may_paper": not person.erased,
        "may_team": not person.erased and request.actor.has(*TEAM),
        "may_erase": not person.erased and request.actor.has(*people.roles("person.erase")),
    }


def _asked(sheet: Sheet) -> list[people.Line]:
    """List what was asked and tells nobody who she is."""
    return [
        line for line in people.lines(sheet.identity, VEILED) if line.value or line.missing is not Missing.NOT_ASKED
    ]


def _contact(sheet: Sheet) -> list[people.Line]:
    first = ("phones", "messengers", "address", "trusted_name", "trusted_who", "trusted_phone", "trusted_knows")
    return people.lines(sheet.contact, first)


def _paper(each: Any, *, shown: bool) -> list[people.Line]:
    return people.lines(each.told, () if shown else OF_A_PAPER)


def _stay(each: Any, *, shown: bool) -> list[people.Line]:
    return people.lines(each.told, () if shown else ("basis",))


def _talk(each: Any) -> dict[str, Any]:
    return {"day": marks.day(each.row.day), "facts": context.facts(people.lines(each.told))}


def _relative(each: Any) -> dict[str, Any]:
    chips = [Chip(people.KIN[each.tie.kind])]
    if each.tie.guardian:
        chips.append(Chip(_("guardian"), "teal", "shield"))
    if each.tie.guardian and each.tie.suspect in {"yes", "unknown"}:
        chips.append(Chip(_("may be the suspect"), "danger", "triangle-alert"))
    return {"row": each.row, "who": each.other, "chips": chips, "words": each.tie.words}


def _link(each: Any) -> Chip:
    label = codes.get("duplicate_state")[each.row.state].label
    return Chip(label, "violet" if each.row.state == "same_person_confirmed" else "")


def _view(each: Any, staff: dict[UUID, str]) -> dict[str, Any]:
    waits = each.told.basis == "best_interests" and each.row.signed_by is None
    return {
        "row": each.row,
        "day": marks.day(each.row.day),
        "facts": context.facts(people.lines(each.told)),
        "waits": waits,
        "signed_by": staff.get(each.row.signed_by, "") if each.row.signed_by else "",
    }
