"""The measures: each gives what was measured, the ratio and its target. Medians; both sides of a ratio in one run."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.house import crowd, sixty_fields, worker
from komek.care import people
from komek.evidence.results import ctdc
from komek.foundations import vault
from komek.foundations.vault import _records
from tests.factories.crowd import time_search
from tests.factories.orgs import Staff, signed_in

RUNS = 15
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
"""Words of a transaction, not questions."""


@dataclass(frozen=True)
class Result:
    """One line of the page."""

    what: str
    measured: str
    ratio: float
    target: float
    note: str = ""

    @property
    def met(self) -> bool:
        return self.ratio <= self.target


def median(act: Callable[[], object], runs: int = RUNS) -> float:
    """Time an act some times after one run to warm up, and give the median in seconds."""
    act()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def caseload(small: Staff, large: Staff, sizes: tuple[int, int]) -> Result:
    """The caseload page of a small and a large organisation."""
    times, queries = [], []
    for staff in (small, large):
        client = signed_in(staff)
        client.get(reverse("desk:cases"))
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(reverse("desk:cases"))
        if answer.status_code != 200:
            raise RuntimeError(f"the caseload answered {answer.status_code}")
        queries.append(sum(not query["sql"].startswith(FRAME) for query in seen))
        times.append(median(lambda client=client: client.get(reverse("desk:cases"))))  # type: ignore[misc]
    note = f"{queries[0]} and {queries[1]} queries (target: the same number, at most 12)"
    return Result(
        f"Caseload page at {sizes[1]:,} cases versus {sizes[0]:,}",
        _ms(times[1], times[0]),
        times[1] / times[0],
        1.3,
        note,
    )


def sealed_case(staff: Staff) -> Result:
    """Opening a case of about sixty sealed fields, versus the page with no key asked for and no box opened."""
    case, client = sixty_fields(staff), signed_in(staff)
    address = reverse("desk:case", kwargs={"case": case.id})
    sealed = median(lambda: client.get(address))
    with (
        patch.object(vault._cells, "_open", _remember(vault._cells._open)),
        patch.object(_records, "load", _keys_once(_records.load)),
    ):
        client.get(address)
        clear = median(lambda: client.get(address))
    return Result(
        "Case with 60 sealed fields versus the same page without opening", _ms(sealed, clear), sealed / clear, 1.3
    )


def _remember(real: Callable[..., object]) -> Callable[..., object]:
    """Give back what was opened once for a sealed text, without opening it again."""
    known: dict[bytes, object] = {}

    def opened(cell: vault.Cell, *rest: object) -> object:
        key = bytes(cell.sealed)
        if key not in known:
            known[key] = real(cell, *rest)
        return known[key]

    return opened


def _keys_once(real: Callable[..., object]) -> Callable[..., object]:
    """Give back the keys that were fetched once for the same records and groups, without asking for them again."""
    known: dict[tuple[frozenset[object], frozenset[object]], object] = {}

    def load(records: Iterable[object], groups: Iterable[object], ring: object) -> object:
        key = (frozenset(records), frozenset(groups))
        if key not in known:
            known[key] = real(key[0], key[1], ring)
        return known[key]

    return load


def search(small: Staff, large: Staff, sizes: tuple[int, int]) -> Result:
    """A search for one person by given name and surname, typed in another script than her file has."""
    text = "Айбарша Неведомая"
    for staff in (small, large):
        _one_more(staff, text)
    times = [time_search(staff.actor, "Aybarsha Nevedomaya", RUNS) for staff in (small, large)]
    return Result(
        f"Name search over {sizes[1]:,} sealed people versus {sizes[0]:,}",
        _ms(times[1], times[0]),
        times[1] / times[0],
        1.5,
    )


def _one_more(staff: Staff, name: str) -> None:
    """Put one person of a name that nobody else has on record."""
    given, surname = name.split()
    identity = people.Identity(given=given, surname=surname, sex="female")
    people.register_person(identity=identity, contact=people.Contact(), none_of=(), by=staff.actor)


def world_data(path: Path) -> Result:
    """The import of CTDC's file, versus a raw COPY of the same rows into a table without keys."""

    def imported() -> float:
        began = time.perf_counter()
        ctdc.run(path)
        taken = time.perf_counter() - began
        ctdc.remove()
        return taken

    ours = statistics.median(imported() for _ in range(3))
    copied = statistics.median(_copy(path) for _ in range(3))
    rows = sum(1 for _ in path.open()) - 1
    return Result(f"CTDC import of {rows:,} rows versus a raw COPY", _ms(ours, copied), ours / copied, 4)


def _copy(path: Path) -> float:
    with path.open() as lines, transaction.atomic(), connection.cursor() as cursor:
        columns = ", ".join(f"c{n} text" for n, _ in enumerate(lines.readline().split(",")))
        cursor.execute(f"CREATE TEMPORARY TABLE raw ({columns}) ON COMMIT DROP")
        began = time.perf_counter()
        with cursor.copy("COPY raw FROM STDIN (FORMAT csv)") as target:
            while piece := lines.read(1 << 16):
                target.write(piece)
        return time.perf_counter() - began


def memory(staff: Staff) -> Result:
    """Growth of the serving process while a file of 20 MB goes in and comes out."""
    from bench.memory import grown  # noqa: PLC0415

    megabytes = grown(staff)
    return Result(
        "Memory growth while a 20 MB file goes in and out",
        f"{megabytes:.1f} MB",
        megabytes,
        24,
        "the ratio is megabytes",
    )


def _ms(one: float, other: float) -> str:
    return f"{one * 1000:.1f} ms / {other * 1000:.1f} ms"


def both(sizes: tuple[int, int]) -> tuple[Staff, Staff]:
    """Make the two organisations."""
    small, large = worker("Small"), worker("Large")
    crowd(small, sizes[0])
    crowd(large, sizes[1])
    return small, large


def visits(client: Client, address: str) -> int:
    """Count the queries of a page."""
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)
