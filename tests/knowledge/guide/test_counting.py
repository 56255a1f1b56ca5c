"""What conversations are counted by: nameless, added up in memory, written once a day by one verb."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from pytest_django.fixtures import Settings

from komek.foundations.audit.models import Entry
from komek.foundations.audit.registry import HOUSE
from komek.foundations.ledger import checks
from komek.foundations.ledger.models import Fact
from komek.kernel import codes
from komek.knowledge.guide import content, counting, spoken
from komek.machine import hooks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """Begin with nothing counted, on a machine of one's own."""
    monkeypatch.setattr(counting, "_counts", Counter())
    monkeypatch.setattr(counting, "_days", set())
    settings.KOMEK_RAM = str(tmp_path / "ram")


@pytest.fixture
def alone(settings: Settings) -> None:
    """A machine without a RAM file system."""
    settings.KOMEK_RAM = ""


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


def test_what_could_not_be_written_is_kept_for_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_process_keeps_once_a_minute_and_goes_on_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    done = threading.Event()
    monkeypatch.setattr(counting, "_ended", done)

    def tick() -> None:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError("a secret")
        done.set()

    monkeypatch.setattr(counting, "EVERY", 0.01)
    monkeypatch.setattr(counting, "_begun", threading.Event())
    monkeypatch.setattr(counting, "tick", tick)
    monkeypatch.setattr(counting, "Finalize", lambda *about, **more: None)
    counting.every_minute()
    counting.every_minute()
    assert done.wait(5)
    for thread in threading.enumerate():
        if thread.name == "counting":
            thread.join(5)
    assert len(tried) == 2, "one thread, which an error does not end"


DAY = [("topic", "health"), ("topic", "trafficking"), ("language", "tk"), ("country", "KR"), ("channel", "web")]


@pytest.mark.parametrize("ram", [True, False])
@pytest.mark.parametrize("order", [DAY, DAY[::-1]])
def test_a_dump_tells_no_minute_and_no_order(settings: Settings, ram: bool, order: list[tuple[str, str]]) -> None:
    if not ram:
        settings.KOMEK_RAM = ""
    for hour, (name, code) in enumerate(order):
        with time_machine.travel(f"2026-11-30T{hour + 8:02}:13:00Z", tick=False):
            one(**{name: code})
            counting.tick()
        assert not Fact.objects.exists()
        assert not Entry.objects.filter(verb="guide.count").exists(), "nothing lies on a disk while the day lasts"
    with time_machine.travel("2026-11-30T19:00:30Z", tick=False):
        counting.tick()  # in Almaty it is December
        counting.tick()

    assert Entry.objects.filter(verb="guide.count").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT axes FROM ledger_fact ORDER BY ctid")
        lain = [json.loads(axes) if isinstance(axes, str) else axes for (axes,) in cursor.fetchall()]
    assert len(lain) == len(DAY)
    told = [(each["topic"], each["channel"], each["language"]) for each in lain]
    assert told == sorted(told), "they lie as they are spelled, not as they came"


def test_processes_add_up_in_one_file_of_sums(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for _process in range(3):
        one()
        one("question")
        counting.end()
        monkeypatch.setattr(counting, "_counts", Counter())
    told = (Path(settings.KOMEK_RAM) / "counted").read_text()
    assert not Fact.objects.exists()
    assert sorted(json.loads(told)) == ["counts", "days"]
    assert counting.flush() == 2
    assert {fact.quantity for fact in Fact.objects.all()} == {3}
    assert not (Path(settings.KOMEK_RAM) / "counted").exists()


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"counts": [[1]], "days": []}', '{"counts": [], "days": ["x"]}'])
def test_a_broken_file_stops_nobody_from_counting(settings: Settings, broken: str) -> None:
    one()
    counting.keep()
    (Path(settings.KOMEK_RAM) / "counted").write_text(broken)
    one()
    counting.tick()
    assert counting.flush() == 1
    assert Fact.objects.get().quantity == 1


@pytest.mark.usefixtures("alone")
def test_where_nothing_is_shared_a_process_writes_when_it_ends() -> None:
    one()
    counting.end()
    assert Fact.objects.get().quantity == 1


COUNTING = """
import django; django.setup()
import multiprocessing
from komek.knowledge.guide import counting
def work():
    counting.every_minute()
    counting.count("view", channel="web", language="uz", topic="health", country="RU")
if __name__ == "__main__":
    child = multiprocessing.get_context("{how}").Process(target=work) if "{how}" else None
    if child:
        child.start(); child.join()
    else:
        work()
"""


@pytest.mark.parametrize("how", ["", "fork", "spawn"])
def test_a_process_that_ends_loses_nothing(settings: Settings, tmp_path: Path, how: str) -> None:
    """As the web server's workers do: children of another process, made in either way."""
    program = tmp_path / "program.py"
    program.write_text(COUNTING.replace("{how}", how))
    environment = {**os.environ, "KOMEK_RAM": settings.KOMEK_RAM, "DJANGO_SETTINGS_MODULE": "komek.settings"}
    subprocess.run([sys.executable, "-W", "ignore", str(program)], check=True, env=environment, timeout=60)

    assert counting.flush() == 1
    assert Fact.objects.get().axes["channel"] == "web"


def test_the_server_writes_what_its_processes_left_when_it_stops() -> None:
    one()
    counting.keep()
    hooks.call(tuple(each for each in hooks.AT_STOP if "guide" in each))
    assert Fact.objects.get().quantity == 1
