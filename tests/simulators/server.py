"""A small HTTP server in a thread, and the faults it may have."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call: a status with its body, a cut connection, a slow answer, or none at all."""

    status: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    cut: bool = False
    slow: float = 0.0
    hang: bool = False
    """The call is taken, and nothing follows as long as the server runs."""

    after: bool = False
    """The call is done, and only then the connection is cut: the caller cannot know."""


@dataclass(frozen=True)
class Call:
    """One request: method, path, query and body as parameters, headers, raw bytes."""

    method: str
    path: str
    told: dict[str, Any]
    headers: dict[str, str]
    raw: bytes


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int = 200
    body: Any = None
    raw: bytes | None = None


class Simulator:
    """A server on loopback. `answer` is what it does; `fail` queues faults for the next calls of a name."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.calls: list[Call] = []
        self.faults: list[tuple[str, Fault]] = []
        self.open = True
        self.address = ""

    def fail(self, fault: Fault, *, on: str = "", times: int = 1) -> None:
        """Let the next calls whose path ends so go wrong."""
        with self.lock:
            self.faults += [(on, fault)] * times

    def fault_of(self, path: str) -> Fault | None:
        """Take the first queued fault for a path."""
        with self.lock:
            for at, (on, fault) in enumerate(self.faults):
                if path.lower().endswith(on.lower()):
                    del self.faults[at]
                    return fault
        return None

    def answer(self, call: Call) -> Answer:
        """Answer one call."""
        raise NotImplementedError

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Run for the length of a block, at an address that is free."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"simulator": self}))
        server.daemon_threads = True
        self.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.open = False
            server.shutdown()
            server.server_close()
            thread.join(5)


class Handler(BaseHTTPRequestHandler):
    """Reads a request, lets the simulator answer it, and lets go wrong what shall go wrong."""

    protocol_version = "HTTP/1.1"
    simulator: Simulator

    def do_GET(self) -> None:  # noqa: N802 - the name that the library calls
        """Answer."""
        with contextlib.suppress(ConnectionError):
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            told = {**dict(parse_qsl(parts.query)), **_body(raw, self.headers.get("Content-Type", ""))}
            call = Call(self.command, parts.path, told, dict(self.headers), raw)
            with self.simulator.lock:
                self.simulator.calls.append(call)
            self._answer(call, self.simulator.fault_of(parts.path) or Fault())

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def _answer(self, call: Call, fault: Fault) -> None:
        time.sleep(fault.slow)
        while fault.hang and self.simulator.open:
            time.sleep(0.05)
        if fault.hang or (fault.cut and not fault.after):
            return self._hang_up()
        answer = Answer(fault.status, fault.body) if fault.status else self.simulator.answer(call)
        return self._hang_up() if fault.cut else self._send(answer)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, answer: Answer) -> None:
        data = answer.raw if answer.raw is not None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json" if answer.raw is None else "application/octet-stream")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _body(raw: bytes, kind: str) -> dict[str, Any]:
    """Read parameters from JSON, a form or multipart; nested values of a form are JSON in a string."""
    if not raw:
        return {}
    if kind.startswith("application/json"):
        found = json.loads(raw)
        return found if isinstance(found, dict) else {}
    if kind.startswith("multipart/form-data"):
        return _multipart(raw, kind)
    return {key: _unpacked(value) for key, value in parse_qsl(raw.decode())}


def _multipart(raw: bytes, kind: str) -> dict[str, Any]:
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + raw)
    found: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        found[str(name)] = data if part.get_filename() else _unpacked(data.decode())
    return found


def _unpacked(value: str) -> Any:
    if value[:1] in "[{":
        with contextlib.suppress(ValueError):
            return json.loads(value)
    return value


Wait = Callable[[], bool]


def until(true: Wait, seconds: float = 10.0) -> bool:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
