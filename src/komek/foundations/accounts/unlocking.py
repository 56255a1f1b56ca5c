"""Between a request and the vault: which session, which cookie, when the keyring opens and when it shuts.

The vault knows no requests. Here a request's cookie is read, and what the vault hands out is set on the answer.
Thirty-two random bytes in that cookie open the keyring; they are kept nowhere else.
"""

from typing import Literal, TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from komek.foundations import vault
from komek.foundations.accounts.models import User
from komek.foundations.accounts.queries import GIVEN
from komek.kernel.actor import Keyring

HELD_IN = "held_in"
"""Key in the session's data: the id this session had at the password step, before signing in changed it."""

_CARRIED = "_unlock_cookie"


class _Hidden(TypedDict):
    secure: bool
    httponly: bool
    samesite: Literal["Strict"]
    path: str


def session_of(request: HttpRequest) -> str:
    """Name this session for the vault, which keeps only a hash of the name."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def cookie_of(request: HttpRequest) -> str:
    """Read the unlock cookie: the one this request was just given, else the one it came with."""
    return getattr(request, _CARRIED, None) or request.COOKIES.get(settings.UNLOCK_COOKIE, "")


def hold(request: HttpRequest, user: User, password: str) -> bool:
    """Check the password; if it is right, the vault holds the wrapping half until the second factor, 5 minutes.

    Raises `vault.Busy` when the machine is checking other passwords, and `vault.KeyLost` when the password was
    changed outside the vault.
    """
    session = session_of(request)
    cookie = vault.hold(user.pk, password, session)
    if cookie is None:
        return False
    request.session[HELD_IN] = session
    setattr(request, _CARRIED, cookie)
    return True


def unlock(request: HttpRequest, user: User) -> bool:
    """Open the keyring after the second factor; false when the password step is more than 5 minutes old."""
    held_in = request.session.pop(HELD_IN, None)
    return vault.unlock(user.pk, session_of(request), cookie_of(request), held_in=held_in)


def pass_second_factor(request: HttpRequest, user: User) -> bool:
    """Note that this session has shown its second factor, and open the keyring if the password is fresh."""
    request.session[GIVEN] = True
    return unlock(request, user)


def keyring(request: HttpRequest) -> Keyring | None:
    """Give the keyring of this request, or None when it is locked, idle too long or never opened."""
    if not isinstance(request.user, User):
        return None
    return vault.keyring(request.user.pk, session_of(request), cookie_of(request))


def lock(request: HttpRequest) -> None:
    """Shut the keyring of this session."""
    vault.lock(session_of(request))
    setattr(request, _CARRIED, "")


def carry(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Set on the answer the unlock cookie this request was given; it lives as long as the browser's session."""
    cookie = getattr(request, _CARRIED, None)
    if cookie:
        response.set_cookie(settings.UNLOCK_COOKIE, cookie, **_hidden())
    elif cookie == "":
        forget(response)
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Take the unlock cookie out of the browser."""
    response.set_cookie(settings.UNLOCK_COOKIE, "", max_age=0, **_hidden())
    return response


def _hidden() -> _Hidden:
    """Keep the cookie from scripts, from other sites and, but for the loopback, from plain HTTP."""
    return {"secure": not settings.LOOPBACK, "httponly": True, "samesite": "Strict", "path": "/"}
