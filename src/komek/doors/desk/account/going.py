"""Small things that every page of the door needs: where next, and what to say when the machine is busy."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from komek.foundations import vault
from komek.foundations.accounts import queries, unlocking
from komek.foundations.accounts.models import User

View = Callable[..., HttpResponseBase]
RETRY_AFTER = 10


def where_next(request: HttpRequest) -> str:
    """Read where the reader was going; only a path of this house counts."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    if wish and url_has_allowed_host_and_scheme(wish, allowed_hosts=here, require_https=request.is_secure()):
        return wish
    return settings.LOGIN_REDIRECT_URL


def typed(request: HttpRequest) -> QueryDict | None:
    """Give what was posted, even if it is nothing; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def door(view: View) -> View:
    """Make a page of the door: never cached, its secrets never reported, patient while others sign in."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except vault.Busy:
            return busy(request)
        if isinstance(response, HttpResponse):
            unlocking.carry(request, response)
        return response

    return answer


def busy(request: HttpRequest) -> HttpResponse:
    """Say that other passwords are being checked, and when to try again."""
    response = render(request, "account/busy.html", {"seconds": RETRY_AFTER}, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def me(request: HttpRequest) -> User:
    """Give the signed-in user."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def own(view: View) -> View:
    """Let in whoever is signed in, also while she has no second factor yet.

    A session that began before the user had a second factor, and never showed it, is ended: it knows the
    password only.
    """

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = me(request)
        if not queries.second_factor_given(request) and queries.has_second_factor(user):
            logout(request, show_message=False)
            return HttpResponseRedirect(settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return door(login_required(enter))


def signed_in(view: View) -> View:
    """Let in whoever is signed in and has passed the second factor; others are led to set one up."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not queries.second_factor_given(request):
            return HttpResponseRedirect(queries.SECOND_FACTOR_URL)
        return view(request, *args, **kwargs)

    return own(enter)


def confirmed(view: View) -> View:
    """Ask for the password again before what guards the account is changed.

    A post is not kept meanwhile: allauth would write it into the session, in clear.
    """

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_reauthentication_required(request, app="allauth.mfa"):
            query = urlencode({"next": request.path})
            return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{query}")
        return view(request, *args, **kwargs)

    return own(enter)


def too_often(request: HttpRequest, action: str, key: str) -> bool:
    """Count an attempt; say whether there were too many. The limits stand in `settings.ACCOUNT_RATE_LIMITS`."""
    return not ratelimit.consume(request, app="allauth.account", action=action, key=key)
