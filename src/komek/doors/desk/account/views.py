"""Sign in, unlock, sign out, leave at once, recover: the pages before and around the desk."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from komek.doors.desk.account.forms import RecoverForm, SignInForm, UnlockForm
from komek.doors.desk.account.going import door, me, signed_in, too_often, typed, where_next
from komek.foundations import vault
from komek.foundations.accounts import queries as users
from komek.foundations.accounts import unlocking
from komek.foundations.accounts.models import User
from komek.foundations.orgs import actions, queries
from komek.kernel.errors import DomainError


class SignIn(LoginView):  # type: ignore[misc]
    """Address and password; then the second factor, or the desk at once for an account of the demo."""

    form_class = SignInForm

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Go on, and note who came in."""
        response: HttpResponse = super().form_valid(form)
        note_arrival(self.request)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Show the form again, and note a wrong password if there is such a user."""
        if form.has_error("__all__", "email_password_mismatch"):
            actions.note_wrong_password(email=form.cleaned_data.get("login", ""))
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """The code of the authenticator app, a recovery code, or a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether there is a passkey to offer."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"passkeys": users.has_passkey(self.stage.login.user)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Open the session and the keyring, and note who came in."""
        response: HttpResponse = super().form_valid(form)
        note_arrival(self.request)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again, and note the wrong code."""
        actions.note_wrong_code(user=self.stage.login.user)
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


def note_arrival(request: HttpRequest) -> None:
    """Record that somebody signed in, once both steps are done."""
    if users.second_factor_given(request) and (actor := actor_of(request)):
        actions.note_sign_in(by=actor)


def actor_of(request: HttpRequest) -> Any:
    """Say who acts on a page of the door, with the keyring if it is open; None for somebody of no organisation."""
    if not isinstance(request.user, User):
        return None
    language = request.LANGUAGE_CODE if hasattr(request, "LANGUAGE_CODE") else settings.LANGUAGE_CODE
    return queries.actor_for(request.user.pk, unlocking.keyring(request), language)


@require_http_methods(["GET", "POST"])
def _sign_out(request: HttpRequest) -> HttpResponse:
    """Ask, then shut the keyring and end the session."""
    if request.method == "POST" or not request.user.is_authenticated:
        unlocking.lock(request)
        logout(request, show_message=False)
        return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)
    return render(request, "account/logout.html", {"next": where_next(request)})


sign_out = door(_sign_out)


@csrf_exempt
@require_POST
def _leave(request: HttpRequest) -> HttpResponse:
    """Shut the keyring, end the session, wipe what the browser kept of us, and show something else.

    It must work from the oldest page, so it asks for no token; a foreign page cannot reach a session, since the
    session's cookie does not travel with a foreign post.
    """
    unlocking.lock(request)
    logout(request, show_message=False)
    response = render(request, "face/left.html", {"exit_to": settings.KOMEK_EXIT_URL})
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return unlocking.forget(response)


leave = door(_leave)


@require_http_methods(["GET", "POST"])
def _unlock(request: HttpRequest) -> HttpResponse:
    """Open the keyring with the password alone: the session is alive and has shown its second factor."""
    form = UnlockForm(typed(request))
    user = me(request)
    if request.method == "POST" and form.is_valid():
        if too_often(request, "unlock", str(user.pk)):
            form.add_error(None, _("Too many wrong passwords. Wait five minutes."))
        elif _opens(request, user, form):
            return HttpResponseRedirect(where_next(request))
    status = 422 if form.is_bound and form.errors else 200
    kept = "kept" in request.GET or "kept" in request.POST
    context = {"form": form, "next": where_next(request), "kept": kept}
    return render(request, "account/unlock.html", context, status=status)


def _opens(request: HttpRequest, user: User, form: UnlockForm) -> bool:
    if vault.lost_key(user.pk, user.password):
        form.add_error(None, str(vault.KeyLost()))
        return False
    opened = unlocking.hold(request, user, form.cleaned_data["password"]) and unlocking.unlock(request, user)
    if not opened:
        form.add_error("password", _("This is not your password."))
    return opened


unlock = signed_in(_unlock)


@require_http_methods(["GET", "POST"])
def _recover(request: HttpRequest) -> HttpResponse:
    """Set a new password with the words of the recovery sheet."""
    form = RecoverForm(typed(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if too_often(request, "recover", given["email"]):
            form.add_error(None, _("Too many attempts. Wait an hour, or ask your administrator for a new start."))
        elif sheet := _recovers(form):
            return render(request, "account/recovered.html", {"sheet": sheet})
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "account/recover.html", {"form": form}, status=status)


def _recovers(form: RecoverForm) -> vault.RecoverySheet | None:
    given = form.cleaned_data
    try:
        return actions.recover_account(email=given["email"], words=given["words"], new=given["new"])
    except vault.Busy:
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


recover = door(_recover)
sign_in = door(SignIn.as_view())
second_factor = door(SecondFactor.as_view())


def _inactive(request: HttpRequest) -> HttpResponse:
    """Say that the account is closed."""
    return render(request, "account/account_inactive.html", status=403)


inactive = door(_inactive)


@require_http_methods(["GET"])
def _overview(request: HttpRequest) -> HttpResponse:
    """Show what guards one's account: password, second factor, sessions, and the fingerprint of one's key."""
    user = me(request)
    context = {
        "account": user,
        "member": queries.membership_of(user.pk),
        "fingerprint": vault.fingerprint(user.pk),
        "factors": users.factors(user),
        "may_skip_factor": users.password_alone(user),
    }
    return render(request, "account/overview.html", context)


overview = signed_in(_overview)
