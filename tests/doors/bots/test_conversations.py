"""Rows of a day: found by a key that passes, held by one process, over midnight and not beyond."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection, connections

from komek.doors.bots import conversations, handling, nightly
from komek.doors.bots.channels import Channel, Incoming
from komek.doors.bots.conversations import Crowded
from komek.doors.bots.memory import Held, Media, Memory, Own, Unsent
from komek.doors.bots.models import Conversation
from komek.doors.bots.nouns import Button, Heard, Said, State
from komek.doors.bots.telegram import Telegram
from komek.foundations.vault import passing
from tests.simulators.telegram import TelegramSimulator

CHAT = 70012345
EVENING = datetime(2026, 11, 25, 18, 50, tzinfo=UTC)
"""Ten to midnight in Almaty."""


def test_a_memory_is_read_as_it_was_written() -> None:
    said = Said("words", ((Button("a", "b"), Button("c", "d", "https://e.example")),))
    memory = Memory(
        state=State("write", "uz-cyrl", "UZ", "RU", "health", "2026-11-30", 3, True),
        seen=("1", "2"),
        own=(Own("3", 1764460800),),
        credit=2.5,
        at=7.0,
        warned=3.0,
        held=(Held("t", "12345678", "87654321", "2026-12-24", 5.0, "x|RU|uz"),),
        media=Media("f", "voice.ogg"),
        unsent=Unsent("2", 1, (said,), "17", True),
        shown=(said,),
        onward="x|RU|uz",
        handle="abcdefgh",
    )
    assert Memory.unpacked(memory.packed()) == memory
    assert Memory.unpacked(b"{") == Memory.unpacked(b"[]") == Memory.unpacked(b'{"state": 1}') == Memory()


@pytest.mark.django_db
def test_a_row_says_nothing_without_the_key(telegram: TelegramSimulator) -> None:
    telegram.text(CHAT, "/start uz_wages-unpaid")
    row = Conversation.objects.get()

    assert len(bytes(row.name)) == 16
    assert str(CHAT).encode() not in bytes(row.sealed)
    assert b"uz" not in bytes(row.sealed)[40:60]
    lengths = {len(bytes(row.sealed))}
    telegram.text(CHAT + 1, "/start")
    telegram.text(CHAT + 2, "my wages")
    telegram.text(CHAT + 2, "my passport")
    lengths |= {len(bytes(each.sealed)) for each in Conversation.objects.all()}
    assert len(lengths) == 1, "its length does not tell how long they talked"

    for path in Path(settings.KOMEK_RAM).glob("bots-*"):
        path.unlink()
    passing._kept.clear()
    telegram.text(CHAT, "/help")
    assert "lang:uz" in str(telegram.sent(CHAT)[-1]), "with the key the conversation is gone"


@pytest.mark.django_db
def test_a_talk_goes_on_over_midnight_once(telegram: TelegramSimulator) -> None:
    with time_machine.travel(EVENING, tick=False) as clock:
        telegram.text(CHAT, "/start ky_health")
        telegram.text(CHAT + 1, "/start ky_health")
        before = {bytes(each.name) for each in Conversation.objects.all()}
        clock.shift(timedelta(minutes=20))
        nightly.forget()
        telegram.text(CHAT, "/help")
        assert "topic:wages-unpaid" in str(telegram.sent(CHAT)[-1]), "she is not asked for her language again"
        assert {bytes(each.name) for each in Conversation.objects.all()} - before, "and has another name from today on"
        assert Conversation.objects.count() == 2

        clock.shift(timedelta(hours=1))
        nightly.forget()
        assert Conversation.objects.count() == 1, "yesterday's rows are gone with their key"
        assert sorted(path.name for path in Path(settings.KOMEK_RAM).glob("bots-*")) == ["bots-2026-11-26"]
        telegram.text(CHAT, "/help")
        telegram.text(CHAT + 1, "/help")
        assert "topic:wages-unpaid" in str(telegram.sent(CHAT)[-1])
        assert "lang:ky" in str(telegram.sent(CHAT + 1)[-1])
        assert [name for name in passing._kept if name[1] < "2026-11-26"] == [], "nor does this process remember it"


@pytest.mark.django_db
def test_the_table_is_in_no_log_and_no_backup() -> None:
    from komek.machine.backup import NEVER_DUMPED

    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'bots_conversation'")
        assert cursor.fetchone() == ("u",)
    assert "bots_conversation" in NEVER_DUMPED


class Slow(Telegram):
    """Telegram on a bad day: it notes who is sending and takes its time."""

    def __init__(self) -> None:
        self.inside, self.most, self.sent = 0, 100, 0
        self.together = 0

    def send(self, to: Incoming, said: Said, language: str) -> tuple[str, ...]:
        """Send slowly."""
        self.inside += 1
        self.together = max(self.together, self.inside)
        time.sleep(0.15)
        self.inside -= 1
        self.sent += 1
        return (str(self.sent),)


def answers(channel: Channel, updates: list[Incoming]) -> None:
    """Answer updates at the same time, each in a thread with a connection of its own."""

    def one(incoming: Incoming) -> None:
        try:
            handling.answer(channel, incoming)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(each,)) for each in updates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_one_chat_is_answered_by_one_process_at_a_time() -> None:
    slow = Slow()
    answers(slow, [Incoming(str(at), "1", Heard("tap", "home")) for at in range(4)])
    assert (slow.sent, slow.together) == (4, 1)

    several = Slow()
    answers(several, [Incoming("9", str(chat), Heard("tap", "home")) for chat in range(4)])
    assert several.together > 1, "others need not wait"


@pytest.mark.django_db(transaction=True)
def test_the_same_update_at_the_same_time_is_answered_once() -> None:
    slow = Slow()
    answers(slow, [Incoming("7", "1", Heard("tap", "home"))] * 4)
    assert slow.sent == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "PATIENCE", 0.05)
    turned_away: list[str] = []

    def other() -> None:
        try:
            handling.answer(Slow(), Incoming("2", "1", Heard("tap", "home")))
        except Crowded as error:
            turned_away.append(repr(error))
        finally:
            connections.close_all()

    with conversations.held("telegram", "1", datetime.now(UTC)):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert turned_away == ["Crowded()"]
