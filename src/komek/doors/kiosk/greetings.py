"""What a kiosk says to the house, and what it fetches: that it lives, and the newest bundle. Nothing of a person."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from komek.doors.kiosk.frame import framed
from komek.doors.kiosk.sending import sent
from komek.knowledge.kiosks import shelf
from komek.knowledge.kiosks.actions import LONGEST, Unheard, take_greeting

ZIP = "application/zip"


@csrf_exempt  # signed by the kiosk's own key; no cookie is looked at
@require_POST
def heard(request: HttpRequest, place: str) -> HttpResponse:
    """Take a greeting: a place, a counter and a time, signed. The answer says which bundle can be fetched here."""
    told = request.headers.get("Content-Length") or "0"
    try:
        if not told.isdecimal() or int(told) > LONGEST:
            return framed(JsonResponse({"refused": "too-large"}, status=413))
        take_greeting(place, request.read(LONGEST + 1))
    except Unheard as refusal:
        return framed(JsonResponse({"refused": refusal.code}, status=refusal.status))
    return framed(JsonResponse({"newest": shelf.counter()}))


@require_safe
def bundle(request: HttpRequest) -> HttpResponseBase:
    """Give the newest bundle that was made on this machine, whole."""
    return _sent(request, shelf.newest())


@require_safe
def update(request: HttpRequest) -> HttpResponseBase:
    """Give the same bundle without its recordings: for a kiosk that has them already."""
    return _sent(request, shelf.update())


def _sent(request: HttpRequest, path: Path | None) -> HttpResponseBase:
    try:
        if path:
            return sent(request, path, ZIP)
    except OSError:  # a newer one took its place just now
        pass
    raise Http404
