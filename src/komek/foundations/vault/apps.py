"""The vault as a Django app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys, and everything that is sealed with them."""

    name = "komek.foundations.vault"
    label = "vault"
