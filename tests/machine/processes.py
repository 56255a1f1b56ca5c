"""A `komek run` of a test: real processes, a home and a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from komek.machine.embedded import Server
from komek.machine.home import Home

PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], seconds: float = PATIENCE, what: str = "it") -> float:
    begin = time.monotonic()
    while not true():
        assert time.monotonic() - begin < seconds, f"{what} did not happen within {seconds:.0f} s"
        time.sleep(0.05)
    return time.monotonic() - begin


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children_of(pid: int) -> dict[int, str]:
    """Every descendant of a process with its command line, the database left out."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (parent_of(int(entry.name)) == pid):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found |= {int(entry.name): line} | children_of(int(entry.name))
        except OSError:
            continue
    return {child: line for child, line in found.items() if "postgres" not in line}


@dataclass
class Run:
    """One `komek run`."""

    home: Home
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    @classmethod
    def start(cls, root: Path, port: int | None = None, **more: str) -> "Run":
        port = port or free_port()
        own = {"KOMEK_DATA": str(root), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
        own |= {"KOMEK_MATCHER": str(settings.KOMEK_MATCHER)}  # learnt once, whatever the tests start
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KOMEK_")}
        command = [sys.executable, "-m", "komek", "run"]
        log = Path(tempfile.mkstemp(prefix="run-", dir=root.parent)[1])
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, env=clean | own | more, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        return cls(Home(root), port, process, log)

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def database(self) -> int | None:
        return Server(self.home).pid()

    def child(self, verb: str) -> int:
        return next(pid for pid, line in children_of(self.process.pid).items() if f"komek {verb}" in line)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in/", timeout=10) as answer:  # noqa: S310
                return bool(answer.status)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def until_it_answers(self, seconds: float = PATIENCE) -> float:
        """Wait until it has greeted and answers; gives the seconds that took."""

        def ready() -> bool:
            assert self.process.poll() is None, self.said
            return f"http://127.0.0.1:{self.port}/" in self.said and self.answers()

        return until(ready, seconds, "an answer")

    def stop(self, how: int = signal.SIGTERM) -> str:
        """Ask for the end and return what was printed."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(PATIENCE)
        return self.said

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def end(self) -> None:
        """Leave nothing behind, whatever a test did."""
        left = list(children_of(self.process.pid))
        if self.process.poll() is None:
            self.kill()
        for pid in left:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        Server(self.home).stop()
