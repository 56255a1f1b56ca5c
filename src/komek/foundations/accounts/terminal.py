"""Signing in where there is no browser: the same two steps, a keyring for as long as one command runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, vault
from komek.foundations.accounts import queries
from komek.foundations.accounts.models import User
from komek.kernel.actor import Keyring
from komek.kernel.errors import Forbidden

audit.declare("account.terminal", _("signed in at the terminal"))

TYPED = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
Ask = Callable[[], str]


@dataclass(frozen=True)
class Session:
    """An open keyring and the name of its session, which `leave` shuts."""

    user: UUID
    language: str
    keyring: Keyring = field(repr=False)
    name: str = field(repr=False)

    def leave(self) -> None:
        """Shut the keyring."""
        vault.lock(self.name)


class Refused(Forbidden):
    """The answer of one step is wrong; the words are the same for both. `step` says which, for the audit."""

    def __init__(self, step: Literal["password", "code"]) -> None:
        super().__init__(
            _("Address, password or code do not fit together."), "", _("Try again, or sign in by the browser.")
        )
        self.step = step


def enter(email: str, password: str, ask_code: Ask) -> Session:
    """Open the keyring of a user; the code of her second factor is asked for after the password.

    Raises Refused for a wrong answer, and Forbidden for somebody whose only second factor needs a browser.
    """
    name, user = uuid4().hex, queries.by_email(email)
    cookie = vault.hold(user.pk if user else uuid4(), password, name)
    if user is None or cookie is None:
        raise Refused("password")
    if not _second(user, ask_code):
        vault.lock(name)
        raise Refused("code")
    vault.unlock(user.pk, name, cookie)
    keyring = vault.keyring(user.pk, name, cookie)
    if keyring is None:
        raise Refused("password")
    return Session(user.pk, user.language, keyring, name)


def _second(user: User, ask_code: Ask) -> bool:
    """Check the second factor: a code of the app, or one of the recovery codes; nobody but the demo goes without."""
    if queries.password_alone(user):
        return True
    kept = list(Authenticator.objects.filter(user=user, type__in=TYPED))
    if not kept:
        raise Forbidden(
            _("At a terminal a code of an authenticator app is needed."),
            _("A passkey works in a browser only."),
            _("Set an authenticator app up under your account, then come back."),
        )
    code = ask_code().replace(" ", "")
    return any(each.wrap().validate_code(code) for each in kept)
