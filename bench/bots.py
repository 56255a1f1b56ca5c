"""Fifty updates a second for a minute through the whole way: webhook, conversation, answer at the messenger; none lost.

    python -m bench.bots [seconds] [updates per second]

A Bot API simulator and the web server run as processes of their own, on loopback; the database is a fresh copy.
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
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komek.settings")
os.environ.setdefault("KOMEK_DATA", str(Path(".komek-test").resolve()))
django.setup()

from django.conf import settings  # noqa: E402

from bench.measures import Result  # noqa: E402
from komek.knowledge.guide.matching import keeping  # noqa: E402
from tests.simulators.telegram import TelegramSimulator  # noqa: E402

SECRET, SECONDS, RATE, CHATS = "bench-secret", 60, 50, 2000
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
    """What came of it: updates sent, acknowledged, answered at the messenger; waits in seconds, sorted."""

    sent: int
    accepted: int
    answered: int
    waits: list[float]
    took: float

    def share(self, part: float) -> float:
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * part))]


def updates(seconds: int = SECONDS, rate: int = RATE) -> Result:
    """Measure, as one line of the page."""
    run = measured(seconds, rate)
    lost = run.sent - min(run.accepted, run.answered)
    return Result(
        f"Bots: {rate} updates/s for {seconds} s through the webhook, {lost} of {run.sent} lost",
        f"p50 {run.share(0.5) * 1000:.0f} ms, p95 {run.share(0.95) * 1000:.0f} ms, max {run.waits[-1] * 1000:.0f} ms",
        float("inf") if lost else run.share(0.95),
        TARGET,
        f"the ratio is the p95 in seconds from the update to 200, its answer sent; {run.sent / run.took:.0f} a second",
    )


def measured(seconds: int, rate: int) -> Run:
    """Run the simulator and the server, send updates at an even pace, and count."""
    simulator = TelegramSimulator()
    with simulator.running(), served(simulator.address, simulator.token) as address:
        simulator.hook.url, simulator.hook.secret = f"{address}/bots/telegram/", SECRET
        with ThreadPoolExecutor(16) as first:  # every process has read its matcher before the clock starts
            list(first.map(lambda chat: simulator.text(chat, LINES[1]), range(1, 65)))
        simulator.messages.clear()
        chance = random.Random(5)  # noqa: S311 - which invented chat writes next
        waits: list[float] = []
        accepted, lock = [0], threading.Lock()
        written: list[int] = []

        def one(number: int) -> None:
            update = simulator.written(written[number], {"text": LINES[number % len(LINES)]})
            began = time.perf_counter()
            status = 503
            while status == 503 and time.perf_counter() - began < 30:  # the real one comes again, too
                status = simulator.deliver(update)
            with lock:
                waits.append(time.perf_counter() - began)
                accepted[0] += status == 200

        began = time.perf_counter()
        with ThreadPoolExecutor(64) as pool:
            for number in range(seconds * rate):
                pause = began + number / rate - time.perf_counter()
                if pause > 0:
                    time.sleep(pause)
                written.append(100 + chance.randrange(CHATS))
                pool.submit(one, number)
        took = time.perf_counter() - began
    answered = sum(bool(simulator.messages.get(chat)) for chat in written)
    return Run(seconds * rate, accepted[0], answered, sorted(waits), took)


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
            command = [*komek, "serve", "--port", str(port), "--processes", "2"]
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
