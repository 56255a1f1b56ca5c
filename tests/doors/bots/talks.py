"""Somebody on Telegram who writes to a person: what the tests of the mailbox tap, type and look at."""

import re

import pytest
from django.db import OperationalError

from komek.doors.bots import conversations
from komek.foundations import inbox
from tests.factories.orgs import Staff
from tests.simulators.telegram import TelegramSimulator, codes

CHAT = 70012345
NUMBERS = re.compile(r"^(\d{4} \d{4})$", re.MULTILINE)


def last(sim: TelegramSimulator) -> str:
    return str(sim.sent(CHAT)[-1]["text"])


def told(sim: TelegramSimulator, most: int = 2) -> str:
    """Give the newest messages as one text."""
    return "\n".join(str(each["text"]) for each in sim.sent(CHAT)[-most:])


def numbers(sim: TelegramSimulator) -> str:
    found = NUMBERS.findall(told(sim))
    assert len(found) == 2
    return "\n".join(found)


def erases(sim: TelegramSimulator) -> str:
    """Give the button that deletes what the newest message shows."""
    return next(code for code in codes(sim.sent(CHAT)[-1]) if code.startswith("erase:"))


def opened(operator: Staff) -> inbox.Letter:
    (message,) = inbox.queries.waiting(operator.actor)
    inbox.take(message=message, by=operator.actor)
    return inbox.open_message(message=message, by=operator.actor)


def writes(sim: TelegramSimulator, words: str, *, tell: bool = False) -> str:
    """Tap through to writing, write, and give the numbers."""
    sim.tap(CHAT, "person")
    sim.tap(CHAT, "write")
    assert "Read by: Umit Almaty, Kazakhstan. Usual waiting time: 15 minutes." in last(sim)
    if tell:
        sim.tap(CHAT, "tell")
    sim.text(CHAT, words)
    return numbers(sim)


def forgets_once(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Let the database fail once where a conversation writes down what it has to say; gives whether it has failed."""
    save = conversations.Talk.save
    broken: list[bool] = []

    def once(talk: conversations.Talk) -> None:
        if talk.memory.unsent and not broken:
            broken.append(True)
            raise OperationalError("of somebody")
        save(talk)

    monkeypatch.setattr(conversations.Talk, "save", once)
    return broken
