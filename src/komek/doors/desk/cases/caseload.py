"""The caseload: filters, counts, veiled names of one page at a time."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.cases import queries
from komek.care.cases.actions.reading import list_names
from komek.care.cases.models import Case
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.forms import CaseloadFilter
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Cell, Chip, Column, Row, Table
from komek.foundations.orgs.queries import memberships

HELPERS = ("case_worker", "supervisor", "lawyer")
TEAM = ("case_worker", "supervisor")
PER_PAGE = 25

navigation.register(gettext_lazy("Cases"), "desk:cases", "folder", order=20, roles=HELPERS)


class Counted(Paginator):  # type: ignore[type-arg] # generic for the checker only
    """Pages of a list whose length is known already."""

    def __init__(self, rows: QuerySet[Case], count: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.count = count


@page("cases/", "cases", roles=HELPERS, methods=("GET",))
def caseload(request: DeskRequest) -> HttpResponse:
    """Show one page of the cases the reader may see; opening its names is one entry in the audit."""
    seen = queries.visible(request.actor)
    staff = dict(memberships(request.actor.organisation).values_list("user", "user__name"))
    filters = CaseloadFilter(request.GET or None, workers={str(key): name for key, name in staff.items()})
    wish = queries.Wish(**filters.cleaned_data) if filters.is_valid() else queries.Wish()
    counts = queries.counts(seen, wish, actor=request.actor)
    rows = queries.narrowed(seen, wish, actor=request.actor).select_related("person")
    shown = Counted(rows, counts["wished"]).get_page(request.GET.get("page"))
    cases = list(shown.object_list)
    veiled = list_names(cases=cases, by=request.actor) if cases else {}
    table = Table(_("Cases"), _columns(), [_row(case, veiled[case], staff) for case in cases])
    context = {
        "filters": filters,
        "clear": any(request.GET.values()),
        "counts": counts,
        "table": table,
        "list_page": shown,
        "may_open": request.actor.has(*TEAM),
        "may_decide": request.actor.has("supervisor"),
    }
    return show(request, "desk/cases/caseload.html", context)


def _columns() -> list[Column]:
    heads = (_("Name"), _("Number"), _("Who the person is to us"), _("Stage"), _("Risk"), _("Due"), _("Worker"))
    return [Column(head, whole=head == heads[1]) for head in heads]


def _row(case: Case, who: people.Veiled, staff: dict[UUID, str]) -> Row:
    due = [marks.due(case.due_on)] if case.due_on else []
    return Row(
        (
            Cell(who.label, reverse("desk:case", kwargs={"case": case.id})),
            case.number,
            Cell(chips=[marks.identification(case)]),
            Cell(chips=[Chip(marks.stage(case))]),
            Cell(chips=[*marks.danger(case), *marks.risk(case)]),
            Cell(chips=due),
            staff.get(case.worker, _("A former colleague")),
        )
    )
