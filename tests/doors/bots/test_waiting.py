"""One yes is for all that is held, and so is one quarter of an hour: nothing of it is deleted without a word."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from komek.foundations.inbox.models import Message
from komek.kernel.nightly import MINUTELY
from tests.doors.bots.talks import CHAT, NUMBERS, last, opened, told, writes
from tests.doors.bots.test_changed import Shift, is_asked, memory, night, opens, shift, waiting
from tests.factories.orgs import Staff
from tests.simulators.telegram import TelegramSimulator

__all__ = ["night", "shift"]

pytestmark = pytest.mark.django_db
LATE = "Too much time has passed, so your words are deleted."


@pytest.mark.parametrize("sent_before", [False, True])
def test_each_further_line_moves_the_quarter_of_an_hour_on_for_all_of_them(
    sent_before: bool, sim: TelegramSimulator, night: Staff, shift: Shift
) -> None:
    writes(sim, "He shouts") if sent_before else opens(sim)
    shift()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for line in ("They keep my papers", "There are three of us", "In Osh"):
            sim.text(CHAT, line)
            assert is_asked(sim)
            clock.shift(timedelta(minutes=10))
            MINUTELY["inbox.held"].work()
        sim.tap(CHAT, "agree")
        assert waiting(night) == [3], "the first line was asked about again with the last one"
        assert LATE not in told(sim)
        sim.text(CHAT, "By the river")
        assert last(sim).startswith("Sent.")


def test_without_a_yes_to_the_last_question_all_lines_are_deleted(
    sim: TelegramSimulator, night: Staff, shift: Shift
) -> None:
    opens(sim)
    shift()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sim.text(CHAT, "They keep my papers")
        clock.shift(timedelta(minutes=10))
        sim.text(CHAT, "There are three of us")
        clock.shift(timedelta(minutes=15, seconds=1))
        MINUTELY["inbox.held"].work()
        assert not Message.objects.exists()
        sim.tap(CHAT, "agree")
        assert last(sim).startswith(LATE)


@pytest.mark.parametrize("sent_before", [False, True])
def test_a_yes_that_is_too_late_for_the_first_line_alone_says_so_before_sent(
    sent_before: bool, sim: TelegramSimulator, night: Staff, shift: Shift
) -> None:
    writes(sim, "He shouts") if sent_before else opens(sim)
    shift()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sim.text(CHAT, "They keep my papers")
        clock.shift(timedelta(minutes=16))
        MINUTELY["inbox.held"].work()
        sim.text(CHAT, "There are three of us")
        before = len(sim.sent(CHAT))
        sim.tap(CHAT, "agree")
        assert opened(night).text == "There are three of us"
        assert LATE in sim.sent(CHAT)[before]["text"].split("Sent.")[0]
        sim.text(CHAT, "In Osh")
        assert last(sim).startswith("Sent."), "it is said once"


def test_each_further_word_of_danger_moves_the_quarter_of_an_hour_on_for_all_of_them(
    sim: TelegramSimulator, operator: Staff
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for words in ("danger one", "danger two", "danger three"):
            sim.text(CHAT, words)
            clock.shift(timedelta(minutes=10))
            MINUTELY["inbox.held"].work()
        sim.tap(CHAT, "agree")
        assert waiting(operator) == [3]
        assert len(set(NUMBERS.findall(told(sim, 4)))) == 6, "each with its numbers"
        assert LATE not in told(sim, 4)


def test_a_yes_that_is_too_late_for_the_first_word_of_danger_says_so_and_gives_no_dead_numbers(
    sim: TelegramSimulator, operator: Staff
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sim.text(CHAT, "danger one")
        clock.shift(timedelta(minutes=16))
        MINUTELY["inbox.held"].work()
        sim.text(CHAT, "danger two")
        assert [bool(each.first) for each in memory().held] == [False, True], "numbers lie beside held words alone"
        sim.tap(CHAT, "agree")
        assert opened(operator).text == "danger two"
        assert LATE in told(sim)
        assert len(NUMBERS.findall(told(sim))) == 2
