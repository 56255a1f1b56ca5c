"""How much a serving process grows while a large file passes through it: a process of its own, watched from here."""

import http.client
import os
import re
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from django.urls import reverse

from komek.care.cases.models import Case
from tests.factories.orgs import Staff, signed_in

SIZE = 20 * 1024 * 1024 - 4096
PIECE = 1 << 16
PAGE = resource.getpagesize()
BORDER = "komek-bench"


class Quiet(WSGIRequestHandler):
    """A handler without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class Watch(threading.Thread):
    """Watches the resident size of a process."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.over = process, False
        self.first = self.most = self.size()

    def run(self) -> None:
        while not self.over:
            self.most = max(self.most, self.size())
            time.sleep(0.002)

    def size(self) -> int:
        """Give the resident size in bytes."""
        with open(f"/proc/{self.process}/statm") as told:
            return int(told.read().split()[1]) * PAGE


def grown(staff: Staff) -> float:
    """Send a file of 20 MB in and read it back; gives the growth of the server at its highest, in megabytes."""
    case = Case.objects.filter(organisation=staff.actor.organisation).earliest("number")
    client, address = signed_in(staff), reverse("desk:files", kwargs={"case": case.id})
    connections.close_all()
    port = _free_port()
    server = os.fork()
    if not server:
        _serve(port)
    try:
        _wait(port)
        _through(port, client, address, 1024)
        watch = Watch(server)
        watch.start()
        _through(port, client, address, SIZE)
        watch.over = True
        watch.join()
        return (watch.most - watch.first) / 1_000_000
    finally:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)


def _serve(port: int) -> None:
    make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet).serve_forever()
    os._exit(0)


def _through(port: int, client: Client, address: str, size: int) -> None:
    """Send a file through the page of the files, then read the newest one back."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    page, cookies = _get(port, address, cookies)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the page of the files has no form")
    head, tail = _frame(token[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.putrequest("POST", address)
    for name, value in {
        "Cookie": cookies,
        "Origin": f"http://127.0.0.1:{port}",
        "Content-Type": f"multipart/form-data; boundary={BORDER}",
        "Content-Length": str(len(head) + size + len(tail)),
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    for piece in _pieces(head, size, tail):
        connection.send(piece)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"the upload answered {answer.status}")
    page, cookies = _get(port, address, cookies)
    found = re.search(r'href="(/desk/cases/file/[0-9a-f-]+/)"', page)
    if found is None:
        raise RuntimeError("the file is not on the page")
    _get(port, found[1], cookies, keep=False)


def _frame(token: str) -> tuple[bytes, bytes]:
    fields = {"csrfmiddlewaretoken": token, "words": "", "group": "legal"}
    said = "".join(
        f'--{BORDER}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    upload = (
        'Content-Disposition: form-data; name="upload"; filename="large.bin"\r\nContent-Type: application/octet-stream'
    )
    return f"{said}--{BORDER}\r\n{upload}\r\n\r\n".encode(), f"\r\n--{BORDER}--\r\n".encode()


def _pieces(head: bytes, size: int, tail: bytes) -> Iterator[bytes]:
    yield head
    for start in range(0, size, PIECE):
        yield b"x" * min(PIECE, size - start)
    yield tail


def _get(port: int, address: str, cookies: str, *, keep: bool = True) -> tuple[str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", address, headers={"Cookie": cookies})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{address.split('/')[2]} answered {answer.status}")
    if not keep:
        while answer.read(PIECE):
            pass
        return "", cookies
    fresh = [each.split(";")[0] for each in answer.headers.get_all("Set-Cookie") or ()]
    names = {each.split("=")[0] for each in fresh}
    kept = [each for each in cookies.split("; ") if each.split("=")[0] not in names]
    return answer.read().decode(), "; ".join([*kept, *fresh])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
