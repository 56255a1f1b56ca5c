"""Counting what is asked: added up in memory, and written to the ledger once a day by one verb.

One fact says how often, by topic, channel, language, country and month. Facts are written together when the day is
over, sorted, with one entry for all: neither ledger nor audit log says who, in which order, or when but the day.
Until then the processes of a machine add up in one file on the RAM file system, once a minute and when they end; where
there is none each keeps its own and writes it when it ends. A process that is killed loses its last minute, or without
a RAM file system its day; a machine that fails loses the day.
"""

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from fcntl import LOCK_EX, flock
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from uuid import UUID

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, ledger, places
from komek.foundations.vault import passing
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.logs import frames
from komek.kernel.measures import Measure
from komek.knowledge.guide import measures

EVERY = 60.0
"""Seconds after which a process puts what it counted beside what the others did."""

HOUSE = Actor(user=UUID(int=0), organisation=audit.HOUSE, roles=frozenset())
"""The facts belong to no organisation: the guide is everybody's."""

MEASURES = {
    "view": measures.GUIDE_VIEWED,
    "question": measures.GUIDE_ASKED,
    "handover": measures.GUIDE_HANDED_OVER,
}
OTHER = "other"

Key = tuple[str, str, str, str, str, date]
"""Kind, topic, channel, language, country, month."""

FILE = "counted"
LAST = 10
"""Order among what a process does as it ends: before its connections are closed."""

log = logging.getLogger(__name__)
_counts: Counter[Key] = Counter()
_days: set[date] = set()
_lock = threading.Lock()
_begun, _ended = threading.Event(), threading.Event()


def count(kind: str, *, channel: str, language: str, topic: str = "", country: str = "") -> None:
    """Count one view, question or handover. A topic or language that is no code of ours counts as "other"."""
    if kind not in MEASURES or channel not in _known("guide_channel"):
        raise ValueError("what is counted is a view, a question or a handover on a channel of ours")
    key = (
        kind,
        topic if topic in _known("guide_topic") else OTHER,
        channel,
        language if language in _known("guide_language") else OTHER,
        country if country in _known("country") else "",
        _today().replace(day=1),
    )
    with _lock:
        _counts[key] += 1
        _days.add(_today())


def flush() -> int:
    """Write what was counted as facts, by all processes of the machine; says how many. What fails is kept."""
    with _opened() as shared:
        counts, days = _taken()
        told, since = _read(shared)
        counts.update(told)
        days |= since
        _write(shared, Counter(), set())
    if not counts:
        return 0
    try:
        return write_counts(counts=dict(counts), by=HOUSE)
    except BaseException:
        with _lock:
            _counts.update(counts)
            _days.update(days)
        raise


def keep() -> set[date]:
    """Put what this process counted beside what the others did; says of which days something waits to be written."""
    with _opened() as shared:
        told, days = _read(shared)
        if shared is None:
            return set(_days)
        counts, here = _taken()
        if counts:
            _write(shared, told + counts, days | here)
        return days | here


def tick() -> None:
    """Keep what was counted in the last minute, and write when a day is over."""
    if any(day < _today() for day in keep()):
        flush()


def end() -> None:
    """Lose nothing when this process ends: leave it to the others, or write it where nobody else could."""
    if passing.place() is None:
        flush()
    else:
        keep()


@audit.verb("guide.count", _("counted what the guide was asked"))
def write_counts(*, counts: dict[Key, int], by: Actor) -> int:
    """Write one fact for each combination, with its number, in an order that tells nothing."""
    for (kind, topic, channel, language, country, month), number in sorted(counts.items()):
        measure: Measure = MEASURES[kind]
        told = {"topic": topic, "channel": channel, "language": language}
        axes = {axis: told[axis] for axis in measure.axes}
        ledger.record(measure, by=by, day=month, country=country, axes=axes, quantity=number)
    audit.record_system("guide.count", "guide", details={"facts": len(counts)})
    return len(counts)


def _taken() -> tuple[Counter[Key], set[date]]:
    """Take what this process has counted out of its memory."""
    with _lock:
        taken, days = Counter(_counts), set(_days)
        _counts.clear()
        _days.clear()
    return taken, days


@contextmanager
def _opened() -> Iterator[Path | None]:
    """Hold the file that the processes of this machine share, while nobody else does; None where there can be none."""
    folder = passing.place()
    if folder is None:
        yield None
        return
    with (folder / f"{FILE}.lock").open("w") as held:
        flock(held, LOCK_EX)
        yield folder / FILE


def _read(shared: Path | None) -> tuple[Counter[Key], set[date]]:
    """Read the sums of all; a file that is no such thing counts as empty, so that it stops nobody from counting."""
    if shared is None or not shared.exists():
        return Counter(), set()
    counts: Counter[Key] = Counter()
    try:
        told = json.loads(shared.read_text(encoding="ascii"))
        for kind, topic, channel, language, country, month, number in told["counts"]:
            counts[kind, topic, channel, language, country, date.fromisoformat(month)] += int(number)
        return counts, {date.fromisoformat(day) for day in told["days"]}
    except (ValueError, TypeError, KeyError) as error:
        log.warning("counts of the day could not be read: %s", frames(type(error), error.__traceback__))
        return Counter(), set()


def _write(shared: Path | None, counts: Counter[Key], days: set[date]) -> None:
    """Put the sums into the shared file, whole or not at all."""
    if shared is None:
        return
    if not counts:
        shared.unlink(missing_ok=True)
        return
    rows = [[*about, month.isoformat(), number] for (*about, month), number in sorted(counts.items())]
    fresh = shared.with_suffix(".new")
    fresh.write_text(json.dumps({"days": sorted(map(str, days)), "counts": rows}), encoding="ascii")
    fresh.replace(shared)


def _today() -> date:
    return timezone.localdate(timezone=places.zone("KZ"))


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(each.code for each in codes.get(name))


def every_minute() -> None:
    """Begin to keep what is counted once a minute, and when this process ends; a second call changes nothing."""
    if not _begun.is_set():
        _begun.set()
        threading.Thread(target=_keep_on, name="counting", daemon=True).start()
        Finalize(None, _last, exitpriority=LAST)


def _keep_on() -> None:
    while not _ended.wait(EVERY):
        _try(tick)


def _last() -> None:
    _ended.set()
    _try(end)


def _try(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the database may be away; what was counted is kept
        log.warning("counts were not written: %s", frames(type(error), error.__traceback__))
    finally:
        connections.close_all()
