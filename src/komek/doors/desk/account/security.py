"""One's own password, second factor and sessions."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from komek.doors.desk.account.forms import ChangePasswordForm
from komek.doors.desk.account.going import confirmed, me, own, signed_in, too_often, typed
from komek.doors.desk.account.views import actor_of, note_arrival
from komek.foundations import vault
from komek.foundations.accounts import actions, queries, unlocking
from komek.foundations.accounts.models import User
from komek.kernel.errors import DomainError


class Factors(IndexView):  # type: ignore[misc]
    """Which second factors there are; where a newcomer chooses her first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether one is there at all, and whether one could be spared."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        count = queries.count_factors(me(self.request))
        return context | {"first": not count, "removable": count > 1}


class AddApp(ActivateTOTPView):  # type: ignore[misc]
    """Set up an authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the app; the first factor of a session opens the keyring."""
        response: HttpResponse = super().form_valid(form)
        _first_factor(self.request)
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Set up a passkey or a security key."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the passkey; the first factor of a session opens the keyring."""
        response: HttpResponse = super().form_valid(form)
        _first_factor(self.request)
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Take a passkey off, unless it is the last factor."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuse to take off the last factor."""
        if not queries.may_remove(self.get_object()):
            messages.error(self.request, _("This is your only second factor. Add another one first."))
            return HttpResponseRedirect(self.get_success_url())
        response: HttpResponse = super().form_valid(form)
        return response


def _first_factor(request: HttpRequest) -> None:
    if not queries.second_factor_given(request):
        unlocking.pass_second_factor(request, me(request))
        note_arrival(request)


@require_http_methods(["GET", "POST"])
def _change_password(request: HttpRequest) -> HttpResponse:
    """Wrap the private key anew under a new password; every other session ends."""
    user = me(request)
    form = ChangePasswordForm(typed(request), user=user)
    if request.method == "POST" and form.is_valid() and _changed(request, user, form):
        messages.success(request, _("Your password is changed. Every other session of yours is ended."))
        return HttpResponseRedirect("/account/")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "words": vault.generate_password()}
    return render(request, "account/password_change.html", context, status=status)


def _changed(request: HttpRequest, user: User, form: ChangePasswordForm) -> bool:
    given = form.cleaned_data
    if too_often(request, "unlock", str(user.pk)):
        form.add_error(None, _("Too many wrong passwords. Wait five minutes."))
        return False
    try:
        actions.change_password(old=given["old"], new=given["new"], by=actor_of(request))
    except vault.Busy:
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    user.refresh_from_db()
    # Django's update_session_auth_hash would change the session's id, and the keyring with it would be shut
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    actions.end_sessions(user.pk, but=request.session.session_key or "")
    return True


@require_http_methods(["GET", "POST"])
def _new_sheet(request: HttpRequest) -> HttpResponse:
    """Make a new recovery sheet and show it once; the old one opens nothing afterwards."""
    if request.method == "GET":
        return render(request, "account/new_sheet.html")
    try:
        sheet = actions.new_sheet(by=actor_of(request))
    except vault.KeyringLocked:
        return HttpResponseRedirect("/unlock/?next=/account/sheet/")
    return render(request, "account/recovery_sheet.html", {"sheet": sheet, "again": True})


@require_POST
def _sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the user, this one too, and shut every keyring of hers."""
    actions.sign_out_everywhere(by=actor_of(request))
    request.session.flush()
    return unlocking.forget(HttpResponseRedirect("/sign-in/"))


factors = own(Factors.as_view())
add_app = confirmed(AddApp.as_view())
remove_app = confirmed(DeactivateTOTPView.as_view())
add_passkey = confirmed(AddPasskey.as_view())
remove_passkey = confirmed(RemovePasskey.as_view())
codes = confirmed(ViewRecoveryCodesView.as_view())
new_codes = confirmed(GenerateRecoveryCodesView.as_view())
confirm = own(ReauthenticateView.as_view())
sessions = signed_in(ListUserSessionsView.as_view())
change_password = signed_in(_change_password)
new_sheet = confirmed(_new_sheet)
sign_out_everywhere = signed_in(_sign_out_everywhere)
