"""Checks address and password with one run of Argon2, whether or not the user exists."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from komek.foundations import vault
from komek.foundations.accounts import queries, unlocking
from komek.foundations.accounts.models import User


class VaultBackend(BaseBackend):
    """Lets the vault check the password and hold the wrapping half of the key for the second factor."""

    def authenticate(self, request: HttpRequest | None, email: str = "", password: str = "", **_: Any) -> User | None:
        """Give the user if the password is hers. An unknown address costs the same work as a wrong password.

        A password that was changed outside the vault lets her in, to a keyring that stays shut.
        Raises `vault.Busy` when the machine is checking other passwords.
        """
        if request is None or not password:
            return None
        user = queries.by_email(email)
        if user is None:
            vault.spend(password)
            return None
        if not user.check_password(password):
            return None
        with suppress(vault.KeyLost):
            unlocking.hold(request, user, password)
        return user

    def get_user(self, user_id: UUID) -> User | None:
        """Give the user of a session; one who was removed is nobody from that moment."""
        return User.objects.filter(pk=user_id, is_active=True).first()
