"""The pages of the counts: all indicators, one of them broken down, the facts behind a figure, world data."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.doors.desk.counts import marks
from komek.doors.desk.counts.forms import FigureFilter, PeriodFilter, WorldFilter, period_name
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Bar, Crumb, Tab
from komek.evidence.results import counting, dimensions, export, queries, world
from komek.evidence.results.access import READERS
from komek.evidence.results.indicators import INDICATORS, Indicator
from komek.evidence.results.tables import Cell, Table, table
from komek.kernel.errors import Hidden
from komek.kernel.periods import Period, parse

PER_PAGE = 50
MOST_BESIDE = 4
"""A table with more columns stands below the chart instead of beside it."""

navigation.register(gettext_lazy("Counts"), "desk:counts", "chart-column", order=60, roles=READERS)


@page("counts/", "counts", roles=READERS, methods=("GET",))
def overview(request: DeskRequest) -> HttpResponse:
    """Show every indicator of a period, each leading to its breakdown and its facts."""
    filters = PeriodFilter(request.GET, first=queries.first_month(request.actor), today=timezone.localdate())
    period = filters.chosen
    found = queries.overview(by=request.actor, period=period, where=filters.where)
    context = {
        "filters": filters,
        "clear": bool(request.GET),
        "period": period_name(period),
        "everywhere": queries.sees_everywhere(request.actor),
        "tabs": _tabs("counts"),
        "table": marks.overview(found, period),
        "bars": _people(found),
        "few": any(cell.few for _indicator, cell in found),
    }
    return show(request, "desk/counts/overview.html", context)


@page("counts/figures/<slug:indicator>/", "counts-figures", roles=READERS, methods=("GET",))
def figures(request: DeskRequest, indicator: str) -> HttpResponse:
    """Break one indicator down by lines and columns, with a chart of the lines beside the table."""
    known = _known(indicator)
    filters = FigureFilter(
        request.GET, indicator=known, first=queries.first_month(request.actor), today=timezone.localdate()
    )
    found = _table(request, known, filters)
    context = {
        "filters": filters,
        "clear": bool(request.GET),
        "indicator": known,
        "period": period_name(filters.chosen),
        "everywhere": queries.sees_everywhere(request.actor),
        "crumbs": [Crumb(_("Counts"), reverse("desk:counts")), Crumb(known.label)],
        "table": marks.figures(found),
        "bars": marks.chart(found),
        "caption": _("%(what)s by: %(lines)s") % {"what": known.label, "lines": found.rows.label},
        "total": marks.number(found.total.value),
        "of": None if found.of is None else marks.number(found.of),
        "share": marks.percent(found.share),
        "few": found.few,
        "wide": len(found.heads) > MOST_BESIDE,
        "files": [
            (form, marks.link("counts-file", request.GET.dict(), indicator=indicator, form=form))
            for form in export.FORMS
        ],
    }
    return show(request, "desk/counts/figures.html", context)


@page("counts/figures/<slug:indicator>/facts/", "counts-facts", roles=READERS, methods=("GET",))
def facts(request: DeskRequest, indicator: str) -> HttpResponse:
    """List the nameless facts behind one figure."""
    known, period = _known(indicator), _period(request.GET)
    asked = queries.ask(by=request.actor, indicator=indicator, period=period, where=_where(request.GET, known))
    rows = counting.facts(asked).order_by("occurred_on", "id")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    back = marks.link("counts-figures", {"period": period.code}, indicator=indicator)
    context = {
        "indicator": known,
        "period": period_name(period),
        "figure": marks.number(counting.figure(counting.facts(asked), known.rule)),
        "kept": marks.kept_to(asked.where, known),
        "crumbs": [Crumb(_("Counts"), reverse("desk:counts")), Crumb(known.label, back), Crumb(_("Facts"))],
        "table": marks.facts(shown.object_list, known),
        "list_page": shown,
    }
    return show(request, "desk/counts/facts.html", context)


@page("counts/figures/<slug:indicator>/file/<slug:form>/", "counts-file", roles=READERS, methods=("GET",))
def file(request: DeskRequest, indicator: str, form: str) -> HttpResponse:
    """Hand the figures of the page out as a file; the audit keeps that it was done."""
    if form not in export.FORMS:
        raise Http404
    known = _known(indicator)
    filters = FigureFilter(
        request.GET, indicator=known, first=queries.first_month(request.actor), today=timezone.localdate()
    )
    content = export.hand_out(found=_table(request, known, filters), form=form, by=request.actor)
    name = f"{known.code}-{filters.chosen.code}.{form}"
    return HttpResponse(
        content,
        content_type=export.FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@page("counts/world/", "counts-world", roles=READERS, methods=("GET",))
def world_data(request: DeskRequest) -> HttpResponse:
    """Show published world data beside our own figures, never among them."""
    releases = world.releases()
    context: dict[str, object] = {"tabs": _tabs("counts-world")}
    if releases:
        filters = WorldFilter(request.GET, releases=releases)
        found = world.table(filters.data["release"], rows=filters.data["by"], where=filters.where)
        context |= {
            "filters": filters,
            "clear": bool(request.GET),
            "release": found.release,
            "taken_in": world.taken_in_on(found.release),
            "table": marks.world_figures(found),
            "bars": marks.world_chart(found),
            "caption": str(found.rows.label),
            "total": marks.number(found.total),
            "base": marks.number(found.base),
            "several": filters.data["by"] in world.GROUPS,
        }
    return show(request, "desk/counts/world.html", context)


@page("counts/world/facts/", "counts-world-facts", roles=READERS, methods=("GET",))
def world_facts(request: DeskRequest) -> HttpResponse:
    """List the rows of world data behind one figure."""
    release = request.GET.get("release", "")
    if release not in world.releases():
        raise Hidden
    where = {code: request.GET[code] for code in world.DIMENSIONS if code in request.GET}
    try:
        rows = world.facts(release, where).order_by("year", "id")
    except (KeyError, ValueError):
        raise Hidden from None
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "release": release,
        "kept": [(str(world.DIMENSIONS[code].label), world.name(code, key, release)) for code, key in where.items()],
        "crumbs": [Crumb(_("World data"), reverse("desk:counts-world")), Crumb(_("Facts"))],
        "table": marks.world_facts(shown.object_list),
        "list_page": shown,
    }
    return show(request, "desk/counts/world_facts.html", context)


def _known(indicator: str) -> Indicator:
    if indicator not in INDICATORS:
        raise Hidden
    return INDICATORS[indicator]


def _table(request: DeskRequest, indicator: Indicator, filters: FigureFilter) -> Table:
    asked = queries.ask(by=request.actor, indicator=indicator.code, period=filters.chosen, where=filters.where)
    return table(asked, rows=filters.data["by"], columns=filters.data["across"])


def _period(given: Mapping[str, str]) -> Period:
    try:
        return parse(given.get("period", ""))
    except ValueError:
        raise Hidden from None


def _where(given: Mapping[str, str], indicator: Indicator) -> dict[str, str]:
    return {code: given[code] for code in dimensions.of(indicator.measure) if code in given}


def _people(found: list[tuple[Indicator, Cell]]) -> list[Bar]:
    """Draw those indicators that count people, on one scale."""
    people = [(each, cell.value) for each, cell in found if each.rule.by_person]
    most = max((value for _each, value in people), default=0) or 1
    return [Bar(each.label, marks.number(value), round(100 * value / most)) for each, value in people]


def _tabs(here: str) -> list[Tab]:
    return [
        Tab(label, reverse(f"desk:{name}"), current=name == here)
        for name, label in (("counts", _("Our figures")), ("counts-world", _("World data")))
    ]
