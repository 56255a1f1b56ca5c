"""From the messenger to a person and back: sealed on arrival, read by whoever is on duty, answered by two numbers."""

import re
from datetime import datetime
from typing import NoReturn

import pytest
from django.db import OperationalError
from django.utils import timezone

from komek.doors.bots import conversations, effects, memory, news
from komek.doors.bots.conversations import Crowded
from komek.doors.bots.models import Conversation
from komek.doors.bots.telegram import Telegram
from komek.foundations import inbox, vault
from komek.foundations.inbox.models import Message
from tests.doors.bots.talks import CHAT, NUMBERS, erases, last, numbers, opened, told, writes
from tests.factories.orgs import Staff
from tests.simulators import graph as graphs
from tests.simulators.graph import Graph
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator, codes

pytestmark = pytest.mark.django_db


def test_a_message_reaches_whoever_is_on_duty_and_nobody_else(sim: TelegramSimulator, operator: Staff) -> None:
    writes(sim, "They keep my papers. <b>Help</b> 🙏")
    letter = opened(operator)

    assert letter.text == "They keep my papers. <b>Help</b> 🙏"
    assert (letter.head.channel, letter.can_tell) == ("telegram", False)


def test_she_is_told_of_the_answer_and_reads_it_with_her_numbers(sim: TelegramSimulator, operator: Staff) -> None:
    both = writes(sim, "They keep my papers", tell=True)
    message = inbox.queries.waiting(operator.actor)[0]
    inbox.take(message=message, by=operator.actor)
    before = len(sim.sent(CHAT))
    assert inbox.answer(message=message, text="Come on Monday", by=operator.actor)

    assert len(sim.sent(CHAT)) == before + 1
    assert last(sim) == "There is news for you. Open it with your two numbers."
    sim.text(CHAT, both)
    assert "Come on Monday" in last(sim)
    typed = [message for chat, message in sim.deleted if chat == CHAT]
    assert len(typed) == 1, "her message with the numbers is taken out of the chat"

    sim.text(CHAT, f"{both} thank you, I come")
    here = [*inbox.queries.ours(operator.actor), *inbox.queries.waiting(operator.actor)]
    assert {each.pk for each in here} - {message.pk}, "her next words are there"
    sim.text(CHAT, both)
    assert not [code for code in codes(sim.sent(CHAT)[-1]) if re.search(r"\d{4}", code)], "nor does a button name them"
    sim.tap(CHAT, erases(sim))
    assert "deleted" in last(sim)
    sim.text(CHAT, both)
    assert "do not know these numbers" in last(sim)


@pytest.mark.parametrize("fault", [Crowded, OperationalError])
def test_she_is_told_also_where_that_cannot_be_noted(
    fault: type[Exception], sim: TelegramSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience: list[float] = []

    def held(channel: str, chat: str, now: datetime, most: float) -> NoReturn:
        patience.append(most)
        raise fault

    monkeypatch.setattr(conversations, "held", held)
    assert news.tell_on_telegram(str(CHAT), "en"), "nobody is asked to tell her in another way"
    assert last(sim) == "There is news for you. Open it with your two numbers."
    assert patience == [news.A_WORD], "and the operator who answers does not wait for long"


def test_without_her_leave_nobody_writes_to_her(sim: TelegramSimulator, operator: Staff) -> None:
    both = writes(sim, "They keep my papers")
    message = inbox.queries.waiting(operator.actor)[0]
    inbox.take(message=message, by=operator.actor)
    before = len(sim.sent(CHAT))
    assert not inbox.answer(message=message, text="Come on Monday", by=operator.actor)

    assert len(sim.sent(CHAT)) == before
    sim.text(CHAT, both)
    assert "Come on Monday" in last(sim)


def test_danger_is_sealed_at_once_and_read_only_when_she_agrees(sim: TelegramSimulator, operator: Staff) -> None:
    sim.text(CHAT, "danger he locks the door")
    assert "quietly" in last(sim)
    assert "Umit Almaty" in last(sim)
    assert not NUMBERS.search(last(sim))
    assert inbox.queries.waiting(operator.actor) == []
    assert Message.objects.filter(state="held").count() == 1

    sim.tap(CHAT, "agree")
    both = numbers(sim)
    assert opened(operator).text == "danger he locks the door", "she never types it twice"
    sim.text(CHAT, both)
    assert "no answer yet" in last(sim)


def test_no_deletes_what_was_held(sim: TelegramSimulator, operator: Staff) -> None:
    sim.text(CHAT, "danger he locks the door")
    sim.tap(CHAT, "decline")

    assert last(sim) == "It is deleted."
    assert inbox.queries.waiting(operator.actor) == []
    assert not Message.objects.exclude(state="declined").exists()
    sim.tap(CHAT, "agree")
    assert "Too much time has passed" in last(sim)


def test_several_held_messages_are_read_together_and_each_has_its_numbers(
    sim: TelegramSimulator, operator: Staff
) -> None:
    sim.text(CHAT, "danger one")
    sim.text(CHAT, "danger two")
    sim.tap(CHAT, "agree")

    for message in inbox.queries.waiting(operator.actor):
        inbox.take(message=message, by=operator.actor)
        text = inbox.open_message(message=message, by=operator.actor).text
        inbox.answer(message=message, text=f"to {text}", by=operator.actor)
    found = NUMBERS.findall(told(sim))
    assert len(found) == 4
    answers = []
    for at in (0, 2):
        sim.text(CHAT, "\n".join(found[at : at + 2]))
        answers += [text for text in ("to danger one", "to danger two") if text in last(sim)]
    assert sorted(answers) == ["to danger one", "to danger two"], "neither is lost to her"


def test_a_voice_note_is_fetched_only_when_she_agrees(sim: TelegramSimulator, operator: Staff) -> None:
    sim.media(CHAT, "voice", b"OggS" + b"voice of somebody" * 20)
    assert "cannot read photos or listen" in last(sim)
    assert "Read by: Umit Almaty" in last(sim)
    assert "getfile" not in sim.methods
    assert {"pass", "topic:wages-unpaid"} <= set(codes(sim.sent(CHAT)[-1]))

    sim.tap(CHAT, "pass")
    numbers(sim)
    assert sim.methods.count("getfile") == 1
    letter = opened(operator)
    (file,) = letter.files
    assert b"".join(vault.read_file(file.id, keyring=operator.keyring)).startswith(b"OggS")


def test_a_voice_note_before_the_language_is_offered_once_it_is_chosen(
    telegram: TelegramSimulator, operator: Staff
) -> None:
    telegram.media(CHAT, "voice", b"OggS" * 100)
    assert "lang:en" in codes(telegram.sent(CHAT)[-1])
    telegram.tap(CHAT, "lang:en")
    offer, countries = telegram.sent(CHAT)[-2:]
    assert "Read by: Umit Almaty" in offer["text"]
    assert "from:UZ" in codes(countries)
    telegram.tap(CHAT, "pass")
    numbers(telegram)
    assert len(opened(operator).files) == 1
    telegram.tap(CHAT, "lang:ru")
    assert "pass" not in codes(telegram.sent(CHAT)[-1])


@pytest.mark.parametrize(("caption", "room"), [("oylik bermayapti", "asked"), ("danger he locks the door", "danger")])
def test_a_caption_before_the_language_is_a_question(
    caption: str, room: str, telegram: TelegramSimulator, operator: Staff
) -> None:
    telegram.media(CHAT, "voice", b"OggS" * 100, caption=caption)
    assert "pass" in codes(telegram.sent(CHAT)[0])
    state = conversations.opened("telegram", str(CHAT), timezone.now()).memory.state
    assert (state.room, state.language) == (room, "uz" if "oylik" in caption else "en")
    assert Message.objects.filter(state="held").count() == (room == "danger")


@pytest.mark.parametrize("what", ["gone", "large", "fault"])
def test_what_cannot_be_fetched_can_be_written(
    what: str, sim: TelegramSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.media(CHAT, "voice", b"OggS" * 100)
    if what == "gone":
        sim.files.clear()
    if what == "large":
        monkeypatch.setattr(effects, "MOST_BYTES", 10)
    if what == "fault":
        sim.fail(Fault(cut=True), on="getFile", times=4)
    sim.tap(CHAT, "pass")

    assert "could not be passed on" in last(sim)
    assert {"pass", "write"} <= set(codes(sim.sent(CHAT)[-1]))
    assert not Message.objects.exists()


@pytest.mark.parametrize("where", ["home", "write"])
@pytest.mark.parametrize("what", ["fetching", "sealing", "keeping"])
def test_whatever_goes_wrong_with_a_photo_her_offer_stays(
    what: str, where: str, sim: TelegramSimulator, operator: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: dict[str, tuple[object, str]] = {
        "fetching": (Telegram, "fetch"),
        "sealing": (effects, "from_bytes"),
        "keeping": (inbox, "drop"),
    }

    def raises(*_args: object, **_more: object) -> None:
        raise RuntimeError("of somebody")

    if where == "write":
        sim.tap(CHAT, "person")
        sim.tap(CHAT, "write")
    with monkeypatch.context() as patched:
        patched.setattr(*places[what], raises)
        assert sim.media(CHAT, "voice", b"OggS" + b"voice of somebody" * 20, caption="from the yard") == 200
        if where == "home":
            sim.tap(CHAT, "pass")
        assert "Try again" in last(sim)
        assert not Message.objects.exists()
    sim.tap(CHAT, "pass")
    numbers(sim)
    (file,) = opened(operator).files
    assert b"".join(vault.read_file(file.id, keyring=operator.keyring)).startswith(b"OggS")


def test_an_answer_that_did_not_go_out_does_not_drop_twice(sim: TelegramSimulator, operator: Staff) -> None:
    sim.tap(CHAT, "person")
    sim.tap(CHAT, "write")
    sim.fail(Fault(500), on="sendMessage", times=8)
    update = sim.written(CHAT, {"text": "They keep my papers"})

    assert [sim.deliver(update) for _each in range(4)] == [503, 503, 200, 200]
    numbers(sim)
    assert len(inbox.queries.waiting(operator.actor)) == 1


def test_wrong_numbers_are_limited(sim: TelegramSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "BURST", 100.0)
    monkeypatch.setattr(memory, "PER_SECOND", 100.0)
    for at in range(11):
        sim.text(CHAT, f"1234567{at % 10} 00000000")
    assert "Too many tries" in last(sim)


def test_whatsapp_writes_and_is_told_too(knock: object, graph: Graph, operator: Staff) -> None:
    number = "77015550123"
    knock(graphs.text("/start en_health"), number=number)  # type: ignore[operator]
    for code in ("person", "write", "tell"):
        knock(graphs.reply(code), number=number)  # type: ignore[operator]
    knock(graphs.text("They keep my papers"), number=number)  # type: ignore[operator]
    both = "\n".join(NUMBERS.findall("\n".join(graphs.body(each) for each in graph.sent(number)[-2:])))
    message = inbox.queries.waiting(operator.actor)[0]
    inbox.take(message=message, by=operator.actor)

    assert inbox.answer(message=message, text="Come on Monday", by=operator.actor)
    assert graphs.body(graph.sent(number)[-1]).startswith("There is news")
    knock(graphs.text(both), number=number)  # type: ignore[operator]
    assert "Come on Monday" in graphs.body(graph.sent(number)[-1])

    graph.fail(Fault(400, {"error": {"code": 131047}}), on="messages")
    assert not inbox.answer(message=message, text="More", by=operator.actor), "its 24 hours are over"


def test_where_nobody_reads_danger_ends_in_a_number(telegram: TelegramSimulator) -> None:
    telegram.text(CHAT, "/start en_health")
    telegram.text(CHAT, "danger he locks the door")
    assert not Message.objects.exists()
    assert "person" in codes(telegram.sent(CHAT)[-1])
    telegram.tap(CHAT, "person")
    assert "write" not in codes(telegram.sent(CHAT)[-1])
    assert Conversation.objects.count() == 1


def test_reading_and_deleting_need_nobody_on_duty(sim: TelegramSimulator, operator: Staff) -> None:
    """She has chosen another country since, or the watch has ended: her numbers are hers, and so is her no."""
    both = writes(sim, "They keep my papers")
    sim.tap(CHAT, "done")
    sim.text(CHAT, "danger he locks the door")
    for watch in inbox.queries.watches(operator.actor):
        inbox.end_watch(watch=watch, by=operator.actor)
    sim.tap(CHAT, "decline")
    assert last(sim) == "It is deleted."
    assert not Message.objects.filter(state="held").exists()

    sim.text(CHAT, both)
    assert "no answer yet" in last(sim)
    assert len(sim.deleted) == 1, "her message with the numbers is taken out of the chat"
    sim.tap(CHAT, erases(sim))
    assert "deleted" in last(sim)
    assert not Message.objects.filter(state="waiting").exists()
    sim.text(CHAT, both)
    assert "do not know these numbers" in last(sim)


def test_a_button_below_an_older_answer_deletes_nothing_else(sim: TelegramSimulator, operator: Staff) -> None:
    one = writes(sim, "They keep my papers")
    sim.tap(CHAT, "done")
    other = writes(sim, "My sister is there too")
    sim.text(CHAT, one)
    below_one = erases(sim)
    sim.text(CHAT, other)
    for _each in range(2):
        sim.tap(CHAT, below_one)
        assert last(sim).startswith("Read the answer: First number")
        assert len(inbox.queries.waiting(operator.actor)) == 2

    writes(sim, "One thing more")
    sim.tap(CHAT, below_one)
    assert len(inbox.queries.waiting(operator.actor)) == 3, "nor what she has just written"
    sim.text(CHAT, one)
    assert erases(sim) != below_one
    sim.tap(CHAT, erases(sim))
    assert "deleted" in last(sim)
    assert len(inbox.queries.waiting(operator.actor)) == 2
