"""Training in the background: saved questions are learnt by the worker, and every process takes the whole matcher.

What fails its control questions, or comes spoilt, is not taken: the one at hand stays.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from komek.kernel.actor import Actor
from komek.knowledge.guide import actions, content, editions, loading, models, tasks
from komek.knowledge.guide.matching import Matcher, keeping, training
from komek.knowledge.guide.matching.training import Lesson, School
from tests.factories.guide import make_editor
from tests.machine.processes import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("school")]

ROOT = Path(__file__).parents[3]
WORK = f"""
import sys
sys.path.insert(0, {os.fspath(ROOT)!r})
import django
django.setup()
from komek.machine import working
working.work(until_empty=True)
"""
WATCH = """
import time
import django
django.setup()
from komek.knowledge.guide import matching
last = None
while True:
    number = matching.matcher().number
    if number != last:
        print(time.time(), number, flush=True)
    last = number
    time.sleep(0.05)
"""
"""What every serving process does: it asks for the matcher again and again."""


@pytest.fixture(scope="module")
def school() -> School:
    """A real training, on two languages: enough to tell one matcher from another."""
    spoken = ("en", "ru")
    told = vars(training.lesson_of(content.questions()))
    return training.train(
        Lesson(**{kind: [each for each in rows if each.language in spoken] for kind, rows in told.items()})
    )


@pytest.fixture
def folder(school: School, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which the shipped matcher lies ready; this process begins without any."""
    settings.KOMEK_MATCHER = tmp_path / "matcher"
    settings.KOMEK_MATCHER.mkdir()
    (settings.KOMEK_MATCHER / f"matcher-{keeping.lesson_hash()}.bin").write_bytes(keeping.pack(school.matcher))
    monkeypatch.setattr(keeping, "_kept", keeping._Kept())
    editions.forget()
    return tmp_path


@pytest.fixture
def editor(folder: Path) -> Actor:
    loading.load(date(2026, 11, 1))
    return make_editor()


@pytest.fixture
def processes(folder: Path) -> Iterator[list["subprocess.Popen[str]"]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def start(script: str, folder: Path, started: list["subprocess.Popen[str]"], log: Path) -> "subprocess.Popen[str]":
    settings = connection.settings_dict
    address = (
        f"host={settings['HOST']} dbname={settings['NAME']} user={settings['USER']} password={settings['PASSWORD']}"
    )
    environment = os.environ | {
        "KOMEK_DATABASE_URL": address,
        "KOMEK_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "komek.settings",
        "OMP_NUM_THREADS": "1",
    }
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=out, stderr=out, text=True)
    started.append(process)
    return process


def in_use() -> Matcher:
    """Give the matcher of this process as one asks a second later."""
    editions.forget()
    return keeping.matcher()


def trained(monkeypatch: pytest.MonkeyPatch, school: School, **shares: float) -> None:
    """Run the worker's task with a training that has been done, whose control questions went as told."""
    monkeypatch.setattr(training, "train", lambda lesson: School(school.matcher, dict(school.shares) | shares))
    tasks.train()


def test_a_saved_question_is_learnt_by_the_worker_and_reaches_every_process(
    editor: Actor, folder: Path, processes: list["subprocess.Popen[str]"]
) -> None:
    watched = folder / "watched"
    start(WATCH, folder, processes, watched)
    until(lambda: watched.read_text().count("\n") == 1, what="the first matcher")
    before = in_use()
    topic = models.Topic.objects.get(code="remittance")

    actions.teach(topic=topic, language="en", words="zibbeldy florin wuzzle to granny", by=editor)
    assert ProcrastinateJob.objects.get(task_name="guide.train").status == "todo"
    assert in_use().number == before.number, "nothing is learnt in the request"
    assert start(WORK, folder, processes, folder / "worked").wait(300) == 0, (folder / "worked").read_text()

    row = models.Trained.objects.get()
    assert (row.number, row.passed) == (1, True)
    assert tasks.passes(row.trials)
    until(lambda: watched.read_text().count("\n") == 2, what="the swap in another process")
    after = in_use()
    assert watched.read_text().split()[-1] == after.number != before.number
    assert after.ask("zibbeldy florin wuzzle to granny").results[0].topic == "remittance"
    assert after.ask("zibbeldy florin wuzzle to granny") != before.ask("zibbeldy florin wuzzle to granny")


def test_every_process_swaps_within_two_seconds(
    folder: Path, school: School, processes: list["subprocess.Popen[str]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = [folder / name for name in ("one", "other")]
    for log in logs:
        start(WATCH, folder, processes, log)
    until(lambda: all(log.read_text().count("\n") == 1 for log in logs), what="the first matchers")
    waits = []
    for swap in (2, 3, 4):
        new = School(replace(school.matcher, danger_from=swap / 10), school.shares)
        trained(monkeypatch, new, first=0.9, three=0.97, danger=0.96, alarms=0.03)
        committed = time.time()
        until(lambda lines=swap: all(log.read_text().count("\n") == lines for log in logs), what="the swap")  # type: ignore[misc]
        last = [log.read_text().splitlines()[-1].split() for log in logs]
        assert {number for _, number in last} == {in_use().number}
        waits.append(max(float(at) for at, _ in last) - committed)
    assert min(waits) <= 2.0, f"on a busy machine the best of three counts: {waits}"


def test_ten_questions_in_a_row_are_one_training(editor: Actor) -> None:
    topic = models.Topic.objects.get(code="contract")
    rows = [actions.teach(topic=topic, language="en", words=f"paper number {at} to sign", by=editor) for at in range(9)]
    actions.unteach(question=rows[0], by=editor)

    assert ProcrastinateJob.objects.filter(task_name="guide.train").count() == 1


@pytest.mark.parametrize("fault", [{"first": 0.5}, {"three": 0.9}, {"danger": 0.84}, {"alarms": 0.06}])
def test_a_matcher_that_fails_its_control_questions_is_not_taken(
    folder: Path, school: School, monkeypatch: pytest.MonkeyPatch, fault: dict[str, float]
) -> None:
    good = {"first": 0.9, "three": 0.97, "danger": 0.96, "alarms": 0.03}
    trained(monkeypatch, school, **good)
    first = in_use()
    assert first.number == keeping.pack(school.matcher)[:8].hex(), "the same matcher is the same bytes"

    trained(monkeypatch, School(replace(school.matcher, danger_from=0.9), school.shares), **(good | fault))
    assert [(row.number, row.passed) for row in models.Trained.objects.order_by("number")] == [(1, True), (2, False)]
    assert in_use().number == first.number

    trained(monkeypatch, School(replace(school.matcher, danger_from=0.8), school.shares), **good)
    assert in_use().number != first.number, "the next good one is taken"
    assert [row.number for row in models.Trained.objects.order_by("number")] == [3]


def test_questions_under_wrong_topics_fail_the_control_questions(school: School) -> None:
    spoken = [each for each in content.questions() if each.language in ("en", "ru")]
    topics = [each.topic for each in spoken]
    mixed = [replace(each, topic=topic) for each, topic in zip(spoken, topics[400:] + topics[:400], strict=True)]

    shares = dict(training.train(training.lesson_of(mixed[::2] + spoken[1::2])).shares)
    assert shares["first"] < school.shares["first"] - 0.2, "a fifth fewer than under their own topics"
    assert not tasks.passes(shares)


def test_a_flipped_byte_is_refused_and_the_old_one_kept(
    folder: Path, school: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    trained(monkeypatch, school, first=0.9, three=0.97, danger=0.96, alarms=0.03)
    first = in_use()
    data = bytearray(keeping.pack(replace(school.matcher, danger_from=0.9)))
    data[1000] ^= 1
    models.Trained.objects.create(number=2, data=bytes(data), passed=True, trained_at=timezone.now())
    editions.bump()

    assert in_use() is first
    assert "the matcher 2 is spoilt" in caplog.text
    keeping._kept.matcher = None
    keeping._kept.number = -1
    assert in_use().ask("мне не платят") == school.matcher.ask("мне не платят"), "a new process takes the shipped one"


def test_nobody_waits_for_a_training(folder: Path, school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keeping.at_hand() is not None
    for each in (folder / "matcher").iterdir():
        each.unlink()
    monkeypatch.setattr(keeping, "_kept", keeping._Kept())

    assert keeping.at_hand() is None
