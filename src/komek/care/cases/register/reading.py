"""From the bytes of a file to lines of cells, in memory, whatever made it. Nothing is ever calculated or followed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from komek.care.cases.register import encodings, guard
from komek.kernel.errors import Invalid

Value = str | int | float | date | None
"""A cell: text, a number, a day, or nothing. The text of a cell is never run, whatever sign it begins with."""

MEGABYTES = 20
MOST = MEGABYTES * 1024 * 1024
LONGEST_CELL = 32_767
DELIMITERS = ";\t,|"
XLSX, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SNIFFED = 60


@dataclass(frozen=True, repr=False)
class Line:
    """One line of the file; `number` is the one that a spreadsheet shows beside it."""

    number: int
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class Leaf:
    """A sheet of a spreadsheet by name."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, repr=False)
class Book:
    """An opened file: its sheets, and the lines of the chosen one. `encoding` is empty for a spreadsheet."""

    sheets: tuple[Leaf, ...]
    sheet: str
    lines: tuple[Line, ...] = field(repr=False)
    encoding: str = ""
    delimiter: str = ""

    @property
    def width(self) -> int:
        """Give the number of columns."""
        return max((len(line.cells) for line in self.lines), default=0)


def check_size(size: int) -> None:
    """Refuse a file of more than 20 MB before a byte of it is read; raises Invalid."""
    if size > MOST:
        raise Invalid(
            _("This file is larger than 20 MB."),
            _("A register of 20,000 people takes five."),
            _("Take pictures and foreign sheets out of it, or split it."),
            field="upload",
        )


def read(data: bytes, sheet: str = "") -> Book:
    """Open a file. Without a sheet the first visible one that has cells is taken; raises Invalid."""
    check_size(len(data))
    if not data.strip():
        raise _empty()
    if data.startswith(OLD_OFFICE):
        raise Invalid(
            _("This file is of an old kind, or it has a password."),
            _("Such files cannot be looked at before they are opened."),
            _("Save it as .xlsx without a password."),
            field="upload",
        )
    return _spreadsheet(data, sheet) if data.startswith(XLSX) else _text(data)


def shown(value: Value) -> str:
    """Write a cell as it would stand on paper."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _spreadsheet(data: bytes, wanted: str) -> Book:
    guard.check_book(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            seen = [(meta.name, meta.visible != SheetVisibleEnum.Visible) for meta in book.sheets_metadata]
            sheets = tuple(Leaf(name, hidden) for name, hidden in seen)
            names = [wanted] if wanted in book.sheet_names else [leaf.name for leaf in sheets if not leaf.hidden]
            for name in names:
                lines = _sheet_lines(book.get_sheet_by_name(name))
                if lines or wanted:
                    return Book(sheets, name, _counted(lines))
    except (CalamineError, PasswordError, ValueError, OSError, OverflowError):
        raise guard.broken() from None
    raise _empty()


def _sheet_lines(sheet: CalamineSheet) -> tuple[Line, ...]:
    rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or ())
    return _lines(rows)


def _fill_merged(rows: list[list[Value]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write the value of merged cells into every line they cover, in their first column alone.

    One region beside ten people is the region of all ten. Sideways nothing is filled: a cell that was merged with
    its neighbour says nothing about the neighbour's column.
    """
    for (top, left), (bottom, _right) in ranges:
        if top >= len(rows) or left >= len(rows[top]) or rows[top][left] is None:
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] is None:
                row[left] = rows[top][left]


def _text(data: bytes) -> Book:
    found = encodings.decode(data)
    if found is None:
        raise guard.broken()
    text, encoding = found
    delimiter = _delimiter(text)
    rows: list[list[Value]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(cells) > guard.MOST_COLUMNS and any(cell.strip() for cell in cells[guard.MOST_COLUMNS :]):
                raise guard.too_many_columns()
            rows.append([_plain(cell) for cell in cells[: guard.MOST_COLUMNS]])
            if len(rows) > guard.MOST_ROWS + guard.SPARE_ROWS:
                raise guard.too_many_lines()
    except csv.Error:
        raise guard.broken() from None
    lines = _lines(rows)
    if not lines:
        raise _empty()
    return Book((Leaf(""),), "", _counted(lines), encoding, delimiter)


def _delimiter(text: str) -> str:
    """Choose the sign that parts most lines into the same number of cells, and into many."""
    sample = "\n".join(text.splitlines()[:SNIFFED])

    def worth(sign: str) -> tuple[float, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=sign) if any(row))
        except csv.Error:
            return 0.0, 0
        width, often = max(widths.items(), key=lambda each: (each[1] * (each[0] > 1), each[0]), default=(0, 0))
        return (often / widths.total(), width) if width > 1 else (0.0, 0)

    return max(DELIMITERS, key=worth)


def _lines(rows: Sequence[Sequence[Value]]) -> tuple[Line, ...]:
    """Keep the lines that hold anything, with their numbers."""
    return tuple(
        Line(number, tuple(row)) for number, row in enumerate(rows, start=1) if any(cell is not None for cell in row)
    )


def _counted(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if len(lines) > guard.MOST_ROWS + SNIFFED:
        raise guard.too_many_lines()
    if lines and max(len(line.cells) for line in lines) > guard.MOST_COLUMNS:
        raise guard.too_many_columns()
    return lines


def _plain(cell: object) -> Value:  # noqa: PLR0911 - one line a kind
    """Bring a cell to one of the few kinds; text loses blanks around it and signs that cannot be seen."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date | int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 10**15 else cell
    if isinstance(cell, time | timedelta):
        return str(cell)
    found = (" ".join(_visible(line).split()) for line in str("" if cell is None else cell).splitlines())
    return "\n".join(line for line in found if line)[:LONGEST_CELL] or None


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else " " for sign in text.replace("\u200b", "").replace("\ufeff", ""))


def _empty() -> Invalid:
    return Invalid(
        _("This file is empty."),
        "",
        _("Choose the file that holds the register."),
        field="upload",
    )
