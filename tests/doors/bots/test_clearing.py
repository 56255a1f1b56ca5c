"""Taking back: what is deleted, in which order, and that only that is said which is true."""

import re

import pytest

from komek.doors.bots import clearing
from komek.doors.bots.telegram import Telegram
from komek.foundations.inbox.models import Message
from komek.knowledge.guide import spoken, words
from tests.doors.bots.talks import CHAT, last, writes
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator

pytestmark = pytest.mark.django_db


def test_clearing_deletes_every_message_of_the_bot(sim: TelegramSimulator) -> None:
    sim.text(CHAT, "my wages")
    sim.text(CHAT, "danger x")
    ours = {each["message_id"] for each in sim.sent(CHAT)}
    sim.methods.clear()
    sim.text(CHAT, "/clear")

    assert {message for _chat, message in sim.deleted} == ours
    assert sim.methods == ["deletemessages", "sendmessage"], "first it is done, then it is said"
    assert not Message.objects.filter(state="held").exists(), "and what was held is gone"
    assert "I have deleted my messages of today" in last(sim)
    sim.deleted.clear()
    sim.text(CHAT, "/clear")
    assert len(sim.deleted) == 1, "only what was said since"


@pytest.mark.parametrize("why", ["refused", "outage", "one stuck", "old", "too many"])
def test_what_could_not_be_deleted_is_not_said_to_be(
    why: str, sim: TelegramSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.text(CHAT, "my wages")
    sim.text(CHAT, "my passport")
    first, *others = (each["message_id"] for each in sim.sent(CHAT))
    if why == "refused":
        sim.fail(Fault(400, {"ok": False}), on="deleteMessages", times=40)
    if why == "outage":
        sim.fail(Fault(500), on="deleteMessages", times=4)
    if why == "one stuck":
        sim.stuck.add(first)
    if why == "old":
        monkeypatch.setattr(Telegram, "deletable", 0.01)
    if why == "too many":
        monkeypatch.setattr(clearing, "OWN", 3)
    sim.text(CHAT, "/clear")

    assert "could not be deleted" in last(sim)
    assert "deleted my messages" not in last(sim)
    if why == "one stuck":
        assert {message for _chat, message in sim.deleted} == set(others)
    if why in ("outage", "one stuck"):
        sim.stuck.clear()
        sim.text(CHAT, "/clear")
        assert first in {message for _chat, message in sim.deleted}, "asking once more does what was left"
        assert "I have deleted my messages of today" in last(sim)


@pytest.mark.parametrize("language", spoken())
def test_why_some_could_not_be_deleted_is_not_guessed(language: str) -> None:
    assert not re.search(r"\d", words(language).say("bot", "cleared_partly")), "it may have been an outage as well"


def test_what_was_cleared_is_not_cleared_again_where_only_its_answer_did_not_go_out(sim: TelegramSimulator) -> None:
    sim.text(CHAT, "my wages")
    sim.fail(Fault(500), on="sendMessage", times=4)
    update = sim.written(CHAT, {"text": "/clear"})

    assert [sim.deliver(update), sim.deliver(update)] == [503, 200]
    assert sim.methods.count("deletemessages") == 1
    assert "I have deleted my messages of today" in last(sim)


def test_only_her_message_with_the_right_numbers_is_taken_out_of_the_chat(sim: TelegramSimulator) -> None:
    both = writes(sim, "They keep my papers")
    sim.tap(CHAT, "done")
    sim.text(CHAT, "12345678 87654321 and many words")
    assert "do not know these numbers" in last(sim)
    assert sim.deleted == []
    sim.text(CHAT, both)
    assert len(sim.deleted) == 1
