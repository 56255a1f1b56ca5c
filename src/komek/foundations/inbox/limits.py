"""How often: counted by all processes together, under names that tell nobody apart once the day is over."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from komek.foundations.vault import marks
from komek.foundations.vault.passing import Passing

HOUR, MINUTE = 3600, 60


@dataclass(frozen=True)
class Limit:
    """At most `each` in an hour from one source, and `all` in so many seconds from everywhere in one channel."""

    name: str
    each: int
    all: int
    seconds: int


DROPS = Limit("inbox-drop", each=20, all=60, seconds=MINUTE)
NUMBERS = Limit("inbox-numbers", each=60, all=60, seconds=MINUTE)
"""Numbers that were looked up, right or wrong. Like a message, each costs the machine a third of a second of one core
and 128 MiB, of which signing in needs some too: so many in a minute leave it room."""

WRONG = Limit("inbox-wrong", each=10, all=200, seconds=HOUR)


def source(channel: str, address: str) -> bytes:
    """Name where something comes from; after the day nobody can say any more which address that was."""
    return Passing.of_day("doors", timezone.now().date()).name_for(channel, address)


def spend(limit: Limit, source: bytes, channel: str) -> bool:
    """Count one more; says no when that is one too many.

    A source that is over its own limit uses up nothing of the channel's, and no channel anything of another's.
    """
    own, shared = _names(limit, source, channel)
    return marks.count(own, HOUR) <= limit.each and marks.count(shared, limit.seconds) <= limit.all


def spent(limit: Limit, source: bytes, channel: str) -> bool:
    """Say whether the limit is reached already, counting nothing."""
    own, shared = _names(limit, source, channel)
    return int(cache.get(own, 0)) >= limit.each or int(cache.get(shared, 0)) >= limit.all


def _names(limit: Limit, source: bytes, channel: str) -> tuple[str, str]:
    now = int(timezone.now().timestamp())
    return (
        f"{limit.name}:{now // HOUR}:{source.hex()}",
        f"{limit.name}:{now // limit.seconds}:all-{channel}",
    )
