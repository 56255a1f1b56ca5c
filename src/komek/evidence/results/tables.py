"""Figures in rows and columns, each with what is needed to open it to its facts.

Sums of people are never made from cells: each margin is counted by itself, so a person who appears in two rows
is one person in the total.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from komek.evidence.results import dimensions
from komek.evidence.results.counting import Selection, counted, facts, figure
from komek.evidence.results.dimensions import Dimension
from komek.evidence.results.indicators import INDICATORS

FEW = 3
"""A figure below this can point to one person."""


@dataclass(frozen=True)
class Cell:
    """One figure; `where` are the codes that lead to its facts."""

    value: Decimal
    where: Mapping[str, str]

    @property
    def few(self) -> bool:
        """Say whether the figure is so small that it can point to one person."""
        return 0 < self.value < FEW


@dataclass(frozen=True)
class Line:
    """One row: its name, its cells, and its own total."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Table:
    """Figures of one selection by one or two dimensions."""

    asked: Selection
    rows: Dimension
    columns: Dimension | None
    heads: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    totals: tuple[Cell, ...]
    total: Cell
    of: Decimal | None = None
    share: Decimal | None = field(default=None)

    @property
    def few(self) -> bool:
        """Say whether any figure is so small that it can point to one person."""
        return any(cell.few for line in self.lines for cell in (*line.cells, line.total))


def table(asked: Selection, *, rows: str = "month", columns: str = "") -> Table:
    """Count the selection by rows and columns. Raises KeyError for a dimension the measure does not have."""
    known = dimensions.of(asked.indicator.measure)
    down, across = known[rows], known[columns] if columns else None
    by_row = _by(asked, down)
    row_keys = down.keys(asked.period, [key for (key,) in by_row])
    by_column = _by(asked, across) if across else {}
    column_keys = across.keys(asked.period, [key for (key,) in by_column]) if across else []
    both = _by(asked, down, across) if across else {}

    def cell(value: Decimal | None, **more: str) -> Cell:
        return Cell(value or Decimal(0), {**asked.where, **more})

    lines = tuple(
        Line(
            row,
            down.name(row),
            tuple(cell(both.get((row, column)), **{rows: row, columns: column}) for column in column_keys),
            cell(by_row.get((row,)), **{rows: row}),
        )
        for row in row_keys
    )
    total = figure(facts(asked), asked.indicator.rule)
    of = _denominator(asked)
    return Table(
        asked,
        down,
        across,
        tuple((key, across.name(key)) for key in column_keys) if across else (),
        lines,
        tuple(cell(by_column.get((column,)), **{columns: column}) for column in column_keys),
        cell(total),
        of,
        None if not of else total / of,
    )


def _by(asked: Selection, *along: Dimension) -> dict[tuple[str, ...], Decimal]:
    """Count for each combination of codes that occurs."""
    names = {f"by_{place}": dimension.where for place, dimension in enumerate(along)}
    rows = facts(asked).values(**names).annotate(figure=counted(asked.indicator.rule)).values_list(*names, "figure")
    found = rows.order_by()
    return {tuple(d.key(v) for d, v in zip(along, row, strict=False)): Decimal(row[-1]) for row in found}


def _denominator(asked: Selection) -> Decimal | None:
    """Count what a share is taken of, with the same codes where the other measure records them."""
    code = asked.indicator.rule.denominator
    if not code:
        return None
    other = INDICATORS[code]
    kept = {name: key for name, key in asked.where.items() if name in dimensions.of(other.measure)}
    whole = Selection(other, asked.period, kept, asked.reach, asked.until)
    return figure(facts(whole), asked.indicator.rule if other.rule.by_person else other.rule)
