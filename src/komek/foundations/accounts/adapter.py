"""Where our rules enter allauth: nobody signs up, and the keyring opens after the second factor only."""

import time
from collections.abc import Iterable
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from komek.foundations import vault
from komek.foundations.accounts import queries, unlocking
from komek.foundations.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by invitation, with the vault at both steps."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Address and password do not fit together."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an account is made when an invitation is accepted."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Start the session; open the keyring if the second factor was shown, or the demo needs none."""
        super().login(request, user)
        if _showed_second_factor(request, user) or queries.password_alone(user):
            unlocking.pass_second_factor(request, user)

    def logout(self, request: HttpRequest) -> None:
        """Shut the keyring, then end the session."""
        unlocking.lock(request)
        super().logout(request)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password again, within the same limits as at sign-in; the keyring is left as it is."""
        credentials = {"email": user.email, "password": password}
        self.pre_authenticate(self.request, **credentials)
        right = user.check_password(password)
        if right:
            self._rollback_login_failed_rl_usage()
        return right

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password before the second factor is changed, unless it was typed a moment ago."""
        user = self.request.user
        if isinstance(user, User) and _typed_password_lately(self.request, user):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Offer the password alone: whoever holds an unlocked phone may hold the app on it too."""
        url = reverse("account_reauthenticate")
        return [{"id": "reauthenticate", "description": _("Use your password"), "url": url}]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: every letter of this house is written by its own verbs."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor: never taken off, only exchanged."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or too old. Type the one your app shows now."),
        "cannot_delete_authenticator": _("This is your only second factor. Add another one first."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last app or passkey: another one must be added first."""
        return queries.may_remove(authenticator)

    def get_totp_label(self, user: User) -> str:
        """Name the account in the authenticator app by its address."""
        return user.email

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        """Name a passkey by its number; nobody types a name for it."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Ending a session shuts its keyring too."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """Shut the keyrings first, then end the sessions."""
        for session in sessions:
            vault.lock(session.session_key)
            session.end()


def _typed_password_lately(request: HttpRequest, user: User) -> bool:
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, user)
    return any(record.get("method") == "password" and record["at"] > since for record in records)


def _showed_second_factor(request: HttpRequest, user: User) -> bool:
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
