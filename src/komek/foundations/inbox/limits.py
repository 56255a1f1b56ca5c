"""How often: counted by all processes together, under names that tell nobody apart once the day is over."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from komek.foundations.vault import marks, passing
from komek.foundations.vault.passing import Passing

HOUR, MINUTE = 3600, 60


@dataclass(frozen=True)
class Limit:
    """At most `each` in an hour from one source; from everywhere in one channel twice `all` in so many seconds.

    Half of that is for sources that came `FEW` times in this hour at most, half for those who come again and again: so
    it takes hundreds of addresses, and not some, to shut out who comes for the first time.
    """

    name: str
    each: int
    all: int
    seconds: int


FEW = 3
"""So many times are enough to read an answer, with a slip of the hand, and to write again."""

DROPS = Limit("inbox-drop", each=20, all=30, seconds=MINUTE)
NUMBERS = Limit("inbox-numbers", each=60, all=30, seconds=MINUTE)
"""Numbers that were looked up, right or wrong. Like a message, each costs the machine a third of a second of one core
and 128 MiB, of which signing in needs some too: so many in a minute leave it room."""

WRONG = Limit("inbox-wrong", each=10, all=200, seconds=HOUR)
"""Wrong numbers: so many from one source and, in all, from one channel. Above `all` nobody is shut out who was not
wrong: every source has `FEW` instead of `each`. What bounds guessing in total is NUMBERS: 60 in a minute and channel,
14,400 an hour in the four channels, whoever asks from wherever. Of 0.9 * 10^16 numbers 10,000 work at a time, say: one
hit in 62 million hours, which is 7,000 years."""


PURPOSE = "doors"


def source(channel: str, address: str) -> bytes:
    """Name where something comes from; after the day nobody can say any more which address that was."""
    return Passing.of_day(PURPOSE, timezone.now().date()).name_for(channel, address)


def forget_past() -> None:
    """Destroy the keys of past days, with which an address could still be named."""
    passing.forget_before(PURPOSE, timezone.now().date().isoformat())


def spend(limit: Limit, source: bytes, channel: str) -> bool:
    """Count one more; says no when that is one too many.

    A source that is over its own limit uses up nothing of the channel's, and no channel anything of another's. One
    that is refused for the sake of all does not lose what it has left of its own.
    """
    own, shared = _names(limit, source, channel)
    made, left = int(cache.get(own, 0)) + 1, to_the_hour()
    crowd = "few" if made <= FEW else "many"
    if made > limit.each or marks.count(f"{shared}-{crowd}", left) > limit.all:
        return False
    return marks.count(own, left) <= limit.each


def to_the_hour() -> float:
    """Give the seconds to the next full hour: what is remembered until then does not say at which minute it began."""
    return HOUR - timezone.now().timestamp() % HOUR


def may_look_up(source: bytes, channel: str) -> bool:
    """Count one more look at two numbers; says no when that is one too many, or too many of them were wrong."""
    own, shared = (int(cache.get(name, 0)) for name in _names(WRONG, source, channel))
    if own >= WRONG.each or (own >= FEW and shared >= WRONG.all):
        return False
    return spend(NUMBERS, source, channel)


def was_wrong(source: bytes, channel: str) -> None:
    """Count one more pair of numbers that opened nothing, from one place and from everywhere."""
    for name in _names(WRONG, source, channel):
        marks.count(name, to_the_hour())


def _names(limit: Limit, source: bytes, channel: str) -> tuple[str, str]:
    now = int(timezone.now().timestamp())
    return (
        f"{limit.name}:{now // HOUR}:{source.hex()}",
        f"{limit.name}:{now // limit.seconds}:all-{channel}",
    )
