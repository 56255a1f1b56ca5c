"""What a user does with her own account. What an administrator does with it stands in `orgs.actions`."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, vault
from komek.foundations.accounts.models import User
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid


@audit.verb("account.change_password", _("changed the password"))
def change_password(*, old: str, new: str, by: Actor) -> User:
    """Wrap the private key under a new password. Needs the old one and an open keyring."""
    if by.keyring is None:
        raise vault.KeyringLocked
    user = User.objects.select_for_update().get(pk=by.user)
    check_strength(new, user)
    if not user.check_password(old):
        raise Invalid(_("This is not your password until now."), field="old")
    vault.change_password(user.pk, by.keyring, new)
    keep_password(user, new)
    audit.record("account.change_password", "user", user.pk, by=by)
    return user


@audit.verb("account.sign_out_everywhere", _("signed out everywhere"))
def sign_out_everywhere(*, by: Actor) -> int:
    """End every session of the actor and shut every keyring of hers; says how many sessions there were."""
    ended = end_sessions(by.user)
    audit.record("account.sign_out_everywhere", "user", by.user, by=by, details={"sessions": ended})
    return ended


@audit.verb("account.new_sheet", _("printed a new recovery sheet"))
def new_sheet(*, by: Actor) -> vault.RecoverySheet:
    """Give the actor a new recovery sheet; the old one opens nothing afterwards."""
    if by.keyring is None:
        raise vault.KeyringLocked
    sheet = vault.new_sheet(by.user, by.keyring)
    audit.record("account.new_sheet", "user", by.user, by=by)
    return sheet


def end_sessions(user: UUID, *, but: str = "") -> int:
    """End the sessions of a user, but for one if it is named, and shut their keyrings. Part of other verbs."""
    sessions = list(UserSession.objects.filter(user_id=user).exclude(session_key=but))
    for session in sessions:
        vault.lock(session.session_key)
        session.end()
    if not but:
        vault.lock_all(user)
    return len(sessions)


def forget_second_factor(user: UUID) -> None:
    """Take every second factor off: she sets a new one up at her next sign-in. Part of other verbs."""
    Authenticator.objects.filter(user_id=user).delete()


def keep_password(user: User, password: str) -> None:
    """Keep the hash of a password the vault has just wrapped the key with; costs no second run of Argon2."""
    user.set_password(password)
    user.save(update_fields=["password"])


def check_strength(password: str, user: User, field: str = "new") -> None:
    """Refuse a password that can be guessed."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field=field) from None
