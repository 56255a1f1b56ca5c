"""An authenticator app in the hands of somebody of the cast."""

import time

from allauth.mfa import app_settings
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from komek.foundations.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(user: User, secret: str = SECRET) -> None:
    """Let the user have set up an authenticator app."""
    TOTP.activate(user, secret)


def give_codes(user: User) -> list[str]:
    """Let the user have recovery codes."""
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def code(secret: str = SECRET, *, at: float | None = None) -> str:
    """Show the six digits of this moment."""
    counter = int((time.time() if at is None else at) // app_settings.TOTP_PERIOD)
    return str(format_hotp_value(hotp_value(secret, counter)))
