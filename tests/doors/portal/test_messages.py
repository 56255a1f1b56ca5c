"""Writing to a person from the public pages, and what the two numbers open."""

import re
from collections import Counter
from datetime import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from komek.doors.portal import asking, sources
from komek.foundations import inbox
from komek.knowledge import guide
from komek.knowledge.guide import content, counting
from komek.knowledge.guide.matching import Found, keeping
from tests.doors.portal.conftest import Reader
from tests.foundations.inbox.conftest import Rota, calm, manned, rota

__all__ = ["calm", "manned", "rota"]

pytestmark = pytest.mark.slow
WRITE, RECEIPT = "/en/person/write/", "/en/receipt/"


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """A matcher that sees danger where a test says so."""
    told = {"danger": False}
    monkeypatch.setattr(asking, "ask", lambda text, choice: Found("en", (), told["danger"], False))
    monkeypatch.setattr(asking, "danger", lambda text: told["danger"])
    return told


def field(answer: Any, name: str) -> str:
    """Give what a hidden field of a page holds."""
    return next(each["value"] or "" for each in answer.page.all("input") if each.get("name") == name)


def send(reader: Reader, words: str = "He keeps my passport.", place: str = "RU", **more: str) -> Any:
    """Open the page, write, and send."""
    page = reader.get(f"{WRITE}?in={place}")
    said = {"in": place, "words": words, "seen": field(page, "seen"), "once": field(page, "once"), "do": "send"}
    return reader.post(WRITE, **{**said, **more})


def go_on(reader: Reader, both: dict[str, str], words: str = "He came back.", **more: str) -> Any:
    """Open what the two numbers open, write again, and send."""
    page = reader.post(RECEIPT, do="read", **both)
    said = {"words": words, "seen": field(page, "seen"), "once": field(page, "once"), "do": "more"}
    return reader.post(RECEIPT, **{**said, **both, **more})


def numbers(answer: Any) -> dict[str, str]:
    """Read the two numbers off the page."""
    first, second = re.findall(r'<bdi dir="ltr">(\d{4} \d{4})</bdi>', answer.page.html)
    return {"first": first, "second": second}


def test_she_is_told_who_reads_and_gets_two_numbers_that_open_the_answer(reader: Reader, manned: Rota) -> None:
    speech = guide.words("en")
    page = reader.get(f"{WRITE}?in=RU")
    told = speech.say("inbox", "who_reads", name="Umit Almaty", country="Kazakhstan", minutes=15)
    assert told in page.page.html
    assert speech.say("inbox", "who_reads_next", names="Sabr Osh (Kyrgyzstan)") in page.page.html
    sent = send(reader)
    assert sent.status_code == 200
    assert speech.say("inbox", "sent") in sent.page.html
    assert not sent.cookies
    assert sent["Cache-Control"] == "no-store, private"
    (message,) = inbox.queries.waiting(manned.aigul.actor)
    assert not inbox.queries.heads([message], by=manned.aigul.actor)[message.pk].danger
    asked = reader.post(RECEIPT, do="read", **numbers(sent))
    assert speech.say("inbox", "no_answer_yet") in asked.page.html
    inbox.take(message=message, by=manned.aigul.actor)
    assert speech.say("inbox", "taken") in reader.post(RECEIPT, do="read", **numbers(sent)).page.html
    inbox.answer(message=message, text="Come on Monday <b>at nine</b>.", by=manned.aigul.actor)
    opened = reader.post(RECEIPT, do="read", **numbers(sent))
    assert "Come on Monday &lt;b&gt;at nine&lt;/b&gt;." in opened.page.html
    assert "He keeps my passport." not in opened.page.html, "whoever finds the paper does not read what she wrote"


def test_a_page_from_which_a_message_left_is_counted_and_nothing_of_it(
    reader: Reader, manned: Rota, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: Counter[counting.Key] = Counter()
    monkeypatch.setattr(counting, "_counts", counts)
    reader.get(f"{WRITE}?in=RU")
    assert not counts
    send(reader)
    assert {key[:5]: number for key, number in counts.items()} == {("handover", "other", "portal", "en", "RU"): 1}


def test_she_goes_on_and_erases_everything(reader: Reader, manned: Rota) -> None:
    said = numbers(send(reader))
    more = go_on(reader, said)
    assert guide.words("en").say("inbox", "sent") in more.page.html
    assert len(inbox.queries.waiting(manned.aigul.actor)) == 2
    gone = reader.post(RECEIPT, do="erase", **said)
    assert guide.words("en").say("inbox", "erased") in gone.page.html
    assert inbox.queries.waiting(manned.aigul.actor) == []
    again = reader.post(RECEIPT, do="read", **said)
    assert again.status_code == 422
    assert guide.words("en").say("inbox", "receipt_wrong") in again.page.html


def test_signs_of_danger_are_seen_by_who_reads(reader: Reader, manned: Rota, quiet: dict[str, bool]) -> None:
    quiet["danger"] = True
    assert send(reader).status_code == 200
    (message,) = inbox.queries.waiting(manned.aigul.actor)
    assert inbox.queries.heads([message], by=manned.aigul.actor)[message.pk].danger


def test_nobody_who_writes_waits_for_a_matcher_to_be_trained(
    reader: Reader, manned: Rota, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    settings.KOMEK_DEMO, settings.KOMEK_MATCHER = True, tmp_path
    monkeypatch.setattr(guide, "current", lambda: content.shipped(demo=True))
    monkeypatch.setattr(keeping, "_kept", keeping._Kept())
    monkeypatch.setattr(keeping, "_trained", lambda: pytest.fail("trained while somebody waits"))
    monkeypatch.setattr(keeping, "current", lambda: content.shipped(demo=True))
    assert not asking.danger("he locks me in")
    fake = SimpleNamespace(dangerous=lambda text: "locks" in text)
    monkeypatch.setattr(keeping._kept, "matcher", fake)
    monkeypatch.setattr(keeping._kept, "number", content.shipped(demo=True).matcher)
    assert asking.danger("he locks me in")


def test_words_of_a_question_are_never_typed_twice(reader: Reader, manned: Rota, quiet: dict[str, bool]) -> None:
    quiet["danger"] = True
    page = reader.post("/en/ask/", q="he locks me in", to="RU")
    assert 'name="words" value="he locks me in"' in page.page.html
    shown = reader.post(WRITE, words="he locks me in", to="RU")
    assert (shown.status_code, "he locks me in" in shown.page.html) == (200, True)
    assert inbox.queries.waiting(manned.aigul.actor) == [], "nobody sees it before she sends it"


def test_another_country_shows_another_reader_and_keeps_the_words(reader: Reader, manned: Rota) -> None:
    manned.watch(manned.bakyt, "KZ")
    shown = reader.post(WRITE, words="half a sentence", **{"in": "KZ"})
    assert (
        guide.words("en").say("inbox", "who_reads", name="Sabr Osh", country="Kyrgyzstan", minutes=15)
        in shown.page.html
    )
    assert "half a sentence" in shown.page.html


def test_if_another_reader_came_on_duty_meanwhile_she_is_told_first(reader: Reader, manned: Rota) -> None:
    page = reader.get(f"{WRITE}?in=RU")
    seen = field(page, "seen")
    for watch in inbox.queries.watches(manned.dina.actor):
        inbox.end_watch(watch=watch, by=manned.dina.actor)
    answer = reader.post(WRITE, words="He keeps it.", seen=seen, do="send", **{"in": "RU"})
    assert answer.status_code == 409
    assert guide.words("en").say("inbox", "changed") in answer.page.html
    assert "He keeps it." in answer.page.html
    assert inbox.queries.waiting(manned.bakyt.actor) == []


def test_with_nobody_on_duty_there_are_numbers_and_it_is_said_who_reads_later(reader: Reader, rota: Rota) -> None:
    speech = guide.words("en")
    page = reader.get(f"{WRITE}?in=KZ").page
    assert speech.say("inbox", "closed") in page.html
    assert [each for each in page.links() if each.startswith("tel:")]
    assert not [each for each in page.all("button") if each.get("value") == "send"]
    assert reader.post(WRITE, words="x", seen="", do="send", **{"in": "KZ"}).status_code == 409
    rota.watch(rota.dina, "KZ", fallback=True, begins=time(3), ends=time(3, 1), weekdays=[1])
    page = reader.get(f"{WRITE}?in=KZ").page
    assert speech.say("inbox", "nobody") in page.html
    assert "Umit Almaty (Kazakhstan)" in page.html
    assert [each for each in page.links() if each.startswith("tel:")]
    assert send(reader, place="KZ").status_code == 200


@pytest.mark.parametrize(
    ("words", "key", "status"),
    [
        ("", "empty", 422),
        ("\0\0 \u200f", "empty", 422),
        ("я" * 4097, "too_long", 422),
        ("x" * 3_000_000, "too_long", 422),
    ],
)
def test_wrong_words_are_told_and_kept(words: str, key: str, status: int, reader: Reader, manned: Rota) -> None:
    answer = send(reader, words)
    assert answer.status_code == status
    assert guide.words("en").say("inbox", key, count=4096) in answer.page.html
    assert words[:50].strip("\0 \u200f") in answer.page.html or len(words) > 10_000
    assert inbox.queries.waiting(manned.aigul.actor) == []


def test_too_many_messages_and_too_many_wrong_numbers_are_refused(reader: Reader, manned: Rota) -> None:
    speech = guide.words("en")
    told = [send(reader).status_code for _ in range(inbox.limits.DROPS.each + 1)]
    assert told == [200] * inbox.limits.DROPS.each + [429]
    for _ in range(inbox.limits.WRONG.each):
        assert reader.post(RECEIPT, do="read", first="12345678", second="12345678").status_code == 422
    answer = reader.post(RECEIPT, do="read", first="12345678", second="12345678")
    assert (answer.status_code, speech.say("inbox", "receipt_many") in answer.page.html) == (429, True)


def test_lines_and_blanks_of_a_message_come_back_as_they_were_typed(reader: Reader, manned: Rota) -> None:
    words = "First.\r\n\r\n   Second <b>\r\n"
    shown = reader.post(WRITE, words=words, **{"in": "RU"})
    assert "First.&#10;&#10;   Second &lt;b&gt;&#10;</textarea>" in shown.page.html


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::8", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
    ],
)
def test_a_network_of_long_addresses_counts_as_one_place(one: str, other: str, same: bool) -> None:
    first, second = (sources.source_of(RequestFactory().get("/", REMOTE_ADDR=each)) for each in (one, other))
    assert (first == second) is same
    assert one.encode() not in first


@pytest.mark.parametrize("language", guide.spoken())
def test_every_page_is_said_in_every_language(language: str, reader: Reader, manned: Rota) -> None:
    speech = guide.words(language)
    page = reader.get(f"/{language}/person/write/?in=RU")
    assert speech.say("inbox", "title") in page.page.html
    assert reader.sent < 14_600
    said = {"in": "RU", "words": "\u202eQoʻrqyapman 😟\u202c", "seen": field(page, "seen"), "do": "send"}
    sent = reader.post(f"/{language}/person/write/", **said)
    assert speech.say("inbox", "receipt") in sent.page.html
    asked = reader.post(f"/{language}/receipt/", do="read", **numbers(sent))
    assert speech.say("inbox", "no_answer_yet") in asked.page.html
    (message,) = inbox.queries.waiting(manned.aigul.actor)
    inbox.take(message=message, by=manned.aigul.actor)
    assert inbox.open_message(message=message, by=manned.aigul.actor).text == "Qoʻrqyapman 😟"
