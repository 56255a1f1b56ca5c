"""How fast the public pages are, beside the barest view that Django has.

    python -m bench.portal

The bare view has no middleware at all and sends the same bytes. Ours answers through all of the house: a kept page is
found by its address before everything else. The first request for an address draws the page; what follows does not.
Times are those of the processor, so that whatever else runs on the machine counts for neither side.
"""

import os
import statistics
import time
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komek.settings")
os.environ.setdefault("KOMEK_DATA", str(Path(".komek-test").resolve()))
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.urls import path  # noqa: E402

from bench.house import house  # noqa: E402
from bench.measures import RUNS, Result  # noqa: E402
from komek.doors.portal import shelf  # noqa: E402
from komek.knowledge import guide  # noqa: E402

REQUESTS = 300
PAGE = "/en/wages-unpaid/"
CHOICE = "?from=UZ&to=RU"
TARGET = 1.25
"""Times of the bare view: at least 0.8 of its requests per second."""

FIRST = 0.1
"""Seconds for a page that nobody has asked for yet: with it a thread draws ten in a second."""


def results() -> Iterable[Result]:
    """A kept page, with and without a choice of countries, and the first request for a page."""
    handler = WSGIHandler()
    yield _beside_a_bare_view(handler, PAGE, "A kept page of the portal")
    yield _beside_a_bare_view(handler, PAGE + CHOICE, f"The same for a choice of countries (`{CHOICE}`)")
    yield _first(handler)


def _beside_a_bare_view(handler: WSGIHandler, address: str, what: str) -> Result:
    """Requests per second of a kept page and of a bare view, in turn, so that both meet the same machine."""
    sent = _send(handler, address)
    with override_settings(MIDDLEWARE=[]):
        barest = WSGIHandler()
    urls = _bare(sent)
    ours, theirs = [], []
    for _turn in range(RUNS + 1):
        ours.append(_timed(handler, address))
        with override_settings(ROOT_URLCONF=urls):
            theirs.append(_timed(barest, "/bare/"))
    mine, bare = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return Result(
        f"{what} versus a Django view without any middleware",
        f"{REQUESTS / mine:,.0f} / {REQUESTS / bare:,.0f} requests per second",
        mine / bare,
        TARGET,
        f"{len(sent):,} bytes, one thread, no network; {bare / mine:.2f} of the requests (target: at least 0.8)",
    )


def _first(handler: WSGIHandler) -> Result:
    """The first request for each topic in two languages, after a change has emptied the shelf."""
    taken = []
    _send(handler, PAGE)
    for language in ("en", "ky"):
        shelf.pages.clear()
        for topic in guide.current().topics:
            began = time.thread_time()
            _send(handler, f"/{language}/{topic}/{CHOICE}")
            taken.append(time.thread_time() - began)
    taken.sort()
    middle, slow = statistics.median(taken), taken[int(len(taken) * 0.95)]
    return Result(
        f"The first request for a page after a change, {len(taken)} pages",
        f"p50 {middle * 1000:.1f} ms, p95 {slow * 1000:.1f} ms",
        slow / FIRST,
        1.0,
        f"{1 / middle:,.0f} requests per second of one thread; the ratio is p95 to {FIRST * 1000:.0f} ms",
    )


def _bare(sent: bytes) -> ModuleType:
    bare = ModuleType("bench.bare")

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(sent)

    bare.urlpatterns = [path("bare/", view)]  # type: ignore[attr-defined]
    return bare


def _timed(handler: WSGIHandler, address: str) -> float:
    """Time many requests, without what it takes to make them up."""
    waiting = [_asked(address) for _ in range(REQUESTS)]
    began = time.thread_time()
    for environ in waiting:
        _answered(handler, environ)
    return time.thread_time() - began


def _asked(address: str) -> dict[str, Any]:
    """Make up what the web server hands on for a browser."""
    head = {"accept-encoding": "gzip", "accept-language": "uz,ru;q=0.8", "user-agent": "any", "accept": "text/html"}
    return dict(RequestFactory(headers=head).get(address).environ)


def _send(handler: WSGIHandler, address: str) -> bytes:
    return _answered(handler, _asked(address))


def _answered(handler: WSGIHandler, environ: dict[str, Any]) -> bytes:
    answer: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        answer.append(status)

    response = handler(environ, start)  # type: ignore[arg-type] # the body is taken from the answer, not written
    body = b"".join(response)
    response.close()
    if answer != ["200 OK"]:
        raise RuntimeError(f"{environ['PATH_INFO']} answered {answer}")
    return body


if __name__ == "__main__":
    with house():
        for each in results():
            print(f"{each.what}: {each.measured}; {each.ratio:.2f}, target {each.target}; {each.note}")
