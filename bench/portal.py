"""How fast the public pages are: a kept page of the portal beside a bare view that sends the same bytes."""

from types import ModuleType

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from bench.measures import Result, median

REQUESTS = 300
PAGE = "/en/wages-unpaid/"


def kept_page() -> Result:
    """Requests per second of a kept page and of a bare view, through the same handler and middleware, in turn."""
    handler = WSGIHandler()
    sent = _send(handler, PAGE)
    bare = ModuleType("bench.bare")

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(sent)

    bare.urlpatterns = [path("bare/", view)]  # type: ignore[attr-defined]

    def other() -> None:
        with override_settings(ROOT_URLCONF=bare):
            _many(handler, "/bare/")

    ours, theirs = median(lambda: _many(handler, PAGE)), median(other)
    return Result(
        "A kept page of the portal versus a bare Django view",
        f"{REQUESTS / ours:,.0f} / {REQUESTS / theirs:,.0f} requests per second",
        ours / theirs,
        1.25,
        f"{len(sent):,} bytes, in one thread, without a network (target: at least 0.8 of the requests)",
    )


def _many(handler: WSGIHandler, address: str) -> None:
    for _ in range(REQUESTS):
        _send(handler, address)


def _send(handler: WSGIHandler, address: str) -> bytes:
    environ = RequestFactory(headers={"accept-encoding": "gzip"}).get(address).environ
    answer: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        answer.append(status)

    response = handler(environ, start)  # type: ignore[arg-type] # the body is taken from the answer, not written
    body = b"".join(response)
    response.close()
    if answer != ["200 OK"]:
        raise RuntimeError(f"{address} answered {answer}")
    return body
