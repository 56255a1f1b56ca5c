"""What a kiosk says to the house, and what it fetches: that it lives, and the newest bundle. Nothing of a person."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from komek.doors.kiosk.frame import framed
from komek.knowledge.kiosks import queries
from komek.knowledge.kiosks.actions import LONGEST, Unheard, take_greeting


@csrf_exempt  # signed by the kiosk's own key; no cookie is looked at
@require_POST
def heard(request: HttpRequest, place: str) -> HttpResponse:
    """Take a greeting: a place, a counter and a time, signed. The answer says which bundle is the newest."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LONGEST:
            return framed(JsonResponse({"refused": "too-large"}, status=413))
        take_greeting(place, request.read(LONGEST + 1))
    except Unheard as refusal:
        return framed(JsonResponse({"refused": refusal.code}, status=refusal.status))
    issue = queries.newest_issue()
    return framed(JsonResponse({"newest": issue.counter if issue else 0}))


@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """Give the newest bundle that was made on this machine."""
    found = sorted(Path(settings.KOMEK_BUNDLES).glob("bundle-[0-9]*.zip"))
    if not found:
        raise Http404
    response = HttpResponse(found[-1].read_bytes(), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{found[-1].name}"'
    return framed(response)
