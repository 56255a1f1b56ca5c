"""Figures as parts of a page: tables and bars whose every number is a link to its facts."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from komek.doors.face.parts import Bar, Cell, Column, Row, Table
from komek.evidence.results import dimensions, tables, world
from komek.evidence.results.indicators import Indicator
from komek.foundations.ledger import Fact, WorldFact
from komek.kernel.periods import Period

MOST_BARS = 40


def number(value: Decimal | int) -> str:
    """Write a figure with the reader's separators."""
    whole = int(value) if value == int(value) else value
    return formats.number_format(whole, force_grouping=True)


def percent(share: Decimal | None) -> str:
    """Write a share as a percentage, or nothing where there is none."""
    return "" if share is None else f"{formats.number_format(round(share * 100, 1), decimal_pos=1)} %"


def link(name: str, query: Mapping[str, str], **kwargs: str) -> str:
    """Lead to a page of the counts with codes in its address."""
    return f"{reverse(f'desk:{name}', kwargs=kwargs)}?{urlencode(query)}"


def overview(found: Iterable[tuple[Indicator, tables.Cell]], period: Period) -> Table:
    """Show all indicators, each figure leading to its breakdown."""
    rows = [
        Row(
            (
                Cell(each.label, link("counts-figures", {"period": period.code, **cell.where}, indicator=each.code)),
                each.explained,
                _figure(cell, each, period),
            )
        )
        for each, cell in found
    ]
    columns = [Column(_("Indicator")), Column(_("What it counts"), prose=True), Column(_("Figure"), True)]
    return Table(_("Indicators"), columns, rows)


def figures(found: tables.Table) -> Table:
    """Show a table of figures; each opens to its facts."""
    indicator, period = found.asked.indicator, found.asked.period
    heads = [Column(found.rows.label), *(Column(name, True) for _key, name in found.heads), Column(_("All"), True)]
    rows = [
        Row((line.name, *(_figure(cell, indicator, period) for cell in (*line.cells, line.total))))
        for line in found.lines
    ]
    foot = Row((_("All"), *(_figure(cell, indicator, period) for cell in (*found.totals, found.total))))
    return Table(str(indicator.label), heads, rows, foot)


def chart(found: tables.Table) -> list[Bar]:
    """Draw the totals of the lines."""
    indicator, period = found.asked.indicator, found.asked.period
    most = max((line.total.value for line in found.lines), default=Decimal(0)) or Decimal(1)
    return [
        Bar(
            line.name,
            number(line.total.value),
            round(100 * line.total.value / most),
            _facts(line.total, indicator, period),
        )
        for line in found.lines[:MOST_BARS]
    ]


def facts(rows: Iterable[Fact], indicator: Indicator) -> Table:
    """List nameless facts: what every one of them says, and nothing that joins two of them."""
    axes = {code: each for code, each in dimensions.of(indicator.measure).items() if code.startswith(dimensions.AXIS)}
    heads = [_("Month"), _("Country"), _("Region"), _("Sex"), _("Age"), *(each.label for each in axes.values())]
    columns = [*(Column(head) for head in heads), Column(_("How many"), True), Column(_("Written down"))]
    fixed = [dimensions.FIXED[code] for code in ("month", "country", "region", "sex", "age_band")]
    lines = []
    for fact in rows:
        told = [each.name(each.key(getattr(fact, each.column))) for each in fixed]
        more = [each.name(str(fact.axes.get(code.removeprefix(dimensions.AXIS), ""))) for code, each in axes.items()]
        lines.append(Row((*told, *more, number(fact.quantity), formats.date_format(fact.recorded_at, "d.m.Y"))))
    return Table(_("Facts"), columns, lines)


def world_figures(found: world.Table) -> Table:
    """Show figures of world data with their shares."""
    columns = [Column(found.rows.label), Column(_("People"), True), Column(_("Share"), True)]
    rows = [
        Row(
            (
                line.name,
                Cell(number(line.value), _world_facts(found, line) if line.value else ""),
                percent(line.share),
            )
        )
        for line in found.lines
    ]
    return Table(_("World data"), columns, rows)


def world_chart(found: world.Table) -> list[Bar]:
    """Draw the figures of world data, without those of which nothing was recorded."""
    drawn = [line for line in found.lines if line.key not in world.ABSENT][:MOST_BARS]
    most = max((line.value for line in drawn), default=0) or 1
    return [Bar(line.name, number(line.value), round(100 * line.value / most)) for line in drawn]


def world_facts(rows: Iterable[WorldFact]) -> Table:
    """List facts of world data: rows that say the same stand on one line with their number."""
    columns = [*(Column(each.label) for each in world.DIMENSIONS.values()), Column(_("Rows"), True)]
    lines = []
    for fact in rows:
        told = [
            world.name(code, "" if (value := getattr(fact, each.column)) is None else str(value), fact.scheme)
            for code, each in world.COLUMNS.items()
        ]
        flags = [", ".join(world.said(fact, code)) or "—" for code in world.GROUPS]
        lines.append(Row((*told, *flags, number(fact.quantity))))
    return Table(_("Facts"), columns, lines)


def kept_to(where: Mapping[str, str], indicator: Indicator) -> list[tuple[str, str]]:
    """Say in words to which codes a list keeps."""
    known = dimensions.of(indicator.measure)
    return [(str(known[code].label), known[code].name(key)) for code, key in where.items()]


def _world_facts(found: world.Table, line: world.Line) -> str:
    return link("counts-world-facts", {"release": found.release, **line.where})


def _figure(cell: tables.Cell, indicator: Indicator, period: Period) -> Cell:
    """Show a figure; a nought has nothing to open."""
    return Cell(number(cell.value), _facts(cell, indicator, period) if cell.value else "")


def _facts(cell: tables.Cell, indicator: Indicator, period: Period) -> str:
    return link("counts-facts", {"period": period.code, **cell.where}, indicator=indicator.code) if cell.value else ""
