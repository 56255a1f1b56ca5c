"""The states in which the page of the chat can be, as somebody comes to them by tapping and typing."""

import gzip
from datetime import time
from typing import Any, NamedTuple

import pytest
from django.test import Client

from komek.doors.bots import handling
from komek.doors.bots.conversations import Crowded
from komek.foundations import inbox
from tests.doors.bots.talks import NUMBERS
from tests.doors.portal.test_chat import FORM, Somebody
from tests.factories.orgs import Staff, make_member, make_organisation

SHOWN = {
    *("begins", "asked", "held", "declined", "home", "topics:0", "topic:trafficking", "person", "write"),
    *("changed", "sent", "added", "opened", "busy", "foreign", "cleared"),
}


class Shown(NamedTuple):
    """One page: its bytes, how many of them go over the wire, and its status."""

    body: bytes
    packed: int
    status: int


def states(language: str, operator: Staff) -> dict[str, Shown]:
    """Go through a whole conversation; give each page by a name."""
    she, found = Somebody(f"/{language}/chat/"), {}

    def look(name: str) -> None:
        body = she.answer.content
        found[name] = Shown(body, len(gzip.compress(body, 6)), she.answer.status_code)

    look("begins")
    for name, words in {"asked": "my wages", "held": "danger he locks the door"}.items():
        she.say(words)
        look(name)
    she.tap("decline")
    look("declined")
    for code in ("home", "topics:0", "topic:trafficking", "person", "write"):
        she.post(tap=code, turn=she.turn())
        look(code)
    _joins()
    she.say("They keep my papers")
    look("changed")
    she.tap("agree")
    look("sent")
    numbers = numbers_of(she.html)
    she.say("There are three of us")
    look("added")
    message = next(each for each in inbox.queries.waiting(operator.actor) if each.number == 1)
    inbox.take(message=message, by=operator.actor)
    inbox.answer(message=message, text="Come on Monday. " * 60, by=operator.actor)
    she.say("\n".join(numbers))
    look("opened")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(handling, "answer", _busy)
        answer = she.client.post(she.page, "q=%22my%22+%3Cwages%3E", content_type=FORM)
        found["busy"] = Shown(answer.content, len(gzip.compress(answer.content, 6)), 200)
        assert answer.status_code == 503
    answer = Client(headers={"sec-fetch-site": "cross-site"}).post(she.page)
    found["foreign"] = Shown(answer.content, len(gzip.compress(answer.content, 6)), answer.status_code)
    she.tap("clear")
    look("cleared")
    return found


def _joins() -> None:
    """Let another organisation read too, after the first."""
    sabr = make_organisation("Sabr Osh", country="KG", demo=True)
    keeper = make_member(sabr, "Bakyt", roles=["supervisor"], circles=["hotline"])
    always: dict[str, Any] = {"weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0), "minutes": 40}
    inbox.set_watch(country="", languages=[], rank=2, by=keeper.actor, **always)


def _busy(*_args: object, **_more: object) -> None:
    raise Crowded


def numbers_of(html: str) -> list[str]:
    """Give the two numbers that a page shows."""
    return NUMBERS.findall(html.replace("<br>", "\n").replace("<p>", "\n").replace("</p>", "\n"))
