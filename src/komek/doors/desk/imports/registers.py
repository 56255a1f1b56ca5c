"""The registers of the organisation: bring one along, see how far each is, drop one."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases.access import COUNTERS, TEAM
from komek.care.cases.models import RegisterImport
from komek.care.cases.register import actions, queries
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.imports.forms import RegisterForm
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Cell, Chip, Column, Crumb, Kind, Row, Table
from komek.foundations.accounts.queries import names
from komek.kernel.errors import Text

drafts.FORMS.add(drafts.Form("register", gettext_lazy("A register"), page="imports"))

STATES: dict[str, tuple[Text, Kind]] = {
    "received": (gettext_lazy("Columns to be looked at"), "warn"),
    "looked_at": (gettext_lazy("Ready to be taken in"), "teal"),
    "running": (gettext_lazy("Partly taken in"), "warn"),
    "finished": (gettext_lazy("Finished"), "ok"),
    "dropped": (gettext_lazy("Dropped"), ""),
}
NEXT = {"received": "import-columns"}
MOST = 50

navigation.register(gettext_lazy("Register import"), "desk:imports", "upload", order=70, roles=TEAM)


@page("imports/", "imports", roles=TEAM)
def imports(request: DeskRequest) -> HttpResponse:
    """List the registers, and bring a new one along."""
    draft = drafts.of(request, "register")
    form = drafts.bind(RegisterForm, request, draft)
    if request.method == "POST" and form.is_valid():
        register = attempt(form, actions.receive, upload=form.cleaned_data["upload"], by=request.actor)
        if register:
            draft.drop()
            return done(
                request, _("The file is sealed. Now say what its columns mean."), "import-columns", register=register.id
            )
    rows = list(queries.visible(request.actor)[:MOST])
    context = {"form": form, "table": _table(rows), "may_total": request.actor.has(*COUNTERS)}
    return show(request, "desk/imports/imports.html", context)


@page("imports/<uuid:register>/drop/", "import-drop", roles=TEAM, noun=RegisterImport, methods=("POST",))
def drop(request: DeskRequest, register: UUID) -> HttpResponse:
    """Throw a register away: its file goes at once."""
    noun = queries.find(request.actor, register)
    actions.drop(register=noun, by=request.actor)
    return done(request, _("The file is gone. What was taken in stays."), "imports")


def crumbs(register: RegisterImport | None = None, *more: Text) -> list[Crumb]:
    """Show the way to a page of an import."""
    way = [Crumb(_("Register import"), reverse("desk:imports"))]
    if register is not None and more:
        way.append(Crumb(marks.day(register.received_on), reverse("desk:import", kwargs={"register": register.id})))
    return [*way, *(Crumb(each) for each in more)]


def _table(rows: list[RegisterImport]) -> Table:
    staff = names({row.received_by for row in rows})
    heads = (_("Brought along"), _("By"), _("State"), _("People"))
    return Table(
        _("Registers"),
        [Column(head, numeric=head == heads[-1]) for head in heads],
        [_row(row, staff) for row in rows],
    )


def _row(row: RegisterImport, staff: dict[UUID, str]) -> Row:
    said, kind = STATES[row.state]
    url = reverse(f"desk:{NEXT.get(row.state, 'import')}", kwargs={"register": row.id})
    who = staff.get(row.received_by, _("A former colleague"))
    return Row((Cell(marks.day(row.received_on), url), who, Cell(chips=[Chip(said, kind)]), row.lines_in_all or "—"))
