"""Pure rules of the rota: who is on duty, in which order, and how times are rounded."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

STEP = timedelta(minutes=5)
"""Times that may lie open are whole steps of this, rounded up."""


class Hours(Protocol):
    """What a rule must know of a watch."""

    @property
    def organisation(self) -> UUID: ...
    @property
    def country(self) -> str: ...
    @property
    def languages(self) -> list[str]: ...
    @property
    def weekdays(self) -> list[int]: ...
    @property
    def begins(self) -> time: ...
    @property
    def ends(self) -> time: ...
    @property
    def rank(self) -> int: ...
    @property
    def fallback(self) -> bool: ...


H = TypeVar("H", bound=Hours)


def base(language: str) -> str:
    """Give the spoken language of a code: both scripts of Uzbek are one."""
    return language.partition("-")[0]


def serves(watch: Hours, country: str) -> bool:
    """Say whether a watch reads for a country; who does not say where she is, is read by everybody."""
    return not watch.country or not country or watch.country == country


def reads(watch: Hours, language: str) -> bool:
    """Say whether a watch reads a language."""
    return not watch.languages or base(language) in watch.languages


def awake(watch: Hours, local: datetime) -> bool:
    """Say whether a watch runs at this time of its organisation's own clock."""
    day, clock = local.isoweekday(), local.time()
    if watch.begins == watch.ends:
        return day in watch.weekdays
    if watch.begins < watch.ends:
        return day in watch.weekdays and watch.begins <= clock < watch.ends
    before = day - 1 or 7
    return (day in watch.weekdays and clock >= watch.begins) or (before in watch.weekdays and clock < watch.ends)


def on_duty(watch: Hours, country: str, language: str, local: datetime) -> bool:
    """Say whether a watch reads now what is written there in this language."""
    return serves(watch, country) and reads(watch, language) and awake(watch, local)


def one_each(watches: Iterable[H]) -> list[H]:
    """Keep the first watch of each organisation."""
    first: dict[UUID, H] = {}
    for watch in watches:
        first.setdefault(watch.organisation, watch)
    return list(first.values())


def rounded_up(at: datetime) -> datetime:
    """Give the next full step; an instant that is one stays."""
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + STEP


def silence(now: datetime, minutes: int) -> datetime:
    """Give from when on it is silence that nobody has taken or answered: after twice the minutes that were told."""
    return rounded_up(now + 2 * timedelta(minutes=minutes))


def steps_up(waited: timedelta) -> int:
    """Give minutes, rounded up to five; five at least."""
    return max(5, -(-int(waited.total_seconds()) // 300) * 5)


def median(minutes: list[int]) -> int:
    """Give the middle one; of two middle ones the longer."""
    return sorted(minutes)[len(minutes) // 2]
