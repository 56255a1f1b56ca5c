"""World data: the Counter-Trafficking Data Collaborative's published rows, as facts of a source of their own.

A row is known by what it says: its key is SHA-256 over source, release and codes, and its number among equal rows.
Equal rows are kept as one fact with a quantity n, which stands for the numbers 1 to n. So a second run adds nothing,
and a mended file adds the mended rows only. A row with a code that nobody knows is held back and listed; a broken row
is named by its line; nothing is left out in silence.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from komek.evidence.results.ctdc_rows import COLUMNS, Broken, Layout, Strange, layout
from komek.foundations import audit
from komek.foundations.ledger.queries import world

SOURCE = "ctdc"
STEP, BLOCK = 5000, 500
NAMED = 1000
"""So many broken lines are named one by one; beyond that they are counted."""

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""

STAGE = "CREATE TEMPORARY TABLE world_stage (LIKE ledger_worldfact) ON COMMIT DROP"
NEW = """
    SELECT coalesce(sum(s.quantity - coalesce(w.quantity, 0)), 0)
    FROM world_stage s LEFT JOIN ledger_worldfact w ON w.id = s.id
    WHERE s.quantity > coalesce(w.quantity, 0)
"""
MORE = """
    UPDATE ledger_worldfact w SET quantity = s.quantity, recorded_at = s.recorded_at
    FROM world_stage s WHERE w.id = s.id AND w.quantity < s.quantity
"""
FIRST = """
    INSERT INTO ledger_worldfact SELECT * FROM world_stage s
    WHERE NOT EXISTS (SELECT 1 FROM ledger_worldfact w WHERE w.id = s.id)
"""
EMPTY = """
    WITH gone AS (DELETE FROM ledger_worldfact WHERE source = %s RETURNING quantity)
    SELECT coalesce(sum(quantity), 0) FROM gone
"""


@dataclass
class Report:
    """What became of a file. `rows` is the sum of `added`, `already`, `held` and the broken ones."""

    release: str
    rows: int = 0
    added: int = 0
    already: int = 0
    held: int = 0
    broken: int = 0
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    broken_lines: list[tuple[int, str]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Say it in sentences for a terminal or a page."""
        yield _("CTDC %(release)s: %(rows)d rows read, %(added)d added, %(already)d were here already.") % {
            "release": self.release, "rows": self.rows, "added": self.added, "already": self.already,
        }  # fmt: skip
        if self.held:
            yield _("%(count)d rows are held back, because they carry codes that nobody knows:") % {"count": self.held}
        for (column, value), rows in self.unknown.most_common():
            yield f"  {column} = {value[:40]!r}: {rows}"
        if self.broken:
            yield _("%(count)d rows are broken:") % {"count": self.broken}
        for number, why in self.broken_lines:
            yield _("  line %(number)d: %(why)s") % {"number": number, "why": why}


def run(path: Path, *, progress: Progress | None = None) -> Report:
    """Take a file in; everything or, when it fails, nothing. Raises Invalid if it is no CTDC file."""
    return take_in(path=path, progress=progress or _quiet, organisation=audit.HOUSE)


@audit.verb("world.take_in", _("took in world data"))
def take_in(*, path: Path, progress: Progress, organisation: UUID) -> Report:
    """Read, sort out, and add what is not here yet."""
    form, lines = _count(path)
    report = Report(form.release, rows=sum(lines.values()))
    faults: dict[str, str] = {}
    kinds = _sorted_out(form, lines, report, faults, progress)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger_worldfact'))")
        report.added = _keep(cursor, form.release, kinds)
    report.already = report.rows - report.held - report.broken - report.added
    report.broken_lines = _numbered(path, faults)
    progress(len(lines), len(lines))
    told: dict[str, str | int] = {"source": SOURCE, "scheme": form.release, "added": report.added, "held": report.held}
    audit.record_system("world.take_in", "world_data", organisation=organisation, details=told)
    return report


def remove() -> int:
    """Take all world data of this source out again and say how many facts went."""
    return take_out(organisation=audit.HOUSE)


@audit.verb("world.take_out", _("took world data out"))
def take_out(*, organisation: UUID) -> int:
    """Delete the facts of this source; facts of our own lie in another table and cannot be deleted at all."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY, [SOURCE])
        gone = int(cursor.fetchone()[0])
    told: dict[str, str | int] = {"source": SOURCE, "removed": gone}
    audit.record_system("world.take_out", "world_data", organisation=organisation, details=told)
    return gone


def _count(path: Path) -> tuple[Layout, Counter[str]]:
    """Count equal lines; most rows of such a file are like others, and only one of each must be understood."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        form = layout(next(csv.reader([file.readline()]), []))
        lines = Counter(file)
    for ending in [line for line in lines if not line.endswith("\n")]:
        lines[f"{ending}\n"] += lines.pop(ending)  # the last line may lack its end
    for blank in [line for line in lines if not line.strip()]:
        del lines[blank]
    return form, lines


def _sorted_out(
    form: Layout, lines: Counter[str], report: Report, faults: dict[str, str], progress: Progress
) -> Counter[str]:
    """Count the rows that say the same; note in the report those that cannot be taken."""
    kinds: Counter[str] = Counter()
    for done, (line, times) in enumerate(lines.items()):
        if done % STEP == 0:
            progress(done, len(lines))
        try:
            kinds[form.read(line.rstrip("\r\n"))] += times
        except Broken as why:
            faults[line] = str(why)
            report.broken += times
        except Strange as found:
            report.held += times
            for cell in found.cells:
                report.unknown[cell] += times
    return kinds


def _keep(cursor: CursorWrapper, release: str, kinds: Counter[str]) -> int:
    """Add what is not here yet, and say how many rows that were; the first file of a release needs no comparing."""
    if not world(SOURCE, release).exists():
        _copy(cursor, "ledger_worldfact", release, kinds)
        return kinds.total()
    cursor.execute(STAGE)
    _copy(cursor, "world_stage", release, kinds)
    cursor.execute(NEW)
    added = int(cursor.fetchone()[0])
    cursor.execute(MORE)
    cursor.execute(FIRST)
    cursor.execute("DROP TABLE world_stage")
    return added


def _copy(cursor: CursorWrapper, table: str, release: str, kinds: Counter[str]) -> None:
    columns = f"id, quantity, {COLUMNS[release]}, source, scheme, recorded_at"
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for block in batched(_written(release, kinds), BLOCK):
            copy.write("".join(block))


def _written(release: str, kinds: Counter[str]) -> Iterator[str]:
    """Write each kind of row as a line for the table of facts."""
    today = timezone.now().date().isoformat()
    for kind, times in kinds.items():
        key = hashlib.sha256(f"{SOURCE}:{release}:{kind}".encode()).hexdigest()[:32]
        yield f"{key}\t{times}\t{kind}\t{SOURCE}\t{release}\t{today}\n"


def _numbered(path: Path, faults: dict[str, str]) -> list[tuple[int, str]]:
    """Find on which lines of the file the broken rows stand."""
    found: list[tuple[int, str]] = []
    if faults:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            for number, line in enumerate(file, start=1):
                why = faults.get(line) or faults.get(f"{line}\n")
                if number > 1 and why and len(found) < NAMED:
                    found.append((number, why))
    return found


def batched(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    """Give the texts in lists of this size."""
    rest = iter(texts)
    while block := list(islice(rest, size)):
        yield block


def _quiet(done: int, total: int) -> None:
    """Say nothing."""
