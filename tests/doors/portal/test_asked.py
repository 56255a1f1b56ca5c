"""What a search teaches: placed questions are counted, the others noted as gaps, and neither says who asked."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from komek.foundations import inbox
from komek.foundations.vault import passing
from komek.knowledge.guide import asked, counting, gaps, matching
from komek.knowledge.guide.matching import Found, Result
from komek.knowledge.guide.models import Gap, GapVoice

pytestmark = pytest.mark.django_db

WORDS = "where can I buy a bicycle"


class Understanding:
    """A matcher that is sure of one word."""

    def ask(self, text: str, *, origin: str = "", to: str = "") -> Found:
        return Found("en", (Result("health", 0.9),), danger=False, sure="ill" in text)


@pytest.fixture(autouse=True)
def house(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.KOMEK_RAM = str(tmp_path / "ram")
    monkeypatch.setattr(passing, "_kept", {})
    monkeypatch.setattr(counting, "_counts", Counter())
    monkeypatch.setattr(matching, "at_hand", Understanding)


def posted(text: str, address: str = "203.0.113.1") -> int:
    body = f"q={text.replace(' ', '+')}&from=UZ&to=RU"
    answer = Client(REMOTE_ADDR=address).post("/en/ask/", body, content_type="application/x-www-form-urlencoded")
    return answer.status_code


def test_a_question_that_is_placed_is_counted_by_topic() -> None:
    assert posted("I am ill") == 200
    ((key, number),) = counting._counts.items()
    assert key[:5] == ("question", "health", "portal", "en", "RU")
    assert number == 1
    assert not Gap.objects.exists()


def test_what_nobody_answers_is_read_by_editors_once_five_places_have_asked() -> None:
    for place in range(4):
        posted(WORDS, f"203.0.113.{place}")
        posted(WORDS, f"203.0.113.{place}")
    assert gaps.worth_reading() == []
    posted(WORDS, "203.0.113.9")
    assert [(gap.words, gap.count) for gap in gaps.worth_reading()] == [(WORDS, 9)]
    assert not counting._counts


def test_who_asks_on_five_days_is_one_and_another_week_counts_anew() -> None:
    for day in (1, 2, 3, 4, 5):
        with time_machine.travel(datetime(2026, 12, day, 9, tzinfo=UTC), tick=False):
            posted(WORDS, "203.0.113.1")
    assert [(gap.voices, gap.count, gap.words) for gap in Gap.objects.all()] == [(1, 5, "")]
    with time_machine.travel(datetime(2026, 12, 7, 9, tzinfo=UTC), tick=False):
        posted(WORDS, "203.0.113.1")
    assert GapVoice.objects.values("name").distinct().count() == 2


def test_no_table_knows_the_words_or_the_place() -> None:
    posted(WORDS, "198.51.100.77")
    assert GapVoice.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT g::text FROM guide_gap g UNION ALL SELECT v::text FROM guide_gapvoice v")
        dump = " ".join(row for (row,) in cursor.fetchall())
    source = inbox.source("web", "198.51.100.77")
    for secret in ("bicycle", "198.51.100.77", source.hex()):
        assert secret not in dump


def test_one_place_cannot_fill_the_list() -> None:
    for number in range(asked.MISSES.each + 5):
        assert posted(f"{WORDS} {'abcdefghijklmnopqrstuvwxyz'[number]}") == 200
    assert sum(gap.count for gap in Gap.objects.all()) == asked.MISSES.each


def test_an_answer_comes_though_nothing_can_be_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_told: object, **_more: object) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr(gaps, "missed", fails)
    assert posted(WORDS) == 200
