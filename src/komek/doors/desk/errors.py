"""Pages for what went wrong: neutral words, a way on, and no text of the error."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from komek.doors.desk import drafts


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page has grown too old: what was typed is kept, sealed, and the page says so."""
    return render(request, "desk/stale.html", {"kept": drafts.keep_from(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a path that does not exist, or not for this reader."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; what was posted is kept, sealed, if the vault can still do that."""
    try:
        kept = drafts.keep_from(request)
    except Exception:  # noqa: BLE001 - the page that says "our fault" must come whatever else is broken
        kept = False
    return render(request, "500.html", {"kept": kept}, status=500)
