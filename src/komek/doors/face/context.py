"""What every page of the desk needs around its content: navigation, lock state, links, languages."""

from datetime import UTC, datetime
from typing import Any, TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_info

from komek.doors.face import navigation

LINKS = {
    "home": "desk:home",
    "search": "desk:search",
    "lock": "desk:lock",
    "unlock": "desk:unlock",
    "exit": "desk:quick_exit",
    "touch": "desk:touch",
    "language": "set_language",
    "sign_out": "account_logout",
}
"""Links of the frame by URL name; one that does not exist yet is left out."""


class Lock(TypedDict):
    """The keyring of this session: shut, or open until an instant."""

    locked: bool
    locks_at: int
    minutes: int


def desk(request: HttpRequest) -> dict[str, Any]:
    """Give the frame of the desk its variables."""
    return {
        "navigation": navigation.entries(request),
        "demo": bool(getattr(settings, "KOMEK_DEMO", False)),
        "lock": lock_of(request),
        "links": links(),
        "exit_to": getattr(settings, "KOMEK_EXIT_URL", "https://www.wikipedia.org/"),
        "desk_languages": languages(),
    }


def lock_of(request: HttpRequest) -> Lock | None:
    """Read the keyring's state that the vault's middleware left on the request."""
    state = getattr(request, "keyring_state", None)
    if state is None:
        return None
    locks_at: datetime | None = getattr(state, "locks_at", None)
    locked = bool(state.locked) or locks_at is None
    if locks_at is None:
        return {"locked": True, "locks_at": 0, "minutes": 0}
    left = (locks_at - datetime.now(UTC)).total_seconds()
    return {"locked": locked, "locks_at": int(locks_at.timestamp()), "minutes": max(0, -int(-left // 60))}


def links() -> dict[str, str]:
    """Reverse the links of the frame."""
    found = {}
    for name, url_name in LINKS.items():
        try:
            found[name] = reverse(url_name)
        except NoReverseMatch:
            continue
    return found


def languages() -> list[dict[str, str]]:
    """List the languages the desk speaks, each by its own name."""
    codes = getattr(settings, "KOMEK_DESK_LANGUAGES", ("en", "ru"))
    return [{"code": code, "name": get_language_info(code)["name_local"].capitalize()} for code in codes]
