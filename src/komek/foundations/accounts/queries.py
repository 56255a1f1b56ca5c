"""Which users there are, and whether a request has passed the second factor."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from komek.foundations.accounts.models import User, normal

SECOND_FACTOR_URL = "/account/second-factor/"
GIVEN = "second_factor"
"""Key in the session's data: the second factor was shown, or set up, in this session."""

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def by_email(email: str) -> User | None:
    """Find the active user who signs in with this address."""
    return User.objects.filter(email=normal(email), is_active=True).first()


def names(users: set[UUID]) -> dict[UUID, str]:
    """Give the names of these users, for lists that keep ids only."""
    return dict(User.objects.filter(pk__in=users).values_list("pk", "name"))


def password_alone(user: User) -> bool:
    """Say whether this user is let in with a password alone: an account of the demo, on the demo's own server."""
    return user.demo and settings.PASSWORD_ALONE_IN_DEMO


def count_factors(user: User) -> int:
    """Count the user's authenticator apps and passkeys; recovery codes alone let nobody in."""
    return int(Authenticator.objects.filter(user=user, type__in=FACTORS).count())


def has_second_factor(user: User) -> bool:
    """Say whether the user has an authenticator app or a passkey."""
    return count_factors(user) > 0


def has_passkey(user: User) -> bool:
    """Say whether the user has a passkey or a security key."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def may_remove(authenticator: Authenticator) -> bool:
    """Say whether this app or passkey is not the user's last."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
    return bool(others.exists())


def factors(user: User) -> list[str]:
    """Name the user's second factors, the recovery codes included."""
    names = {Authenticator.Type.TOTP: _("Authenticator app"), Authenticator.Type.RECOVERY_CODES: _("Recovery codes")}
    rows = Authenticator.objects.filter(user=user).order_by("created_at")
    return [str(names.get(row.type) or row.data["name"]) for row in rows]


def second_factor_given(request: HttpRequest) -> bool:
    """Say whether this session has passed its second factor, or is of the demo and needs none."""
    user = request.user
    return isinstance(user, User) and (bool(request.session.get(GIVEN)) or password_alone(user))
