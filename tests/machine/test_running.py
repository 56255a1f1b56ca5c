"""`komek run` with real processes: it starts, it stops, and whatever is killed comes back."""

import ast
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from komek.machine.embedded import Server
from komek.machine.fingerprint import mark_current
from komek.machine.home import Home
from tests.machine.processes import Run, alive, children_of, free_port, until
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("running")]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose tables are made already, without the invented people."""
    home = Home(tmp_path_factory.mktemp("running") / "home").prepare()
    with Server(home).in_use():
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KOMEK_")}
        command = [sys.executable, "-m", "komek", "migrate", "--quiet"]
        subprocess.run(command, env=clean | {"KOMEK_DATA": str(home.root)}, check=True)
        mark_current(home)
    return home.root


@pytest.fixture
def run(root: Path) -> Iterator[Run]:
    run = Run.start(root)
    try:
        run.until_it_answers()
        yield run
    finally:
        run.end()


@pytest.fixture
def messenger(root: Path) -> Iterator[tuple[Run, TelegramSimulator]]:
    """A run that takes updates from a messenger, and the messenger."""
    simulator = TelegramSimulator()
    simulator.hook.secret = "a-word"
    with simulator.running():
        run = Run.start(
            root,
            KOMEK_TELEGRAM_API=simulator.address,
            KOMEK_TELEGRAM_TOKEN=simulator.token,
            KOMEK_TELEGRAM_SECRET=simulator.hook.secret,
        )
        try:
            run.until_it_answers()
            simulator.hook.url = f"http://127.0.0.1:{run.port}/bots/telegram/"
            yield run, simulator
        finally:
            run.end()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_wish_to_stop_ends_everything(run: Run, how: int) -> None:
    started = [*children_of(run.process.pid), run.database]
    assert len(started) >= 4
    said = run.stop(how)
    assert run.process.returncode == 0
    assert f"http://127.0.0.1:{run.port}/" in said
    assert "Komek has stopped." in said
    assert "Traceback" not in said
    assert [pid for pid in started if pid and alive(pid)] == []


def test_it_works_again_after_the_supervisor_was_killed(run: Run, root: Path) -> None:
    left = list(children_of(run.process.pid))
    run.kill()
    again = Run.start(root, run.port)
    try:
        again.until_it_answers()
        assert [pid for pid in left if alive(pid)] == []
    finally:
        again.end()


def test_it_works_again_after_everything_was_killed(run: Run, root: Path) -> None:
    everything = [run.process.pid, *children_of(run.process.pid), run.database]
    for pid in filter(None, everything):
        os.kill(pid, signal.SIGKILL)
    run.process.wait()
    again = Run.start(root, run.port)
    try:
        again.until_it_answers()
    finally:
        again.end()


@pytest.mark.parametrize("verb", ["serve", "worker"])
def test_a_killed_part_is_started_again(run: Run, verb: str) -> None:
    killed = run.child(verb)
    os.kill(killed, signal.SIGKILL)
    until(lambda: any(f"komek {verb}" in line for pid, line in children_of(run.process.pid).items() if pid != killed))
    run.until_it_answers()
    assert run.process.poll() is None


def test_a_messenger_that_hangs_shuts_no_page(messenger: tuple[Run, TelegramSimulator]) -> None:
    """Twelve updates whose answers are taken and never acknowledged: pages answer as if nothing was."""
    run, simulator = messenger
    page = f"http://127.0.0.1:{run.port}/en/"
    urllib.request.urlopen(page, timeout=60).read()
    simulator.fail(Fault(hang=True), on="sendMessage", times=1000)
    began = time.monotonic()
    with ThreadPoolExecutor(12) as pool:
        updates = [simulator.written(100 + each, {"text": "/start en_health"}) for each in range(12)]
        waiting = [pool.submit(simulator.deliver, update) for update in updates]
        until(lambda: len([call for call in simulator.calls if call.path.endswith("sendMessage")]) >= 4)
        for path in ("/en/", "/ky/topics/", "/sign-in/"):
            opened = time.monotonic()
            with urllib.request.urlopen(f"http://127.0.0.1:{run.port}{path}", timeout=60) as answer:
                assert answer.status == 200
            assert time.monotonic() - opened < 1.5, path
        assert {each.result() for each in waiting} == {503}
    assert time.monotonic() - began < 20
    simulator.faults.clear()
    assert simulator.deliver(updates[0]) == 200


COUNTED = """
from komek.machine.start import rooms
with rooms():
    from komek.foundations.ledger.models import Fact
    print([(each.axes["topic"], int(each.quantity)) for each in Fact.objects.filter(measure="guide_viewed")])
"""


def test_what_was_counted_is_written_when_the_server_stops(
    messenger: tuple[Run, TelegramSimulator], root: Path
) -> None:
    run, simulator = messenger
    for chat in (71, 72):
        assert simulator.deliver(simulator.written(chat, {"text": "/start en_health"})) == 200
    assert run.stop()
    assert run.process.returncode == 0
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOMEK_")}
    command = [sys.executable, "-W", "ignore", "-c", COUNTED]
    told = subprocess.run(command, env=clean | {"KOMEK_DATA": str(root)}, check=True, capture_output=True, text=True)
    assert ("health", 2) in ast.literal_eval(told.stdout)


def test_a_killed_process_of_the_web_server_is_started_again(run: Run) -> None:
    server = run.child("serve")
    (process,) = children_of(server)
    os.kill(process, signal.SIGKILL)
    until(lambda: children_of(server) and process not in children_of(server))
    run.until_it_answers()


def test_a_killed_database_is_started_again(run: Run) -> None:
    killed = run.database
    assert killed
    os.kill(killed, signal.SIGKILL)
    until(lambda: run.database not in (None, killed), what="a new database")
    run.until_it_answers()


def test_a_second_run_in_the_same_home_is_told_so(run: Run, root: Path) -> None:
    second = Run.start(root)
    assert second.process.wait(60) == 1
    assert second.said.strip() == f"Komek runs already with KOMEK_DATA={root}: stop it first."
    assert run.answers()


def test_a_taken_port_is_named(root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run.start(root, port)
        assert run.process.wait(60) == 1
    assert f"Port {port} is taken by another program: choose one with PORT={port + 1}." in run.said
    assert run.database is None


def test_a_first_run_makes_everything_and_names_the_accounts_of_the_demo(tmp_path: Path) -> None:
    run = Run.start(tmp_path / "home")
    try:
        run.until_it_answers(seconds=400)
        assert "@demo.example" in run.said
        assert run.home.demo_accounts.stat().st_mode & 0o077 == 0
    finally:
        run.end()


def test_two_web_processes_count_wrong_attempts_together(root: Path) -> None:
    run = Run.start(root, KOMEK_WORKERS="2")
    try:
        run.until_it_answers()
        pages = [wrong_sign_in(run.port, f"nobody{number}@example.org") for number in range(13)]
    finally:
        run.end()
    assert ["Too many wrong attempts" in page for page in pages] == [False] * 10 + [True] * 3


def wrong_sign_in(port: int, email: str) -> str:
    """Open the page and send it, each time over new connections, which any of the processes may take."""
    address = f"http://127.0.0.1:{port}/sign-in/"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = browser.open(address, timeout=30).read().decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    typed = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": email, "password": "not the right words"})
    try:
        return str(browser.open(address, typed.encode(), timeout=30).read().decode())
    except urllib.error.HTTPError as refused:
        return refused.read().decode()
