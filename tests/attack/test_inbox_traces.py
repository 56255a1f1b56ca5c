"""Whoever takes every table and every setting learns of a message neither who wrote it, nor from where, nor when."""

import hmac
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.http import QueryDict

from komek.doors.portal import once
from komek.foundations import inbox
from komek.foundations.inbox import limits
from komek.foundations.vault.passing import Passing
from komek.kernel.nightly import MINUTELY
from tests.attack.thief import Rows, _flat, as_keys, dump, lying_about
from tests.foundations.inbox.conftest import Rota, calm, manned, rota
from tests.foundations.inbox.letters import WORDS, dropped, row, taken

__all__ = ["calm", "manned", "rota"]

pytestmark = pytest.mark.attack
WROTE = datetime(2026, 11, 30, 7, 2, 11, 123456, tzinfo=UTC)
ADDRESS, CHAT = "203.0.113.77", "77712345678"
BACK = inbox.Back("telegram", CHAT, may_tell=True)
ONCE = "a-word-of-the-form-1"
THREAD = "RU|uz"
Tables = dict[str, Rows]


def write(**more: Any) -> inbox.Dropped:
    """Write as the public pages do: counted, once, with an address of the sender."""
    with once.only_once(QueryDict(f"once={ONCE}&words=x")):
        return dropped(source=inbox.source("web", ADDRESS), back=BACK, **more)


def times(tables: Tables) -> set[tuple[str, str, datetime]]:
    """Give every instant in every table."""
    return {
        (table, column, value)
        for table, rows in tables.items()
        for each in rows
        for column, value in each.items()
        if isinstance(value, datetime)
    }


def exact(found: set[tuple[str, str, datetime]]) -> set[tuple[str, str]]:
    """Keep the columns whose instants say more than a whole step of five minutes."""
    return {(table, column) for table, column, at in found if at.timestamp() % 300}


def told(tables: Tables) -> str:
    """Write down all that the tables hold."""
    return "\n".join(str(bytes(text)) for rows in tables.values() for text in _flat(rows)) + repr(tables)


def test_no_table_tells_at_which_minute_she_wrote_or_went_on(manned: Rota) -> None:
    with time_machine.travel(WROTE, tick=False) as clock:
        before = times(dump())
        made = write()
        MINUTELY["inbox.ring"].work()
        clock.shift(timedelta(minutes=9, seconds=7))
        inbox.say_more(made.receipt.first, made.receipt.second, WORDS, source=inbox.source("web", ADDRESS), danger=True)
        inbox.read(made.receipt.first, made.receipt.second, source=inbox.source("web", ADDRESS))
        MINUTELY["inbox.ring"].work()
        tables = dump()
    found = times(tables) - before
    assert {"inbox_access", "inbox_message", "vault_mark"} <= {table for table, *_ in found}
    assert exact(found) == set()
    assert not re.search(r"0?7:(02|11):", told(tables))
    assert str(int(WROTE.timestamp()))[:8] not in told(tables)


def test_after_taking_the_only_exact_times_are_those_of_the_colleagues_acts(manned: Rota) -> None:
    with time_machine.travel(WROTE, tick=False) as clock:
        before, made = times(dump()), write()
        clock.shift(timedelta(minutes=8, seconds=19))
        message = taken(made, manned.aigul)
        middle = times(dump())
        inbox.answer(message=message, text="Come.", by=manned.aigul.actor)
        clock.shift(timedelta(minutes=30))
        inbox.erase(made.receipt.first, made.receipt.second, source=b"x")
        after = times(dump())
    acts = {("audit_entry", "at"), ("audit_written", "at")}
    assert exact(middle - before) <= acts | {(table, name) for table, name in exact(before)}
    silent = {at for table, column, at in middle if (table, column) == ("inbox_message", "silent_from")}
    assert silent == {datetime(2026, 11, 30, 7, 45, tzinfo=UTC)}, "counted from the taking at 7:10:30"
    assert {at for table, _, at in after if table.startswith("inbox_")} == set()


def test_a_time_that_tells_is_found() -> None:
    """A control of the two above."""
    at = WROTE.replace(microsecond=0)
    assert exact(times({"notes": [{"at": at}]})) == {("notes", "at")}
    assert exact(times({"notes": [{"at": limits_hour(at)}]})) == set()
    assert re.search(r"0?7:(02|11):", told({"notes": [{"at": str(at)}]}))


def limits_hour(at: datetime) -> datetime:
    """Give the end of a mark."""
    with time_machine.travel(at, tick=False):
        return at + timedelta(seconds=limits.to_the_hour())


def secrets_of(made: inbox.Dropped) -> Iterator[str]:
    """List what would say who wrote, and what."""
    yield from (WORDS, ADDRESS, CHAT, ONCE, THREAD, made.receipt.first, made.receipt.second)
    yield inbox.source("web", ADDRESS).hex()


def readings(secret: str) -> Iterator[str]:
    """Say how a secret might lie there."""
    data = secret.encode()
    yield from (secret, data.hex(), b64encode(data).decode().rstrip("=")[:-1], str(data)[2:-1])


def test_no_table_and_no_setting_tells_who_wrote(manned: Rota) -> None:
    made, other = write(), write(danger=True)
    inbox.answer(message=taken(made, manned.aigul), text=WORDS, by=manned.aigul.actor)
    inbox.say_more(made.receipt.first, made.receipt.second, WORDS, source=inbox.source("web", ADDRESS), back=BACK)
    tables = dump()
    there = told(tables) + " ".join(repr(getattr(settings, name)) for name in dir(settings) if name.isupper())
    for each in (made, other):
        for secret in secrets_of(each):
            assert not [how for how in readings(secret) if how in there], secret[:2]
    control = told({**tables, "notes": [{"text": ADDRESS, "raw": CHAT.encode()}]})
    assert ADDRESS in control
    assert CHAT in control


def test_no_key_that_lies_about_names_the_address_she_wrote_from(manned: Rota, tmp_path: Path) -> None:
    """The marks' own key is among the candidates; the key of the day, in memory alone, is not."""
    write()
    source, form = inbox.source("web", ADDRESS), f"3:web|{len(ADDRESS)}:{ADDRESS}".encode()
    keys = as_keys(lying_about(dump(), tmp_path))
    assert not [key for key in keys if hmac.digest(key, form, "sha256")[:16] == source]
    key = Passing.of_day("doors", WROTE.now(UTC).date())._key()
    assert hmac.digest(key, form, "sha256")[:16] == source, "a control: with the key of the day it is found"
    assert cache.get(f"portal-once:{ONCE}:{0x8CDC1683}") == once.DONE, "a control: the mark is there"


def shape(message: UUID, receipt: UUID) -> dict[str, list[list[tuple[str, int]]]]:
    """Say how long each value is in each row that belongs to a message or to its receipt."""
    found = {}
    for table, rows in dump().items():
        mine = [each for each in rows if {message, receipt} & {v for v in each.values() if isinstance(v, UUID)}]
        found[table] = sorted(
            sorted((name, len(bytes(value))) for name, value in each.items() if isinstance(value, bytes | memoryview))
            for each in mine
        )
    return {table: lines for table, lines in found.items() if lines}


def test_the_lengths_of_what_is_sealed_tell_no_choice_of_hers(manned: Rota) -> None:
    """Country, language, channel, danger and the way back differ; the rows are of one shape."""
    one = dropped("He keeps it.")
    other = dropped("Ok", country="", language="uz-cyrl", channel="whatsapp", back=BACK, marked=True)
    shapes = []
    for made in (one, other):
        receipt = row(made).receipt
        assert receipt is not None
        shapes.append(shape(made.message, receipt))
    assert {"inbox_message", "inbox_thread", "vault_groupkey", "vault_receipt"} <= set(shapes[0])
    assert shapes[0] == shapes[1]
    for made, text in ((one, "Yes."), (other, "Come tomorrow at nine.")):
        inbox.answer(message=taken(made, manned.aigul), text=text, by=manned.aigul.actor)
    lines = dump()["inbox_answer"]
    assert len({(len(bytes(each["for_writer"])), len(bytes(each["text"]))) for each in lines}) == 1
