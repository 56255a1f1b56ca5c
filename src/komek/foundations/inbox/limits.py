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
NUMBERS = Limit("inbox-numbers", each=60, all=40, seconds=MINUTE)
"""Numbers that were looked up, right or wrong, by those who were not wrong in this hour. Like a message, each costs the
machine a third of a second of one core and 128 MiB, of which signing in needs some too: so many in a minute leave it
room."""

AGAIN = Limit("inbox-again", each=60, all=20, seconds=MINUTE)
"""The same by those who were wrong in this hour: however many they are, they take nothing from the others."""

WRONG = Limit("inbox-wrong", each=10, all=200, seconds=HOUR)
"""Wrong numbers. Above `all` nobody is shut out who was never wrong in this hour: every source has `FEW` instead of
`each`. What bounds guessing in total are NUMBERS and AGAIN: 60 in a minute and channel, 14,400 an hour in the four
channels, whoever asks from wherever. Of 10^16 numbers 10,000 work at a time, say: one hit in 70 million hours, which
is 8,000 years."""

FEW = 2
"""One slip of the hand, and once more."""


def source(channel: str, address: str) -> bytes:
    """Name where something comes from; after the day nobody can say any more which address that was."""
    return Passing.of_day("doors", timezone.now().date()).name_for(channel, address)


def spend(limit: Limit, source: bytes, channel: str) -> bool:
    """Count one more; says no when that is one too many.

    A source that is over its own limit uses up nothing of the channel's, and no channel anything of another's.
    """
    own, shared = _names(limit, source, channel)
    left = to_the_hour()
    return marks.count(own, left) <= limit.each and marks.count(shared, left) <= limit.all


def to_the_hour() -> float:
    """Give the seconds to the next full hour: what is remembered until then does not say at which minute it began."""
    return HOUR - timezone.now().timestamp() % HOUR


def may_look_up(source: bytes, channel: str) -> bool:
    """Count one more look at two numbers; says no when that is one too many, or too many of them were wrong."""
    own, shared = (int(cache.get(name, 0)) for name in _names(WRONG, source, channel))
    if own >= WRONG.each or (own >= FEW and shared >= WRONG.all):
        return False
    return spend(AGAIN if own else NUMBERS, source, channel)


def was_wrong(source: bytes, channel: str) -> None:
    """Count one more pair of numbers that opened nothing, from one place and from everywhere."""
    spend(WRONG, source, channel)


def _names(limit: Limit, source: bytes, channel: str) -> tuple[str, str]:
    now = int(timezone.now().timestamp())
    return (
        f"{limit.name}:{now // HOUR}:{source.hex()}",
        f"{limit.name}:{now // limit.seconds}:all-{channel}",
    )
