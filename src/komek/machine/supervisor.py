"""Keeping several children alive: one that dies is started again, one stop ends them all.

A child runs in a session of its own, so that Ctrl-C reaches the supervisor alone and the order of
stopping is ours; it follows its parent, so that none is left behind when the supervisor is killed.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from komek.machine.home import Unusable
from komek.machine.lifeline import VARIABLE

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK = 0.25
PATIENCE = 12.0
"""Seconds that a child has for ending after it was asked to."""

HEAD_START = 20.0
"""Seconds that the first child has for itself at most, so that the first page comes soon."""

MOST_STARTS, WITHIN = 5, 60.0
"""A child that dies more often than this ends everything: something is wrong that a start does not mend."""


class Stopped(BaseException):
    """The person at the terminal, or the system, asked for the end."""


@dataclass
class Child:
    """A process under care."""

    name: str
    command: Sequence[str]
    starts: list[float] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it has died too often."""
        now = time.monotonic()
        self.starts = [moment for moment in self.starts if now - moment < WITHIN] + [now]
        if len(self.starts) > MOST_STARTS:
            raise Unusable(f"The {self.name} stops again and again; its reasons stand above.")
        environment = os.environ | {VARIABLE: str(os.getpid())}
        self.process = subprocess.Popen(
            self.command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
        )  # fmt: skip

    def is_dead(self) -> bool:
        """Say whether it has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Ask it to end; it may take its time."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, until: float) -> None:
        """Wait for its end, then end it and whatever it left in its session."""
        if not self.process:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def listen_for_stops() -> threading.Event:
    """Turn every wish to stop into `Stopped`, raised once where the main thread is; later ones only set the event."""
    asked = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        if not asked.is_set():
            asked.set()
            raise Stopped

    for sign in STOPS:
        signal.signal(sign, stop)
    return asked


def once(name: str, command: Sequence[str]) -> None:
    """Run a child to its end; end it when we are stopped meanwhile."""
    child = Child(name, command)
    child.start()
    try:
        code = child.process.wait() if child.process else 0
    except BaseException:
        child.ask_to_stop()
        child.end(time.monotonic() + PATIENCE)
        raise
    if code:
        raise Unusable(f"`{name}` failed; its reasons stand above.")


def supervise(children: Sequence[Child], *, also: Sequence[Callable[[], object]], ready: Callable[[], bool]) -> None:
    """Keep the children alive until we are stopped: the first at once, the others when it is ready or takes too long.

    `also` are called at every look; `ready` is asked until it says yes.
    """
    is_ready, begin = False, time.monotonic()
    try:
        while True:
            is_ready = is_ready or ready()
            may_start = children if is_ready or time.monotonic() - begin > HEAD_START else children[:1]
            for child in may_start:
                if child.process is None or child.is_dead():
                    child.start()
            time.sleep(LOOK if is_ready else LOOK / 5)
            for care in also:
                care()
    finally:
        for child in children:
            child.ask_to_stop()
        until = time.monotonic() + PATIENCE
        for child in children:
            child.end(until)
