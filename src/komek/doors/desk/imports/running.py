"""Taking the lines in, a few seconds at a time: the page goes on by itself, or by its button without JavaScript."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from komek.care.cases.access import HELPERS, TEAM
from komek.care.cases.models import Case, RegisterImport, RegisterLine
from komek.care.cases.register import actions, queries
from komek.doors.desk.imports.registers import crumbs
from komek.doors.desk.page import DeskRequest, done, page, show
from komek.doors.face.parts import Cell, Chip, Column, Fact, Kind, Row, Table
from komek.kernel.errors import Text

SECONDS = 4.0
PER_PAGE = 100
OUTCOMES: dict[str, tuple[Text, Kind]] = {
    "opened": (gettext_lazy("New person, new case"), "ok"),
    "known": (gettext_lazy("New case of somebody on record"), "ok"),
    "held": (gettext_lazy("Like somebody else; not taken in"), "warn"),
    "bad": (gettext_lazy("Wrong; not taken in"), "danger"),
    "left_out": (gettext_lazy("Left out"), ""),
    "failed": (gettext_lazy("Could not be taken in"), "danger"),
}


@page("imports/<uuid:register>/run/", "import-run", roles=TEAM, noun=RegisterImport)
def run(request: DeskRequest, register: UUID) -> HttpResponse:
    """Take a batch in at each post."""
    noun = queries.find(request.actor, register)
    if request.method == "POST":
        standing = actions.take_batch(noun, by=request.actor, seconds=SECONDS)
        if standing.clean:
            actions.finish(register=noun, by=request.actor)
    else:
        standing = queries.standing(noun, queries.opened(noun, by=request.actor))
    context = {
        "register": noun,
        "standing": standing,
        "begun": request.method == "POST",
        "crumbs": crumbs(noun, _("Taking in")),
    }
    if request.headers.get("HX-Request"):
        return render(request, "desk/imports/_progress.html", context)
    return show(request, "desk/imports/run.html", context)


@page("imports/<uuid:register>/finish/", "import-finish", roles=TEAM, noun=RegisterImport, methods=("POST",))
def finish(request: DeskRequest, register: UUID) -> HttpResponse:
    """End an import; what was not taken in is written down by line, and the file goes."""
    noun = queries.find(request.actor, register)
    actions.finish(register=noun, by=request.actor)
    return done(request, _("The import is finished and its file is gone."), "import", register=noun.id)


@page("imports/line/<uuid:line>/", "import-line", roles=HELPERS, noun=RegisterLine, methods=("GET",))
def line(request: DeskRequest, line: UUID) -> HttpResponse:
    """Show a line as it stood in the file; opening it is on record."""
    noun = queries.find_line(request.actor, line)
    cells = actions.read_line(line=noun, by=request.actor)
    context = {
        "line": noun,
        "facts": [Fact(name, value) for name, value in cells.items()],
        "crumbs": crumbs(noun.register, _("Line %(line)s") % {"line": noun.number}),
    }
    return show(request, "desk/imports/line.html", context)


def report(request: DeskRequest, register: RegisterImport) -> HttpResponse:
    """Show what became of each line of an import that has ended."""
    shown = Paginator(register.lines.order_by("number"), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    numbers = dict(Case.objects.filter(pk__in=[row.case for row in rows if row.case]).values_list("pk", "number"))
    told = queries.outcomes(register)
    context = {
        "register": register,
        "crumbs": crumbs(register),
        "facts": [Fact(OUTCOMES[code][0], str(told[code])) for code in OUTCOMES if code in told],
        "table": Table(
            _("Lines of the register"),
            [
                Column(pgettext("of a file", "Line")),
                Column(_("What became of it")),
                Column(_("Case")),
                Column(_("As written")),
            ],
            [_row(row, numbers) for row in rows],
        ),
        "list_page": shown,
    }
    return show(request, "desk/imports/report.html", context)


def _row(row: RegisterLine, numbers: dict[UUID, str]) -> Row:
    said, kind = OUTCOMES[row.outcome]
    number = numbers.get(row.case) if row.case else None
    case = Cell(number, reverse("desk:case", kwargs={"case": row.case})) if number else Cell()
    written = (
        Cell(pgettext("button", "Open"), reverse("desk:import-line", kwargs={"line": row.id})) if row.person else Cell()
    )
    return Row((str(row.number), Cell(chips=[Chip(said, kind)]), case, written))
