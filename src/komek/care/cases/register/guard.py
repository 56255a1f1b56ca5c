"""Looks at a spreadsheet before it is opened: what unpacks to too much, or claims too many cells, is refused.

Everything is unpacked once, piece by piece, into nothing: the sizes written in the file are not believed.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import Invalid

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 300 * MEGABYTE
MOST_RATIO = 150
"""Spreadsheets shrink to a tenth, sometimes to a fiftieth; what shrinks to a hundred-and-fiftieth is a trap."""
LITTLE = 5 * MEGABYTE
"""Below this a high ratio harms nobody: an empty sheet shrinks well."""
MOST_PARTS = 2000
MOST_ROWS = 20_000
MOST_COLUMNS = 256
SPARE_ROWS = 100
"""Titles and headings stand above the people."""

PIECE = 256 * 1024
OVERLAP = 64
CELL = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
MERGE = re.compile(rb"""\bref=["'][A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7}["']""")
MOST_MERGES = 20_000


def check_book(data: bytes) -> None:
    """Refuse a spreadsheet that is broken, a trap, or too large; raises Invalid."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_parts(book, len(data))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise broken() from None


def broken() -> Invalid:
    """Say that the file is no spreadsheet that can be read."""
    return Invalid(
        _("This file cannot be read."),
        _("It is damaged, or it is no spreadsheet."),
        _("Open it where it was made, save it as .xlsx or .csv, and choose it again."),
        field="upload",
    )


def too_many_lines() -> Invalid:
    """Say that there are more lines than one import takes."""
    return Invalid(
        _("This file has more than 20,000 lines."),
        _("So many people in one go would keep the house busy for hours."),
        _("Split it, for example by year, and import the parts one after the other."),
        field="upload",
    )


def too_many_columns() -> Invalid:
    """Say that there are more columns than a register has."""
    return Invalid(
        _("This file has more than 256 columns."),
        _("A register of clients has a few dozen."),
        _("Delete the empty or foreign columns and save it again."),
        field="upload",
    )


def bomb() -> Invalid:
    """Say that the file would fill the memory of the machine."""
    return Invalid(
        _("This file unpacks to far more than it is."),
        _("Such files are made to bring a machine down."),
        _("Do not open it. Ask whoever sent it for a plain .csv file."),
        field="upload",
    )


def _check_parts(book: zipfile.ZipFile, size: int) -> None:
    parts = book.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or len(names) != len(parts):
        raise broken()
    said = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or said > MOST_UNPACKED or (said > LITTLE and said > MOST_RATIO * size):
        raise bomb()
    total = 0
    for part in parts:
        sheet = _Sheet() if part.filename.startswith("xl/worksheets/") else None
        for piece in _pieces(book, part):
            total += len(piece)
            if total > MOST_UNPACKED or (total > LITTLE and total > MOST_RATIO * size):
                raise bomb()
            if sheet is not None:
                sheet.look(piece)


def _pieces(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with book.open(part) as stream:
        while piece := stream.read(PIECE):
            yield piece


class _Sheet:
    """How far the cells of one sheet reach: a single cell far away would make the reader fill the gap."""

    def __init__(self) -> None:
        self._rest = b""
        self._merges = 0

    def look(self, piece: bytes) -> None:
        text = self._rest + piece
        for column, row in CELL.findall(text):
            if int(row) > MOST_ROWS + SPARE_ROWS:
                raise too_many_lines()
            if _number(column) > MOST_COLUMNS:
                raise too_many_columns()
        self._merges += len(MERGE.findall(text))
        if self._merges > MOST_MERGES:
            raise broken()
        self._rest = text[-OVERLAP:]


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
