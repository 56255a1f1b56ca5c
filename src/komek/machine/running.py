"""`komek run`: everything in the foreground on one machine, for try-out and demo.

Asks nothing, needs nothing prepared, and can be killed at any point and started again.
"""

import contextlib
import fcntl
import http.client
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from komek.machine.embedded import Server
from komek.machine.fingerprint import is_current, mark_current
from komek.machine.home import Home, Unusable
from komek.machine.pdf import what_is_missing
from komek.machine.start import KOMEK, is_embedded
from komek.machine.supervisor import Child, Stopped, listen_for_stops, once, supervise

ADDRESS = "127.0.0.1"
PATIENCE = 15.0


def run(port: int, *, follow: bool, say: Callable[[str], None]) -> None:
    """Run database, web and worker until told to stop. `follow` ends everything when the parent is gone."""
    listen_for_stops()
    parent = os.getppid() if follow else 0
    with contextlib.suppress(Stopped):
        home = Home.here().prepare()
        os.environ["KOMEK_DATA"] = str(home.root)
        with _alone(home), _database(home, say) as keep:
            _wait_for_port(port)
            supervise(_children(port), also=(keep, lambda: _follow(parent)), ready=_greeting(home, port, say))
    say("Komek has stopped.")


def _children(port: int) -> list[Child]:
    web = (*KOMEK, "serve", "--port", str(port), "--processes", os.environ.get("KOMEK_WORKERS", "1"))
    return [Child("web server", web), Child("worker", (*KOMEK, "worker"))]


@contextlib.contextmanager
def _database(home: Home, say: Callable[[str], None]) -> Iterator[Callable[[], object]]:
    """Have tables of this version; in the embedded server also the demo. Gives what keeps the server running."""
    if not is_embedded():
        if os.environ.get("KOMEK_DATABASE_OWNER_URL"):
            once("komek migrate", (*KOMEK, "migrate", "--quiet"))
        yield lambda: None
        return
    os.environ["KOMEK_DEMO"] = "1"
    with Server(home).in_use() as server:
        if not is_current(home):
            say("Preparing the tables and the invented people of the demo: a moment, only the first time.")
            once("komek migrate", (*KOMEK, "migrate", "--quiet"))
            once("komek demo load", (*KOMEK, "demo", "load", "--if-empty"))
            mark_current(home)
        yield lambda: server.pid() or server.start()


@contextlib.contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Let one run at a time use a home; one that is just stopping is waited for."""
    handle = os.open(home.root / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _until(PATIENCE, lambda: _locked(handle), f"Komek runs already with KOMEK_DATA={home.root}: stop it first.")
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_port(port: int) -> None:
    """Wait for a port that a killed run may still hold for a moment."""
    _until(6.0, lambda: _is_free(port), f"Port {port} is taken by another program: choose one with PORT={port + 1}.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def _until(seconds: float, true: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise Unusable(otherwise)
        time.sleep(0.1)


def _follow(parent: int) -> None:
    if parent and os.getppid() != parent:
        raise Stopped


def _greeting(home: Home, port: int, say: Callable[[str], None]) -> Callable[[], bool]:
    """Give a function that greets once the web server answers, and says whether it did."""

    def greet() -> bool:
        if not _answers(port):
            return False
        last = f"Komek: http://{ADDRESS}:{port}/  (Ctrl-C stops it)"
        for line in filter(None, (*_accounts(home), what_is_missing(), last)):
            say(line)
        return True

    return greet


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _accounts(home: Home) -> list[str]:
    path: Path = home.demo_accounts
    return path.read_text().splitlines() if is_embedded() and path.is_file() else []
