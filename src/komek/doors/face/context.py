"""What every page of the desk needs around its content: navigation, lock state, links, languages."""

import math
from datetime import UTC, datetime
from typing import Any, TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from komek.doors.face import navigation

LINKS = {
    "search": ("desk:search",),
    "lock": ("desk:lock",),
    "touch": ("desk:touch",),
    "unlock": ("unlock", "desk:unlock"),
    "exit": ("desk:quick_exit", "quick-exit", "quick_exit", "exit"),
    "language": ("set_language",),
    "account": ("account",),
    "sign_out": ("sign-out", "sign_out", "account_logout"),
}
"""Links of the frame, each with the URL names it may have; one that has none of them is left out."""


class Lock(TypedDict):
    """The keyring of this session: shut, or open until an instant."""

    locked: bool
    locks_at: int
    now: int
    minutes: int


def desk(request: HttpRequest) -> dict[str, Any]:
    """Give the frame of the desk its variables."""
    return {
        "navigation": navigation.entries(request),
        "demo": bool(getattr(settings, "KOMEK_DEMO", False)),
        "lock": lock_of(request),
        "links": links(request),
        "exit_to": getattr(settings, "KOMEK_EXIT_URL", "https://www.wikipedia.org/"),
        "desk_languages": languages(),
    }


def lock_of(request: HttpRequest) -> Lock | None:
    """Read the keyring's state that the vault's middleware left on the request."""
    state = getattr(request, "keyring_state", None)
    if state is None:
        return None
    locks_at: datetime | None = getattr(state, "locks_at", None)
    now = int(datetime.now(UTC).timestamp())
    if state.locked or locks_at is None:
        return {"locked": True, "locks_at": 0, "now": now, "minutes": 0}
    shuts = int(locks_at.timestamp())
    return {"locked": False, "locks_at": shuts, "now": now, "minutes": max(0, math.ceil((shuts - now) / 60))}


def links(request: HttpRequest) -> dict[str, str]:
    """Reverse the links of the frame; what the menu keeps from somebody, the frame does not offer her either."""
    found = {"home": settings.LOGIN_REDIRECT_URL}
    for name, url_names in LINKS.items():
        offered = [each for each in url_names if navigation.open_to(request, each)]
        url = next(filter(None, map(navigation.address, offered)), "")
        if url:
            found[name] = url
    return found


def languages() -> list[dict[str, str]]:
    """List the languages the desk speaks, each by its own name."""
    codes = getattr(settings, "DESK_LANGUAGES", ("en", "ru"))
    return [{"code": code, "name": get_language_info(code)["name_local"].capitalize()} for code in codes]
