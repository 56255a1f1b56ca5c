"""Whoever is told to call is told a number: on every page, wherever she is, whoever is on duty."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from komek.doors.portal import asking, chat, messages
from komek.doors.portal.choices import HERE
from komek.foundations import inbox
from komek.foundations.inbox import limits
from komek.knowledge import guide
from komek.knowledge.guide import content, counting
from tests.doors.portal.conftest import Reader, Use

pytestmark = pytest.mark.django_db
DUTY = inbox.Duty("Umit Almaty", "KZ", 15)
DUTIES = {"on duty": DUTY, "later": replace(DUTY, now=False), "nobody": None}
CALL = ("nobody", "closed", "silence", "taken_silence", "too_often")
"""Sentences of the mailbox that say "call"; the guide's own are person.none and person.danger_text."""

FORM = "application/x-www-form-urlencoded"
BOTH = {"first": "12345678", "second": "12345678"}
DAY = date(2026, 12, 30)


class House:
    """A mailbox in which somebody is on duty, or nobody, and that may be asked too often."""

    def __init__(self, duty: inbox.Duty | None, country: str) -> None:
        self.duty, self.country, self.often, self.silence = duty, country, False, ""

    def readers(self, *_: object) -> inbox.Duty | None:
        return self.duty

    def drop(self, *_: object, **__: object) -> inbox.Dropped:
        if self.often:
            raise inbox.TooOften
        return inbox.Dropped(UUID(int=1), inbox.Receipt(BOTH["first"], BOTH["second"]), DAY, self.duty or DUTY)

    def read(self, *_: object, **__: object) -> inbox.Opened:
        return inbox.Opened("waiting", (), (), self.silence, self.duty, self.country, "en", DAY, "onward")

    def go_on(self, *_: object, **__: object) -> inbox.Added:
        if self.often:
            raise inbox.TooOften
        return inbox.Added(UUID(int=2), self.duty or DUTY, "onward")


def has_number(answer: Any) -> bool:
    return any(each.startswith("tel:") for each in answer.page.links())


def says_call(answer: Any, language: str) -> bool:
    speech = guide.words(language)
    told = [speech.say("person", key) for key in ("none", "danger_text")]
    told += [speech.say("inbox", key) for key in CALL]
    return any(each in answer.page.html for each in told)


def pages(reader: Reader, house: House, language: str, choice: dict[str, str]) -> Iterator[Any]:
    """Give every page on which she comes to a person."""
    write, receipt = f"/{language}/person/write/", f"/{language}/receipt/"
    query = "?" + "&".join(f"{key}={code}" for key, code in choice.items())
    yield from (reader.get(f"/{language}/{place}{query}") for place in ("person/", "person/now/", "person/write/"))
    seen = messages._seen(house.duty)
    for house.often in (False, True):
        form = {"words": "Come", "seen": seen, "once": f"{house.often}-word-of-a-form", **choice}
        yield from (reader.post(write, do="send", **form) for _ in range(2))
        for house.silence in ("", "silence", "taken_silence"):
            yield reader.post(receipt, do="read", **BOTH)
            yield reader.post(receipt, do="more", **BOTH, **form | {"once": f"{form['once']}-{house.silence}"})


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> House:
    duty, country = request.param
    made = House(DUTIES[duty], country)
    for name in ("readers", "drop", "read", "go_on"):
        monkeypatch.setattr(inbox, name, getattr(made, name))
    monkeypatch.setattr(asking, "danger", lambda text: False)
    monkeypatch.setattr(counting, "count", lambda *_, **__: None)
    return made


@pytest.fixture
def bare(edition: Use) -> None:
    """Show an edition in which one country alone has a number."""
    shipped = content.shipped(demo=True)
    edition(replace(shipped, contacts={"kr.emergency": shipped.contacts["kr.emergency"]}))


EVERYWHERE = [pytest.param((duty, country), id=f"{duty} {country}") for duty, country in product(DUTIES, ("", *HERE))]


@pytest.mark.parametrize("known", ["all", "one"])
@pytest.mark.parametrize("house", EVERYWHERE, indirect=True)
def test_whoever_is_told_to_call_is_told_a_number(
    reader: Reader, house: House, known: str, request: pytest.FixtureRequest
) -> None:
    if known == "one":
        request.getfixturevalue("bare")
    language = guide.LANGUAGES[("", *HERE).index(house.country) % len(guide.LANGUAGES)]
    shown = list(pages(reader, house, language, {"in": house.country} if house.country else {}))
    calls = [each for each in shown if says_call(each, language)]
    assert len(calls) > (10 if house.duty and house.duty.now else 12)
    assert [each.request["PATH_INFO"] for each in calls if not has_number(each)] == []
    assert max(len(each.content) for each in shown) < 14_600


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("house", [pytest.param(("nobody", "KZ"), id="nobody")], indirect=True)
def test_the_number_of_the_house_is_enough(reader: Reader, house: House, settings: Settings) -> None:
    settings.KOMEK_SITE_HOTLINE = "+77000000000"
    assert house.duty is None
    numbers = [each for each in reader.get("/en/person/write/?in=KZ").page.links() if each.startswith("tel:")]
    assert numbers == ["tel:+77000000000"]


@pytest.mark.parametrize("language", guide.LANGUAGES)
@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("known", ["all", "one"])
def test_where_no_conversation_can_begin_she_is_told_when_and_whom_to_call(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, language: str, smooth: bool, known: str
) -> None:
    if known == "one":
        request.getfixturevalue("bare")
    monkeypatch.setattr(limits, "spend", lambda *_: False)
    form, headers = {"q": "my wages", "from": "UZ", "to": "RU"}, {"hx-request": "true"} if smooth else {}
    answer = Client(headers=headers).post(f"/{language}/chat/", urlencode(form), content_type=FORM)
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (200 if smooth else 429, "60")
    said = html.partition(guide.words(language).say("bot", "many_begin"))[2].partition("</li>")[0]
    assert "112" in said
    assert 'value="my wages"' in html


def test_a_whole_dormitory_may_write_from_one_address() -> None:
    with time_machine.travel("2026-11-30 09:10:10+00:00", tick=False):
        assert all(limits.spend(chat.BEGUN, b"one address", "web") for _ in range(300))
