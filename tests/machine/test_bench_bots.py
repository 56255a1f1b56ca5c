"""The bench of the bots sees an update that is acknowledged and never answered."""

import time

import pytest

from bench import bots
from tests.simulators.telegram import TelegramSimulator

CHAT, OTHER = 7, 8


class House:
    """Answers the webhook as it is told: with these statuses in turn, sending to a chat before the last."""

    def __init__(self, simulator: TelegramSimulator, statuses: list[int], sends_to: int = 0) -> None:
        self.simulator, self.statuses, self.sends_to = simulator, statuses, sends_to

    def __call__(self, _url: str, _raw: bytes, _headers: dict[str, str]) -> int:
        status = self.statuses.pop(0)
        if self.sends_to and not self.statuses:
            self.simulator._do_sendmessage({"chat_id": self.sends_to, "text": "an answer"})
        return status


def delivered(statuses: list[int], sends_to: int = 0) -> bots.Delivered:
    simulator = TelegramSimulator()
    simulator._do_sendmessage({"chat_id": CHAT, "text": "an answer to an earlier update"})
    simulator.hook.url = "http://testserver/bots/telegram/"
    simulator.post = House(simulator, statuses, sends_to)
    return bots.delivered(simulator, simulator.written(CHAT, {"text": "hi"}), CHAT, time.perf_counter())


def test_an_answer_of_its_own_makes_an_update_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bots, "AGAIN", 0.01)
    assert delivered([200], CHAT).answered
    came_again = delivered([503, 503, 200], CHAT)
    assert (came_again.answered, came_again.again) == (True, 2)


@pytest.mark.parametrize(
    ("statuses", "sends_to"),
    [([200], 0), ([200], OTHER), ([500], CHAT), ([403], 0)],
    ids=["silence", "other", "500", "403"],
)
def test_what_got_no_answer_is_lost(statuses: list[int], sends_to: int) -> None:
    assert not delivered(statuses, sends_to).answered


def test_what_is_refused_for_too_long_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bots, "AGAIN", 0.01)
    monkeypatch.setattr(bots, "PATIENCE", 0.1)
    assert not delivered([503] * 1000).answered
