"""What the conversation counts: one who is led on to a person is counted once, by whichever way she came."""

import pytest

from komek.doors.bots.nouns import State
from komek.knowledge.guide import counting
from tests.doors.bots.talks import CHAT, writes
from tests.factories.orgs import Staff
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator

pytestmark = pytest.mark.django_db


def handed() -> int:
    return sum(number for key, number in counting._counts.items() if key[0] == "handover")


def test_whoever_taps_twice_is_led_on_once(sim: TelegramSimulator, operator: Staff) -> None:
    for _tap in range(3):
        sim.tap(CHAT, "person")
    assert handed() == 1


def test_who_is_led_on_is_counted_once_also_where_the_answer_came_late(sim: TelegramSimulator, operator: Staff) -> None:
    sim.text(CHAT, "danger he locks the door")
    sim.fail(Fault(500), on="sendMessage", times=4)
    update = sim.tapped(CHAT, "agree")
    assert sim.deliver(update) == 503
    assert handed() == 0
    assert [sim.deliver(update) for _again in range(2)] == [200, 200]
    sim.tap(CHAT, "person")
    assert handed() == 1


def test_who_agrees_that_her_words_are_read_is_led_on(sim: TelegramSimulator, operator: Staff) -> None:
    sim.text(CHAT, "danger he locks the door")
    assert handed() == 0, "nothing has reached anybody yet"
    sim.tap(CHAT, "agree")
    sim.tap(CHAT, "person")
    assert handed() == 1


def test_who_declines_is_not(sim: TelegramSimulator, operator: Staff) -> None:
    sim.text(CHAT, "danger he locks the door")
    sim.tap(CHAT, "decline")
    sim.tap(CHAT, "agree")  # too late: what was declined has gone
    assert handed() == 0


def test_who_leaves_a_message_is_counted_once(sim: TelegramSimulator, operator: Staff) -> None:
    writes(sim, "They keep my papers")
    assert handed() == 1


def test_who_passes_a_voice_note_on_is_counted(sim: TelegramSimulator, operator: Staff) -> None:
    sim.media(CHAT, "voice", b"OggS" + b"voice of somebody" * 20)
    assert handed() == 0
    sim.tap(CHAT, "pass")
    assert handed() == 1


def test_a_state_of_an_older_form_is_read() -> None:
    assert State.unpacked(["home", "en", "UZ", "RU", "", "", 0, False]) == State("home", "en", "UZ", "RU")
