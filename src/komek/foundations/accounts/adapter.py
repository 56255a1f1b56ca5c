"""Where our rules enter allauth: nobody signs up, and the keyring opens after the second factor only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from komek.foundations.accounts import queries, unlocking
from komek.foundations.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by invitation, with the vault at both steps."""

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
        """Ask for the password again before the second factor is changed, but not while there is none."""
        user = self.request.user
        if isinstance(user, User) and not queries.has_second_factor(user):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: every letter of this house is written by its own verbs."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor: never taken off, only exchanged."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last app or passkey: another one must be added first."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=queries.FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def get_totp_label(self, user: User) -> str:
        """Name the account in the authenticator app by its address."""
        return user.email


def _showed_second_factor(request: HttpRequest, user: User) -> bool:
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
