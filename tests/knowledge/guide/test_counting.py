"""What conversations are counted by: nameless, added up in memory, written once a minute by one verb."""

import threading
from collections import Counter
from datetime import date

import pytest
import time_machine

from komek.foundations.audit.models import Entry
from komek.foundations.audit.registry import HOUSE
from komek.foundations.ledger import checks
from komek.foundations.ledger.models import Fact
from komek.kernel import codes
from komek.knowledge.guide import content, counting, spoken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with nothing counted."""
    monkeypatch.setattr(counting, "_counts", Counter())


def one(kind: str = "view", **about: str) -> None:
    counting.count(kind, **{"channel": "telegram", "language": "uz", "topic": "health", "country": "RU", **about})


def test_equal_things_become_one_fact_with_their_number() -> None:
    for _each in range(3):
        one()
    one(language="ky")
    one("question")
    one("handover")
    assert not Fact.objects.exists(), "until then it is in memory alone"
    assert counting.flush() == 4

    fact = Fact.objects.get(measure="guide_viewed", axes__language="uz")
    assert fact.quantity == 3
    assert (fact.country, fact.organisation, fact.person) == ("RU", HOUSE, None)
    assert fact.axes == {"topic": "health", "channel": "telegram", "language": "uz"}
    assert fact.occurred_on.day == 1
    assert set(Fact.objects.values_list("measure", flat=True)) == {"guide_viewed", "guide_asked", "guide_handed_over"}
    entry = Entry.objects.get(verb="guide.count")
    assert (entry.actor, entry.details) == (None, {"facts": "4"})
    assert checks.check() == []
    assert counting.flush() == 0, "nothing is counted twice"


def test_who_said_no_country_is_counted_without_one() -> None:
    one(country="")
    one(country="XX")
    counting.flush()
    assert Fact.objects.get().country == ""
    assert checks.check() == []


def test_what_is_no_code_of_ours_counts_as_other() -> None:
    one(topic="my secret words", language="xx")
    counting.flush()
    assert Fact.objects.get().axes == {"topic": "other", "channel": "telegram", "language": "other"}
    with pytest.raises(ValueError, match="of ours"):
        one(channel="a secret")
    with pytest.raises(ValueError, match="of ours"):
        one("a secret")


def test_what_could_not_be_written_is_kept_for_the_next_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**given: object) -> int:
        raise RuntimeError

    one()
    with monkeypatch.context() as broken:
        broken.setattr(counting, "write_counts", fails)
        with pytest.raises(RuntimeError):
            counting.flush()
    one()
    counting.flush()
    assert Fact.objects.get().quantity == 2


def test_the_month_is_that_of_the_countries_of_origin() -> None:
    with time_machine.travel("2026-11-30T20:00:00Z", tick=False):
        one()
    counting.flush()
    assert Fact.objects.get().occurred_on == date(2026, 12, 1), "in Almaty December has begun"


def test_every_topic_and_language_of_the_guide_has_a_code() -> None:
    assert set(content.topics()) <= {each.code for each in codes.get("guide_topic")}
    assert set(spoken()) <= {each.code for each in codes.get("guide_language")}


def test_a_process_writes_once_a_minute_and_goes_on_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    done = threading.Event()
    monkeypatch.setattr(counting, "_ended", done)

    def flush() -> int:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError("a secret")
        done.set()
        return 0

    monkeypatch.setattr(counting, "EVERY", 0.01)
    monkeypatch.setattr(counting, "_begun", threading.Event())
    monkeypatch.setattr(counting, "flush", flush)
    counting.every_minute()
    counting.every_minute()
    assert done.wait(5)
    for thread in threading.enumerate():
        if thread.name == "counting":
            thread.join(5)
    assert len(tried) == 2, "one thread, which an error does not end"
