"""How often: counted by all processes together, under names that tell nobody apart once the day is over."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from komek.foundations.vault import marks
from komek.foundations.vault.passing import Passing


@dataclass(frozen=True)
class Limit:
    """At most so many of one thing in so many seconds: from one source, and from everywhere."""

    name: str
    seconds: int
    each: int
    all: int


DROPS = Limit("inbox-drop", 3600, each=20, all=600)
"""Messages; those of one channel do not use up another's."""

NUMBERS = Limit("inbox-numbers", 3600, each=60, all=3000)
"""Numbers that were looked up, right or wrong: each costs the machine a third of a second."""
WRONG = Limit("inbox-wrong", 3600, each=10, all=200)


def source(channel: str, address: str) -> bytes:
    """Name where something comes from; after the day nobody can say any more which address that was."""
    return Passing.of_day("doors", timezone.now().date()).name_for(channel, address)


def spend(limit: Limit, source: bytes, among: str = "all") -> bool:
    """Count one more; says no when that is one too many, from there or `among` all of a kind.

    A source that is over its own limit uses up nothing of the other one.
    """
    return _count(limit, source.hex()) <= limit.each and _count(limit, among) <= limit.all


def spent(limit: Limit, source: bytes) -> bool:
    """Say whether the limit is reached already, counting nothing."""
    return _said(limit, source.hex()) >= limit.each or _said(limit, "all") >= limit.all


def _count(limit: Limit, whose: str) -> int:
    return marks.count(_name(limit, whose), limit.seconds)


def _said(limit: Limit, whose: str) -> int:
    return int(cache.get(_name(limit, whose)) or 0)


def _name(limit: Limit, whose: str) -> str:
    window = int(timezone.now().timestamp()) // limit.seconds
    return f"{limit.name}:{window}:{whose}"
