"""Writing on to a person under the same numbers: where it goes, which mark it bears, and that nothing is done twice."""

from typing import Any

import pytest
import time_machine
from django.utils import timezone

from komek.doors.bots import conversations
from komek.foundations import inbox
from komek.foundations.inbox.models import Message
from komek.knowledge.guide import matching
from tests.doors.bots.talks import CHAT, NUMBERS, erases, forgets_once, last, numbers, opened, told, writes
from tests.factories.orgs import Staff
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator, codes

pytestmark = pytest.mark.django_db


def test_her_next_words_go_on_under_the_same_numbers_until_she_is_done(sim: TelegramSimulator, operator: Staff) -> None:
    both = writes(sim, "They keep my papers")
    assert "goes on to Umit Almaty (Kazakhstan)" in last(sim)
    assert "done" in codes(sim.sent(CHAT)[-1])
    sim.text(CHAT, "There are three of us")
    sim.media(CHAT, "voice", b"OggS" * 100, caption="the yard")
    assert last(sim).startswith("Sent.")
    assert "done" in codes(sim.sent(CHAT)[-1])

    waiting = inbox.queries.waiting(operator.actor)
    assert len({each.receipt for each in waiting}) == 1, "one thread"
    assert sorted(each.number for each in waiting) == [1, 2, 3]
    sim.tap(CHAT, "done")
    sim.text(CHAT, "my wages")
    assert "WAGES" in last(sim).upper()
    assert len(inbox.queries.waiting(operator.actor)) == 3
    assert len(NUMBERS.findall(told(sim, 20))) == 2, "and no other numbers were given"
    sim.text(CHAT, both)
    assert "no answer yet" in last(sim)


def test_she_answers_what_she_has_read_without_typing_the_numbers_again(
    sim: TelegramSimulator, operator: Staff
) -> None:
    both = writes(sim, "They keep my papers")
    (message,) = inbox.queries.waiting(operator.actor)
    inbox.take(message=message, by=operator.actor)
    inbox.answer(message=message, text="Where are you?", by=operator.actor)
    sim.tap(CHAT, "done")
    sim.text(CHAT, both)
    assert "Where are you?" in last(sim)
    sim.tap(CHAT, "onward")
    assert "goes on to Umit Almaty (Kazakhstan)" in last(sim)
    sim.text(CHAT, "In Osh")

    (added,) = inbox.queries.waiting(operator.actor)
    assert added.receipt == message.receipt
    sim.text(CHAT, both)
    sim.tap(CHAT, erases(sim))
    assert "deleted" in last(sim)
    assert not Message.objects.filter(state="waiting").exists()


def test_nothing_that_is_meant_for_a_person_is_dropped_for_coming_fast(sim: TelegramSimulator, operator: Staff) -> None:
    """Whoever is afraid sends one line at a time; a flood of questions is met as ever."""
    with time_machine.travel(timezone.now(), tick=False):
        both = writes(sim, "They keep my papers")
        for at in range(16):
            sim.text(CHAT, f"line {at}")
        assert len(inbox.queries.waiting(operator.actor)) == 17
        sim.tap(CHAT, "done")
        sim.text(CHAT, f"{both} and one line more")
        assert len(inbox.queries.waiting(operator.actor)) == 18, "nor what she sends with her numbers"
        sim.text(CHAT, "my wages")
        assert "WAGES" not in last(sim).upper(), "a question comes too fast"
        assert "not read this message" in last(sim), "and that is said"
        assert "Talk to a person" in last(sim)
        assert "☎ " in last(sim), "with whom she can call"
        sim.tap(CHAT, "person")
        assert "write" in codes(sim.sent(CHAT)[-1]), "the way to a person is always open"
        sim.tap(CHAT, "home")
        sim.text(CHAT, "/person")
        assert "write" in codes(sim.sent(CHAT)[-1]), "by whichever way"
        sim.tap(CHAT, "write")
        assert "Read by: Umit Almaty" in last(sim)
        sim.tap(CHAT, "home")
        assert "Hello" in last(sim), "and the way back"
        sim.text(CHAT, "danger he locks the door")
        assert Message.objects.filter(state="held").count() == 1
        sim.tap(CHAT, "decline")
        assert not Message.objects.filter(state="held").exists()
        sim.text(CHAT, "/clear")
        assert "I have deleted" in last(sim)


def test_who_has_erased_elsewhere_does_not_go_on(sim: TelegramSimulator, operator: Staff) -> None:
    first, second = writes(sim, "They keep my papers").split("\n")
    inbox.erase(first, second, source=b"another place")
    sim.text(CHAT, "There are three of us")

    assert "write again" in last(sim)
    assert inbox.queries.waiting(operator.actor) == []
    sim.text(CHAT, "my wages")
    assert "WAGES" in last(sim).upper(), "and does not stay where nobody reads"


def test_the_numbers_are_in_no_row_once_they_are_said(sim: TelegramSimulator) -> None:
    both = writes(sim, "They keep my papers").replace(" ", "").split()
    for words in ("There are three of us", "\n".join(both)):
        talk = conversations.opened("telegram", str(CHAT), timezone.now())
        assert talk.memory.onward, "she may go on all the same"
        assert not [each for each in (*both, "papers", "three") if each.encode() in talk.memory.packed()]
        assert talk.memory.unsent is None
        sim.text(CHAT, words)
    sim.tap(CHAT, "home")
    assert conversations.opened("telegram", str(CHAT), timezone.now()).memory.onward == ""


def test_her_next_words_bring_the_numbers_that_did_not_go_out(sim: TelegramSimulator, operator: Staff) -> None:
    sim.tap(CHAT, "person")
    sim.tap(CHAT, "write")
    sim.fail(Fault(500), on="sendMessage", times=4)
    update = sim.written(CHAT, {"text": "They keep my papers"})
    assert sim.deliver(update) == 503
    before = len(sim.sent(CHAT))
    assert sim.text(CHAT, "my wages") == 200
    first, second, third = (each["text"] for each in sim.sent(CHAT)[before:])
    assert len(NUMBERS.findall(first)) == 2
    assert "goes on to Umit Almaty (Kazakhstan)" in second
    assert third.startswith("Sent.")

    assert sim.deliver(update) == 200
    assert len(sim.sent(CHAT)) == before + 3
    assert len(inbox.queries.waiting(operator.actor)) == 2


def test_her_message_with_the_numbers_leaves_the_chat_also_where_the_answer_came_late(sim: TelegramSimulator) -> None:
    both = writes(sim, "They keep my papers")
    sim.tap(CHAT, "done")
    sim.fail(Fault(500), on="sendMessage", times=4)
    update = sim.written(CHAT, {"text": f"{both} There are three of us"})
    assert sim.deliver(update) == 503
    assert sim.deleted == []
    assert sim.deliver(update) == 200
    assert last(sim).startswith("Sent.")
    assert sim.deleted == [(CHAT, update["message"]["message_id"])]
    sim.text(CHAT, "my wages")
    assert len(sim.deleted) == 1


@pytest.mark.parametrize(
    ("words", "marked"), [("They keep my papers", False), ("calm " * 700 + "danger he beats us", True)]
)
def test_what_she_meant_for_a_person_is_sent_at_once_and_carries_the_mark(
    words: str, marked: bool, sim: TelegramSimulator, operator: Staff
) -> None:
    writes(sim, words)
    (message,) = inbox.queries.waiting(operator.actor)
    assert message.state == "waiting", "she had been told who reads it, and chose to write"
    assert inbox.queries.heads([message], by=operator.actor)[message.pk].danger is marked
    sim.text(CHAT, words)
    heads = inbox.queries.heads(inbox.queries.waiting(operator.actor), by=operator.actor)
    assert [head.danger for head in heads.values()] == [marked, marked]


def test_danger_behind_many_harmless_signs_is_heard_in_a_question(sim: TelegramSimulator) -> None:
    sim.text(CHAT, "calm " * 700 + "danger he beats us")
    assert Message.objects.filter(state="held").count() == 1
    sim.text(CHAT, "calm " * 700)
    assert Message.objects.count() == 1


def test_a_message_is_taken_in_whatever_becomes_of_the_matcher(
    sim: TelegramSimulator, operator: Staff, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str) -> bool:
        raise RuntimeError(text)

    monkeypatch.setattr(matching, "danger", broken)
    writes(sim, "They keep my papers")
    assert opened(operator).text == "They keep my papers"
    assert "papers" not in caplog.text


@pytest.mark.parametrize("effect", ["drop", "hold", "agree", "onward", "more", "pass", "decline", "erase"])
def test_a_fault_of_the_database_after_the_work_does_not_do_it_twice(
    effect: str, sim: TelegramSimulator, operator: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work at the mailbox is done, and what the conversation should remember of it cannot be written down."""
    update = prepared(effect, sim)
    before = sorted((str(each.pk), each.state) for each in Message.objects.all())
    broken = forgets_once(monkeypatch)
    assert sim.deliver(update) == 503
    assert broken
    assert sorted((str(each.pk), each.state) for each in Message.objects.all()) == before, "it is as if never done"

    assert sim.deliver(update) == 200
    assert sim.deliver(update) == 200
    after = sorted((str(each.pk), each.state) for each in Message.objects.all())
    more, less = effect in ("drop", "hold", "onward", "more", "pass"), effect in ("erase", "decline")
    assert len(after) - len(before) == more - less
    assert after != before
    if effect in ("drop", "agree", "pass"):
        first, second = numbers(sim).split("\n")
        assert inbox.read(first, second, source=b"another place").state == "waiting", (
            "and her numbers are the right ones"
        )


def prepared(effect: str, sim: TelegramSimulator) -> dict[str, Any]:
    """Go to where an effect is one update away, and give that update."""
    words = {"text": "danger he locks the door" if effect == "hold" else "They keep my papers"}
    if effect in ("agree", "decline"):
        sim.text(CHAT, "danger he locks the door")
    if effect == "pass":
        sim.media(CHAT, "voice", b"OggS" * 100)
    if effect in ("agree", "decline", "pass"):
        return sim.tapped(CHAT, effect)
    if effect == "drop":
        sim.tap(CHAT, "person")
        sim.tap(CHAT, "write")
    if effect in ("onward", "more", "erase"):
        both = writes(sim, "They keep my papers")
    if effect in ("more", "erase"):
        sim.text(CHAT, both)
        words = {"text": f"{both}\nThere are three of us"}
    if effect == "erase":
        return sim.tapped(CHAT, erases(sim))
    return sim.written(CHAT, words)
