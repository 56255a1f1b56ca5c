"""Conversations as rows: found by a name that only the day's key can make, one update at a time.

The key of yesterday is asked for within the first hour after midnight, so that nobody is asked for her language in
the middle of a talk. Then it is destroyed with its rows.
"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from komek.doors.bots.memory import Memory
from komek.doors.bots.models import Conversation
from komek.foundations import places, vault
from komek.foundations.vault import passing
from komek.foundations.vault.passing import Passing

PURPOSE = "bots"
LEAST = 2048
"""Bytes up to which a row is filled, so that its length tells little."""

GRACE_HOURS = 1
PATIENCE, LOOK = 20.0, 0.05
"""Seconds that an update waits for the one before it in the same chat, unless told otherwise, and between two looks."""


class Crowded(Exception):  # noqa: N818 - what happened, as in the errors of the house
    """The update before it in this chat takes too long: the messenger shall send it again."""


@dataclass
class Talk:
    """A conversation that is held: its memory, to be changed and saved."""

    name: bytes
    day: date
    memory: Memory
    before: bytes = b""

    def save(self) -> None:
        """Write it under the key of today; a row of yesterday ends."""
        sealed = Passing.of_day(PURPOSE, self.day).seal(self.memory.packed(), self.name, LEAST)
        row = Conversation(name=self.name, day=self.day, sealed=sealed)
        Conversation.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["name"], update_fields=["day", "sealed"]
        )
        if self.before:
            Conversation.objects.filter(pk=self.before).delete()
            self.before = b""


@contextlib.contextmanager
def held(channel: str, chat: str, now: datetime, patience: float | None = None) -> Iterator[Talk]:
    """Hold a conversation for the length of a block: no other process answers in this chat. Raises Crowded."""
    key = Passing.of_day(PURPOSE, local(now).date()).name_for("lock", channel, chat)
    with _locked(int.from_bytes(key[:8], signed=True), PATIENCE if patience is None else patience):
        yield opened(channel, chat, now)


def opened(channel: str, chat: str, now: datetime) -> Talk:
    """Read a conversation, or begin one."""
    today, graceful = local(now).date(), local(now).hour < GRACE_HOURS
    name, memory = _found(channel, chat, today)
    talk = Talk(name, today, memory or Memory())
    if not graceful:
        _forget_here(today)
    elif memory is None:
        before, kept = _found(channel, chat, today - timedelta(days=1))
        if kept:
            talk.memory, talk.before = kept, before
    return talk


def forget_past(now: datetime) -> None:
    """Destroy the keys and rows of past days; those of yesterday an hour after midnight."""
    here = local(now)
    first = here.date() if here.hour >= GRACE_HOURS else here.date() - timedelta(days=1)
    _forget_here(first)
    Conversation.objects.filter(day__lt=first).delete()


def local(now: datetime) -> datetime:
    """Give the time by whose midnight days change: between those of all five countries of origin."""
    return now.astimezone(places.zone("KZ"))


def _found(channel: str, chat: str, day: date) -> tuple[bytes, Memory | None]:
    key = Passing.of_day(PURPOSE, day)
    name = key.name_for(channel, chat)
    row = Conversation.objects.filter(pk=name).first()
    if row is None:
        return name, None
    try:
        return name, Memory.unpacked(key.open(bytes(row.sealed), name))
    except vault.Tampered:
        return name, None


_forgotten: list[date] = []


def _forget_here(first: date) -> None:
    """Let this process forget the keys before a day, once: each process remembers keys of its own."""
    if first not in _forgotten:
        passing.forget_before(PURPOSE, first.isoformat())
        _forgotten[:] = [first]


@contextlib.contextmanager
def _locked(key: int, patience: float) -> Iterator[None]:
    until = time.monotonic() + patience
    while not _asked("SELECT pg_try_advisory_lock(%s)", key):
        if time.monotonic() > until:
            raise Crowded
        time.sleep(LOOK)
    try:
        yield
    finally:
        _asked("SELECT pg_advisory_unlock(%s)", key)


def _asked(query: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, [key])
        (answer,) = cursor.fetchone() or (False,)
        return bool(answer)
