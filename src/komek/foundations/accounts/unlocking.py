"""Between a request and the vault: which session, which cookie, when the keyring opens and when it shuts.

The vault knows no requests. Here a request's cookie is read, and what the vault hands out is set on the answer.
Thirty-two random bytes in that cookie open the keyring; they are kept nowhere else.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from komek.foundations import vault
from komek.foundations.accounts.models import User
from komek.foundations.accounts.queries import GIVEN
from komek.kernel.actor import Keyring

NAME = "keyring_session"
"""Key in the session's data: the name the vault knows this session by. It outlives the change of the session
key at sign-in, and it is no secret: without the cookie nothing opens."""

_CARRIED = "_unlock_cookie"


def session_of(request: HttpRequest) -> str:
    """Name this session for the vault."""
    if NAME not in request.session:
        request.session[NAME] = get_random_string(32)
    return str(request.session[NAME])


def cookie_of(request: HttpRequest) -> str:
    """Read the unlock cookie: the one this request was just given, else the one it came with."""
    return getattr(request, _CARRIED, None) or request.COOKIES.get(settings.UNLOCK_COOKIE, "")


def hold(request: HttpRequest, user: User, password: str) -> bool:
    """Check the password; if it is right, the vault holds the wrapping half until the second factor, 5 minutes.

    Raises `vault.Busy` when the machine is checking other passwords.
    """
    cookie = vault.hold(user.pk, password, session_of(request))
    if cookie is None:
        return False
    setattr(request, _CARRIED, cookie)
    return True


def unlock(request: HttpRequest, user: User) -> bool:
    """Open the keyring after the second factor; false when the password step is more than 5 minutes old."""
    return bool(vault.unlock(user.pk, session_of(request), cookie_of(request)))


def pass_second_factor(request: HttpRequest, user: User) -> bool:
    """Note that this session has shown its second factor, and open the keyring if the password is fresh."""
    request.session[GIVEN] = True
    return unlock(request, user)


def keyring(request: HttpRequest) -> Keyring | None:
    """Give the keyring of this request, or None when it is locked, idle too long or never opened."""
    if not isinstance(request.user, User) or NAME not in request.session:
        return None
    opened: Keyring | None = vault.keyring(request.user.pk, session_of(request), cookie_of(request))
    return opened


def lock(request: HttpRequest) -> None:
    """Shut the keyring of this session."""
    if NAME in request.session:
        vault.lock(session_of(request))
    setattr(request, _CARRIED, "")


def carry(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Set on the answer the unlock cookie this request was given; it lives as long as the browser's session."""
    cookie = getattr(request, _CARRIED, None)
    if cookie:
        response.set_cookie(
            settings.UNLOCK_COOKIE, cookie, secure=not settings.LOOPBACK, httponly=True, samesite="Strict", path="/"
        )
    elif cookie == "":
        forget(response)
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Take the unlock cookie out of the browser."""
    response.set_cookie(
        settings.UNLOCK_COOKIE, "", max_age=0, secure=not settings.LOOPBACK, httponly=True, samesite="Strict", path="/"
    )
    return response
