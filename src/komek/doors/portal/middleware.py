"""Kept pages first: before everything else, sessions, users and tokens, which no public page needs.

What the other middleware adds to a page on its first way out (how a browser may use it) is kept with the page, for
connections that are secure and for those that are not.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils import timezone

from komek.doors.portal import shelf
from komek.doors.portal.frame import at_quarter, quarter, today
from komek.knowledge import guide

Handler = Callable[[HttpRequest], HttpResponse]


def kept(handle: Handler) -> Handler:
    """Answer with the page that is kept for exactly this address, and this hour; hand everything else on.

    A name that is not ours is refused here as anywhere.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return handle(request)
        sheet = _at(request) if shelf.pages.by_address else None
        around = sheet.around.get(request.is_secure()) if sheet else None
        if sheet is None or around is None:
            return _learnt(request, handle(request))
        request.get_host()
        return shelf.again(request, sheet, around)

    return answer


def _learnt(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep with a page what was added to it on its way out."""
    if response.status_code == 200 and getattr(response, "for_everybody", False) and not response.cookies:
        sheet = _at(request)
        if sheet:
            sheet.around[request.is_secure()] = _packed(request, sheet, response)
    return response


def _packed(request: HttpRequest, sheet: shelf.Sheet, response: HttpResponse) -> ResponseHeaders:
    """Give the headers of the packed page, with what the house has added to the one that goes out."""
    own = shelf.sent(request, sheet).headers
    added = {name: told for name, told in response.items() if name not in own}
    return ResponseHeaders({**dict(shelf.whole(sheet).items()), **added})


def _at(request: HttpRequest) -> shelf.Sheet | None:
    path = request.get_full_path()
    passing = at_quarter(path, quarter(timezone.now()))
    return shelf.pages.at((path, passing), guide.current(), today())
