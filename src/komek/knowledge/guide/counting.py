"""Counting what is asked: added up in the memory of each process, and written to the ledger once a minute.

One fact says how often, by topic, channel, language, country and month; none says who, when, or in which order. A
process that is killed loses what it counted in its last minute, and nothing else.
"""

import logging
import threading
from collections import Counter
from datetime import date
from functools import cache
from uuid import UUID

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, ledger, places
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.logs import frames
from komek.kernel.measures import Measure
from komek.knowledge.guide import measures

EVERY = 60.0
"""Seconds between two writings."""

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

log = logging.getLogger(__name__)
_counts: Counter[Key] = Counter()
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
        timezone.localdate(timezone=places.zone("KZ")).replace(day=1),
    )
    with _lock:
        _counts[key] += 1


def flush() -> int:
    """Write what was counted as facts; says how many. Where that fails it is kept for the next minute."""
    with _lock:
        taken = dict(_counts)
        _counts.clear()
    if not taken:
        return 0
    try:
        return write_counts(counts=taken, by=HOUSE)
    except BaseException:
        with _lock:
            _counts.update(taken)
        raise


@audit.verb("guide.count", _("counted what the guide was asked"))
def write_counts(*, counts: dict[Key, int], by: Actor) -> int:
    """Write one fact for each combination, with its number."""
    for (kind, topic, channel, language, country, month), number in counts.items():
        measure: Measure = MEASURES[kind]
        told = {"topic": topic, "channel": channel, "language": language}
        axes = {axis: told[axis] for axis in measure.axes}
        ledger.record(measure, by=by, day=month, country=country, axes=axes, quantity=number)
    audit.record_system("guide.count", "guide", details={"facts": len(counts)})
    return len(counts)


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(each.code for each in codes.get(name))


def every_minute() -> None:
    """Begin to write once a minute in this process; a second call changes nothing."""
    if not _begun.is_set():
        _begun.set()
        threading.Thread(target=_keep_writing, name="counting", daemon=True).start()


def _keep_writing() -> None:
    while not _ended.wait(EVERY):
        try:
            flush()
        except Exception as error:  # noqa: BLE001 - the database may be away; what was counted is kept
            log.warning("counts were not written: %s", frames(type(error), error.__traceback__))
        finally:
            connections.close_all()
