"""A password is six generated words, or as hard to guess as they are: 60 bits, measured and not counted in symbols."""

from math import log2

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn_rs_py import zxcvbn

from komek.foundations import vault
from komek.foundations.accounts.models import User

BITS = 60.0
WORDS = 6
LONGEST = 200
MEASURED = 100
"""The estimate takes longer for longer texts; what comes after the first hundred signs only makes it stronger."""


def is_generated(password: str) -> bool:
    """Say whether the password is made of six or more different words of the vault's list."""
    words = password.lower().split()
    return len(set(words)) >= WORDS and vault.are_words(words)


def bits(password: str, known: list[str]) -> float:
    """Estimate how many bits a guesser needs who knows the user's name and address."""
    return float(zxcvbn(password[:MEASURED], known).guesses_log10) * log2(10)


class StrengthValidator:
    """Django's validator: refuses what can be guessed, and says what would do instead."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError unless the password is generated or measures 60 bits."""
        if len(password) > LONGEST:
            raise ValidationError(
                _("Take at most %(longest)d signs."), code="password_too_long", params={"longest": LONGEST}
            )
        if is_generated(password) or bits(password, _known(user)) >= BITS:
            return
        raise ValidationError(
            _("This password can be guessed. Take six random words, such as the ones offered here."),
            code="password_too_weak",
        )

    def get_help_text(self) -> str:
        """Say in one line what a password must be."""
        return _("Six random words are strong and easy to remember. You may also choose your own.")


def _known(user: User | None) -> list[str]:
    known = ["komek"]
    if user is not None:
        known += [user.name, user.email, *user.name.split(), user.email.partition("@")[0]]
    return [word for word in known if word]
