"""The worker with real processes: what is committed runs once, a killed worker loses nothing, no secret is written."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from komek.foundations.jobs import tasks
from komek.foundations.jobs.arguments import Code
from komek.kernel.nightly import MINUTELY, NIGHTLY, Nightly
from tests.foundations.jobs.tasks_of_tests import SECRET, fail, fail_often, leave_line, take_time
from tests.machine.processes import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORK = """
import sys
sys.path.insert(0, {root!r})
import django
django.setup()
from komek.foundations.jobs import task, tasks
task.WAIT, tasks.SILENCE, tasks.LOOK = 0, 12, 1
import tests.foundations.jobs.tasks_of_tests
from komek.machine import working
working.work(until_empty={until_empty})
"""


class Worker:
    """Starts workers on the test database and reads what their tasks left behind."""

    def __init__(self, address: str, folder: Path) -> None:
        self.trace, self.log = folder / "trace", folder / "log"
        self.trace.touch()
        self.environment = os.environ | {
            "KOMEK_DATABASE_URL": address,
            "KOMEK_TEST_TRACE": str(self.trace),
            "KOMEK_BUNDLES": str(folder / "bundles"),
            "KOMEK_BUNDLE_KEYS": str(folder / "bundle-keys"),
            "DJANGO_SETTINGS_MODULE": "komek.settings",
        }
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *, until_empty: bool = False) -> "subprocess.Popen[bytes]":
        script = WORK.format(root=os.fspath(Path(__file__).parents[3]), until_empty=until_empty)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", script], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.started.append(process)
        return process

    def work(self) -> None:
        assert self.start(until_empty=True).wait(60) == 0, self.log.read_text()

    @property
    def lines(self) -> list[str]:
        return self.trace.read_text().splitlines()


@pytest.fixture
def worker(owner_address: str, tmp_path: Path) -> Iterator[Worker]:
    settings = connection.settings_dict
    host, name = settings["HOST"], settings["NAME"]
    address = f"host={host} dbname={name} user={settings['USER']} password={settings['PASSWORD']}"
    worker = Worker(address, tmp_path)
    yield worker
    for process in worker.started:
        process.kill()
        process.wait()


def everything_written(cursor: psycopg.Cursor) -> str:
    names = cursor.execute(
        "SELECT relname FROM pg_class WHERE relname ~ '^procrastinate_' AND relkind = 'r'"
    ).fetchall()
    rows = [cursor.execute(f'SELECT t::text FROM "{name}" t').fetchall() for (name,) in names]
    return repr(rows)


def test_a_committed_job_runs_once_and_one_rolled_back_never(worker: Worker) -> None:
    with transaction.atomic():
        leave_line.defer(number=1)
    with transaction.atomic():
        leave_line.defer(number=2)
        transaction.set_rollback(True)
    worker.work()
    assert worker.lines == ["line 1"]


def test_no_text_of_an_exception_reaches_log_or_table(worker: Worker, owner_cursor: psycopg.Cursor) -> None:
    fail.defer(number=1)
    worker.work()
    assert worker.lines == ["fails 1"]
    assert "job tests.fail failed: ValueError" in worker.log.read_text()
    assert SECRET not in worker.log.read_text()
    assert SECRET not in everything_written(owner_cursor)
    assert ProcrastinateJob.objects.get(task_name="tests.fail").status == "failed"


def test_a_job_is_tried_as_often_as_it_says(worker: Worker) -> None:
    fail_often.defer(number=1)
    worker.start()
    until(lambda: ProcrastinateJob.objects.filter(task_name="tests.fail_often", status="failed").exists())
    assert worker.lines == ["try 1"] * 3


def test_a_job_whose_worker_was_killed_is_run_again(worker: Worker) -> None:
    take_time.defer(number=3)
    first = worker.start()
    until(lambda: worker.lines == ["begins 3"])
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert ProcrastinateJob.objects.get(task_name="tests.take_time").status == "doing"
    worker.start()
    until(lambda: worker.lines == ["begins 3", "begins 3", "ends 3"], what="the second run")
    until(lambda: ProcrastinateJob.objects.get(task_name="tests.take_time").status == "succeeded")


def test_a_worker_that_is_asked_to_stop_ends_its_job_first(worker: Worker) -> None:
    take_time.defer(number=2)
    process = worker.start()
    until(lambda: worker.lines == ["begins 2"])
    process.terminate()
    assert process.wait(30) == 0
    assert worker.lines == ["begins 2", "ends 2"]


def test_each_nightly_duty_is_a_job_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(NIGHTLY, "_things", {"a.b": Nightly("a.b", lambda: done.append("a.b"))})
    tasks.nightfall.func(timestamp=0)
    (job,) = ProcrastinateJob.objects.filter(task_name="jobs.night")
    assert job.args == {"duty": "a.b"}
    tasks.night(duty=Code("a.b"))
    assert done == ["a.b"]


def test_a_duty_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def break_down() -> None:
        raise ValueError(SECRET)

    duties = [Nightly("a.a", break_down), Nightly("a.b", lambda: done.append("a.b"))]
    monkeypatch.setattr(MINUTELY, "_things", {duty.code: duty for duty in duties})
    tasks.minute.func(timestamp=0)
    assert done == ["a.b"]
    assert "duty a.a failed: ValueError" in caplog.text
    assert SECRET not in caplog.text


class Jobs:
    """A queue of one stalled job."""

    def __init__(self, attempts: int) -> None:
        self.job = SimpleNamespace(attempts=attempts)
        self.did: list[str] = []

    async def get_stalled_jobs(self, *, seconds_since_heartbeat: float) -> list[object]:
        return [self.job]

    async def retry_job(self, job: object) -> None:
        self.did.append("retried")

    async def finish_job(self, job: object, *, status: Status, delete_job: bool) -> None:
        self.did.append(status.value)


@pytest.mark.parametrize(
    ("attempts", "then"), [(0, "retried"), (tasks.MOST_STARTS - 2, "retried"), (tasks.MOST_STARTS - 1, "failed")]
)
def test_a_job_that_takes_its_workers_down_is_given_up(attempts: int, then: str) -> None:
    jobs = Jobs(attempts)
    assert asyncio.run(tasks.take_up_stalled(jobs)) == 1  # type: ignore[arg-type]
    assert jobs.did == [then]
