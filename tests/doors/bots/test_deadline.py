"""A messenger that hangs, or takes no layout of ours: how long one update holds a thread, and what she gets to read."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from komek.doors.bots import handling, telegram, whatsapp, wire
from komek.doors.bots.channels import Incoming
from komek.doors.bots.handling import Answered
from komek.doors.bots.news import CHANNELS
from komek.doors.bots.nouns import Button, Heard, Said
from komek.doors.bots.wire import Refused, Undelivered
from komek.foundations import notify
from komek.foundations.audit.models import Entry
from komek.foundations.notify import chats
from komek.foundations.notify.models import Wish
from komek.machine.commands.telegram import at_once
from tests.doors.bots.conftest import through_django
from tests.doors.bots.talks import CHAT
from tests.factories.orgs import Staff
from tests.simulators.graph import Graph
from tests.simulators.server import Answer, Call, Fault, Simulator
from tests.simulators.telegram import TelegramSimulator


class Quick(Simulator):
    """Answers everything with a body of its own."""

    raw = b'{"ok": true}'

    def answer(self, call: Call) -> Answer:
        return Answer(raw=self.raw)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second for everything."""
    monkeypatch.setattr(wire, "LONGEST", 1.0)
    monkeypatch.setattr(wire, "TO_SAY_SO", 0.3)


def test_the_tries_of_one_message_share_one_deadline(short: None) -> None:
    simulator = Quick()
    with simulator.running():
        simulator.fail(Fault(hang=True), times=20)
        began = time.monotonic()
        with pytest.raises(Undelivered):
            wire.post(f"{simulator.address}/x", {})
        assert time.monotonic() - began < 1.5


def test_all_that_one_update_needs_shares_one_deadline(short: None) -> None:
    simulator = Quick()
    with simulator.running():
        simulator.fail(Fault(slow=0.4), times=20)
        began = time.monotonic()
        with pytest.raises(Undelivered), wire.within(1.0):
            sent_on(f"{simulator.address}/x")
        assert time.monotonic() - began < 1.6
        assert 2 <= len(simulator.calls) <= 4
        assert wire.left() == float("inf")


def sent_on(address: str) -> None:
    for _message in range(20):
        wire.post(address, {})


def test_a_file_that_hangs_leaves_the_time_to_say_so(short: None) -> None:
    simulator = Quick()
    with simulator.running():
        simulator.fail(Fault(hang=True), times=20)
        with wire.within(1.0):
            with pytest.raises(Undelivered):
                wire.fetch(f"{simulator.address}/file", most=100)
            assert 0.2 < wire.left() < 0.5


def test_an_answer_without_an_end_is_not_read_to_its_end(short: None, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator = Quick()
    monkeypatch.setattr(wire, "MOST_ANSWER", 1000)
    simulator.raw = b" " * 5000
    with simulator.running(), pytest.raises(Undelivered):
        wire.get(f"{simulator.address}/x")


def test_messengers_never_have_more_than_half_of_the_threads(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    inside: list[int] = []
    go_on = Event()

    def answer(*_given: object, **_named: object) -> Answered:
        inside.append(1)
        go_on.wait(20)
        return Answered()

    monkeypatch.setattr(handling, "answer", answer)
    simulator = TelegramSimulator()
    settings.KOMEK_TELEGRAM_TOKEN, settings.KOMEK_TELEGRAM_SECRET = simulator.token, "word"
    simulator.hook.url, simulator.hook.secret = "http://testserver/bots/telegram/", "word"
    simulator.post = through_django()
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        told = [pool.submit(simulator.deliver, simulator.written(CHAT + each, {"text": "hi"})) for each in range(8)]
        while sum(each.done() for each in told) < 4:
            assert time.monotonic() - began < 10
            time.sleep(0.02)
        assert len(inside) == settings.KOMEK_THREADS // 2 == 4
        go_on.set()
    assert sorted(each.result() for each in told) == [200] * 4 + [503] * 4
    assert simulator.deliver(simulator.written(CHAT, {"text": "hi"})) == 200, "the places are free again"


@pytest.mark.django_db
def test_a_hanging_messenger_gets_its_update_back_in_time(
    telegram: TelegramSimulator, operator: Staff, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = telegram.written(CHAT, {"text": "/start en_health"})
    telegram.fail(Fault(hang=True), on="sendMessage", times=20)
    began = time.monotonic()
    assert telegram.deliver(update) == 503
    assert time.monotonic() - began < 6
    telegram.faults.clear()
    monkeypatch.setattr(wire, "LONGEST", 10.0)
    assert telegram.deliver(update) == 200
    assert telegram.sent(CHAT)


SAID = Said(
    "Your wages",
    ((Button("Read on", "", url="https://.example.org/en/"),), (Button("Menu", "menu"), Button("Person", "person"))),
)


def refusing(telegram: TelegramSimulator, monkeypatch: pytest.MonkeyPatch, word: str) -> list[dict[str, Any]]:
    """Let the bot refuse every message in whose markup the word stands; gives what was taken."""
    taken: list[dict[str, Any]] = []
    real = telegram.answer

    def answer(call: Call) -> Answer:
        if call.path.endswith("sendMessage"):
            if word in str(call.told.get("reply_markup", "")):
                return Answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: BUTTON_URL_INVALID"})
            taken.append(call.told)
        return real(call)

    monkeypatch.setattr(telegram, "answer", answer)
    return taken


def to(chat: int) -> Incoming:
    return Incoming("1", str(chat), Heard("text", "hi"))


def test_a_link_that_telegram_refuses_becomes_words_and_the_buttons_stay(
    telegram: TelegramSimulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    taken = refusing(telegram, monkeypatch, "https")
    assert len(CHANNELS["telegram"].send(to(CHAT), SAID, "en")) == 1
    (told,) = taken
    assert told["text"] == "Your wages\nRead on: https://.example.org/en/"
    assert [[button["callback_data"] for button in row] for row in told["reply_markup"]["inline_keyboard"]] == [
        ["menu", "person"]
    ]
    assert "refused the buttons" in caplog.text


def test_buttons_that_telegram_refuses_leave_the_words(
    telegram: TelegramSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = refusing(telegram, monkeypatch, "inline_keyboard")
    assert CHANNELS["telegram"].send(to(CHAT), SAID, "en")
    assert [told["text"] for told in taken] == ["Your wages\nRead on: https://.example.org/en/"]
    assert "reply_markup" not in taken[0]


def test_who_has_blocked_us_is_tried_no_second_time(telegram: TelegramSimulator) -> None:
    telegram.blocked.add(CHAT)
    with pytest.raises(Refused):
        CHANNELS["telegram"].send(to(CHAT), SAID, "en")
    assert len([call for call in telegram.calls if call.path.endswith("sendMessage")]) == 1


def test_long_words_with_refused_links_go_out_whole() -> None:
    (payload,) = telegram.rendered(Said("x" * telegram.LONGEST_TEXT, SAID.buttons))
    for parts in telegram.plainly(payload):
        assert "".join(each["text"] for each in parts).startswith("x" * 4000)
        assert "https" in parts[-1]["text"]
        assert all(len(each["text"]) <= telegram.LONGEST_TEXT for each in parts)


def test_buttons_that_whatsapp_refuses_become_words(graph: Graph) -> None:
    graph.fail(Fault(400, {"error": {"code": 131009}}), on="messages")
    said = Said("Choose", ((Button("Wages not paid at all this year", "wages"), Button("Menu", "menu")),))
    assert whatsapp.WhatsApp().send(to(77005550123), said, "en") == ()
    sent = [call.told for call in graph.calls if call.path.endswith("/messages")]
    assert [told["type"] for told in sent] == ["interactive", "text"]
    assert sent[1]["text"]["body"] == "Choose\n\n• Wages not paid at all this year\n• Menu"


@pytest.mark.django_db
def test_a_colleague_is_told_that_she_is_linked_although_the_first_word_did_not_go_out(
    telegram: TelegramSimulator, operator: Staff
) -> None:
    update = telegram.written(CHAT, {"text": f"/start {notify.link_code(operator.user.pk)}"})
    telegram.fail(Fault(500), on="sendMessage", times=4)
    assert telegram.deliver(update) == 503
    assert telegram.deliver(update) == 200
    (told,) = telegram.sent(CHAT)
    assert told["text"].startswith("Linked.")
    assert chats.opened(Wish.objects.get(user=operator.user.pk)) == str(CHAT)
    assert Entry.objects.filter(verb="notify.link").count() == 1


@pytest.mark.parametrize(("threads", "processes", "told"), [(8, 2, 8), (8, 1, 4), (16, 4, 32), (1, 1, 1)])
def test_telegram_brings_no_more_than_is_answered_at_a_time(
    threads: int, processes: int, told: int, settings: Settings
) -> None:
    settings.KOMEK_THREADS = threads
    assert at_once(processes) == told
