"""Whoever takes every table and every setting learns of a conversation neither whose it is, nor its words, nor when."""

import hmac
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from nacl.exceptions import CryptoError

from komek.doors.bots import conversations
from komek.doors.bots.models import Conversation
from komek.foundations.vault import _boxes
from komek.foundations.vault.errors import Tampered
from komek.foundations.vault.passing import Passing
from tests.attack.test_inbox_traces import exact, times
from tests.attack.thief import as_keys, dump, lying_about
from tests.doors.bots.conftest import graph, house, operator, post_payload, sim, telegram
from tests.doors.bots.talks import CHAT, NUMBERS, told, writes
from tests.factories.orgs import Staff
from tests.simulators import graph as graphs
from tests.simulators.graph import Graph
from tests.simulators.telegram import TelegramSimulator

__all__ = ["graph", "house", "operator", "sim", "telegram"]

pytestmark = [pytest.mark.attack, pytest.mark.django_db]
WROTE = datetime(2026, 11, 30, 7, 2, 11, 123456, tzinfo=UTC)


def name_by(key: bytes) -> bytes:
    """Name the chat with a key, as the rows of conversations are named."""
    form = "|".join(f"{len(part)}:{part}" for part in ("telegram", str(CHAT)))
    return hmac.digest(key, form.encode(), "sha256")[:16]


def opens(key: bytes, row: Conversation) -> bool:
    """Say whether a key opens a row."""
    try:
        _boxes.unlock(key, bytes(row.sealed), bytes(row.name))
    except (Tampered, CryptoError, ValueError):
        return False
    return True


def test_no_key_that_lies_about_names_or_opens_a_conversation(sim: TelegramSimulator, tmp_path: Path) -> None:
    both = writes(sim, "They keep my papers")
    row = Conversation.objects.get()
    keys = as_keys(lying_about(dump(), tmp_path / "nothing"))
    assert len(keys) > 100
    assert not [key for key in keys if name_by(key) == bytes(row.name) or opens(key, row)]

    key = Passing.of_day(conversations.PURPOSE, conversations.local(timezone.now()).date())._key()
    assert name_by(key) == bytes(row.name), "a control: with the key of the day it is hers"
    assert opens(key, row)
    inside = _boxes.unlock(key, bytes(row.sealed), bytes(row.name))
    for secret in ("papers", *both.replace(" ", "").split()):
        assert secret.encode() not in inside, "and even then there is no word of hers in it, and no number"


def test_no_table_says_whose_a_conversation_is_or_which_numbers_it_got(sim: TelegramSimulator, operator: Staff) -> None:
    writes(sim, "They keep my papers")
    numbers = [each.replace(" ", "") for each in NUMBERS.findall(told(sim))]
    there = repr(dump())
    for secret in (str(CHAT), *numbers, "papers", "They keep"):
        assert secret not in there, secret[:2]
        assert secret.encode().hex() not in there


def test_no_table_tells_at_which_minute_somebody_wrote(sim: TelegramSimulator, graph: Graph) -> None:
    with time_machine.travel(WROTE, tick=False) as clock:
        before = times(dump())
        writes(sim, "They keep my papers")
        clock.shift(timedelta(minutes=9, seconds=7))
        sim.text(CHAT, "There are three of us")
        payload = graph.payload(graphs.text("my wages"), number="77015550123")
        assert post_payload(payload, graph.signature(payload)) == 200
        found = times(dump()) - before
    assert "vault_mark" in {table for table, *_ in found}
    assert exact(found) == set()
