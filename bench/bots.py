"""Fifty updates a second for a minute through the whole way: webhook, conversation, answer at the messenger; none lost.

    python -m bench.bots [seconds] [updates per second]

A Bot API simulator and the web server run as processes of their own, on loopback; the database is a fresh copy. As many
updates are brought at a time as we let Telegram bring; the others wait there, and their wait counts. No chat has two on
their way: what a chat gets between an update and its acknowledgement is the answer to that update and to no other.
"""

import contextlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komek.settings")
os.environ.setdefault("KOMEK_DATA", str(Path(".komek-test").resolve()))
django.setup()

from django.conf import settings  # noqa: E402

from bench.measures import Result  # noqa: E402
from komek.knowledge.guide.matching import keeping  # noqa: E402
from komek.machine.commands.telegram import at_once  # noqa: E402
from tests.simulators.telegram import TelegramSimulator  # noqa: E402

SECRET, SECONDS, RATE, CHATS = "bench-secret", 60, 50, 2000
PROCESSES, PATIENCE, AGAIN = 2, 30.0, 1.0
"""Processes of the web server; seconds for which an update is brought again, and between two times."""

TARGET = 1.0
"""Seconds within which an answer has gone out."""

LINES = (
    "/start ru_wages-unpaid",
    "hozyain ne platit zarplatu uzhe tri mesyaca",
    "паспортимни олиб қўйди",
    "қалай тіркелемін",
    "how long may I stay without registration",
    "иш берүүчү айлык бербейт",
    "/person",
)


@dataclass(frozen=True)
class Run:
    """What came of it: updates written, those acknowledged with an answer of their own; waits in seconds, sorted."""

    sent: int
    answered: int
    again: int
    waits: list[float]
    took: float

    def share(self, part: float) -> float:
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * part))]


@dataclass(frozen=True)
class Delivered:
    """One update: whether it was acknowledged with an answer, how often it was brought again, seconds it waited."""

    answered: bool
    again: int
    wait: float


def updates(seconds: int = SECONDS, rate: int = RATE) -> Result:
    """Measure, as one line of the page."""
    run = measured(seconds, rate)
    lost = run.sent - run.answered
    return Result(
        f"Bots: {rate} updates/s for {seconds} s through the webhook, {lost} of {run.sent} lost",
        f"p50 {run.share(0.5) * 1000:.0f} ms, p95 {run.share(0.95) * 1000:.0f} ms, max {run.waits[-1] * 1000:.0f} ms",
        float("inf") if lost else run.share(0.95),
        TARGET,
        f"the ratio is the p95 in seconds from writing to 200, the answer sent; {run.sent / run.took:.0f} a second "
        f"over {at_once(PROCESSES)} connections, {run.again} times brought again",
    )


def measured(seconds: int, rate: int) -> Run:
    """Run the simulator and the server, send updates at an even pace, and count."""
    simulator = TelegramSimulator()
    with simulator.running(), served(simulator.address, simulator.token) as address:
        simulator.hook.url, simulator.hook.secret = f"{address}/bots/telegram/", SECRET
        with ThreadPoolExecutor(16) as first:  # every process has read its matcher before the clock starts
            list(first.map(lambda chat: simulator.text(chat, LINES[1]), range(1, 65)))
        chats = random.Random(5).sample(range(100, 100 + CHATS), CHATS)  # noqa: S311 - which invented chat writes next
        done: list[Delivered] = []
        began = time.perf_counter()
        with ThreadPoolExecutor(at_once(PROCESSES)) as pool:
            for number in range(seconds * rate):
                pause = began + number / rate - time.perf_counter()
                if pause > 0:
                    time.sleep(pause)
                update = simulator.written(chats[number % CHATS], {"text": LINES[number % len(LINES)]})
                written = time.perf_counter()
                sending = pool.submit(delivered, simulator, update, chats[number % CHATS], written)
                sending.add_done_callback(lambda made: done.append(made.result()))
        took = time.perf_counter() - began
    answered, again = sum(each.answered for each in done), sum(each.again for each in done)
    return Run(seconds * rate, answered, again, sorted(each.wait for each in done), took)


def delivered(simulator: TelegramSimulator, update: dict[str, Any], chat: int, written: float) -> Delivered:
    """Bring an update until it is taken, as Telegram does; whether it was answered shows in its own chat alone."""
    before, tries, began = len(simulator.sent(chat)), 1, time.perf_counter()
    while (status := simulator.deliver(update)) == 503 and time.perf_counter() - began < PATIENCE:
        time.sleep(AGAIN)
        tries += 1
    answered = status == 200 and len(simulator.sent(chat)) > before
    return Delivered(answered, tries - 1, time.perf_counter() - written)


@contextlib.contextmanager
def served(api: str, token: str) -> Iterator[str]:
    """Serve the house on a free port, with a fresh database and the simulator as its messenger."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        said = {
            "KOMEK_DATA": folder,
            "KOMEK_TELEGRAM_API": api,
            "KOMEK_TELEGRAM_TOKEN": token,
            "KOMEK_TELEGRAM_SECRET": SECRET,
        }
        there = {**os.environ, **said, "KOMEK_DEMO": "1"}
        there.pop("KOMEK_DATABASE_URL", None)
        keeping.shipped(Path(settings.KOMEK_MATCHER))
        shutil.copytree(settings.KOMEK_MATCHER, Path(folder) / "matcher")
        komek = (sys.executable, "-m", "komek")
        log = (Path(folder) / "log").open("wb")
        with log:
            subprocess.run([*komek, "migrate", "--quiet"], env=there, check=True, stdout=log, stderr=log)
            command = [*komek, "serve", "--port", str(port), "--processes", str(PROCESSES)]
            server = subprocess.Popen(command, env=there, stdout=log, stderr=log)
            try:
                _wait(f"http://127.0.0.1:{port}/en/")
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()
                server.wait(20)


def _wait(address: str) -> None:
    for _each in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    result = updates(*numbers[:2])
    print(json.dumps({"what": result.what, "measured": result.measured, "met": result.met, "note": result.note}))
