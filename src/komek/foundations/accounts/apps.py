"""Accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users of the house, and how they sign in."""

    name = "komek.foundations.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the check that no account opens with a password alone outside the demo."""
        from komek.foundations.accounts import checks, queries  # noqa: F401, PLC0415
