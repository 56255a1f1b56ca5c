"""Kept pages first: before sessions, users and tokens, which no public page needs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from komek.doors.portal import shelf
from komek.doors.portal.frame import today
from komek.knowledge import guide

Handler = Callable[[HttpRequest], HttpResponse]


def kept(handle: Handler) -> Handler:
    """Answer with the page that is kept for exactly this address; hand everything else on."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"} and shelf.pages.by_address:
            sheet = shelf.pages.at(request.get_full_path(), guide.current(), today())
            if sheet:
                return shelf.sent(request, sheet)
        return handle(request)

    return answer
