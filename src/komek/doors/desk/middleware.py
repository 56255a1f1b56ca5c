"""The gate of the desk, and the headers of every answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from komek.doors.desk import drafts
from komek.doors.desk.page import PAGES
from komek.foundations import vault
from komek.foundations.accounts import queries as accounts
from komek.foundations.accounts.models import User
from komek.foundations.orgs import queries as orgs

Handler = Callable[[HttpRequest], HttpResponse]
DESK = "/desk/"
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


@dataclass(frozen=True)
class KeyringState:
    """What the top bar says about the lock."""

    locked: bool
    locks_at: datetime | None


def headers(handle: Handler) -> Handler:
    """Add the content policy to every answer, and keep pages out of every cache but those that are for everybody."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if getattr(response, "for_everybody", False) and not response.cookies:
            # the same bytes for each reader of the address: what other middleware says of cookies does not hold here
            response.headers["Vary"] = "Accept-Encoding"
        elif not request.path.startswith(settings.STATIC_URL):
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return answer


def gate(handle: Handler) -> Handler:
    """Let in whoever is signed in with her second factor and, where the page needs it, an open keyring.

    Signed out, every desk path, existing or not, answers the same redirect. A post that meets a closed door
    is kept as a sealed draft first.
    """

    def enter(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DESK):
            return handle(request)
        if not request.user.is_authenticated:
            return _send(request, settings.LOGIN_URL)
        if not accounts.second_factor_given(request):
            return _send(request, accounts.SECOND_FACTOR_URL)
        return _with_actor(request, handle)

    return enter


def _with_actor(request: HttpRequest, handle: Handler) -> HttpResponse:
    session = request.session.session_key or ""
    user: UUID = request.user.pk  # type: ignore[assignment] # the gate let only signed-in users through
    keyring = vault.keyring(user, session, request.COOKIES.get(settings.UNLOCK_COOKIE, ""))
    language = _language(request)
    translation.activate(language)
    request.LANGUAGE_CODE = language
    actor = orgs.actor_for(user, keyring, language)
    if actor is None:
        return render(request, "403.html", status=403)
    request.actor = actor  # type: ignore[attr-defined]
    locks_at = timezone.now() + timedelta(minutes=settings.IDLE_LOCK_MINUTES) if keyring else None
    request.keyring_state = KeyringState(keyring is None, locks_at)  # type: ignore[attr-defined]
    if keyring is None and not _locked_ok(request.path_info):
        return _send(request, "/unlock/")
    with translation.override(language), timezone.override(actor.zone):
        return handle(request)


def _locked_ok(path: str) -> bool:
    """Say whether the page at this path opens while the keyring is locked."""
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return False
    return name in PAGES and PAGES[name].locked_ok


def _send(request: HttpRequest, where: str) -> HttpResponse:
    """Send to another door; remember the way back, and keep what was posted."""
    back = {"next": request.path if request.method in {"GET", "HEAD"} else DESK}
    if drafts.keep_from(request):
        back["kept"] = "1"
    address = f"{where}?{urlencode(back)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _language(request: HttpRequest) -> str:
    """Choose the language of the desk: the cookie, else the user's own, else the browser's; English or Russian."""
    own = request.user.language if isinstance(request.user, User) else ""
    wishes = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), own, translation.get_language()]
    wish = next((wish for wish in wishes if wish), "en")
    return wish if wish in settings.KOMEK_DESK_LANGUAGES else "en" if wish.startswith("en") else "ru"
