"""Organisations as a Django app."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Organisations, their members, and the circles of keys they share."""

    name = "komek.foundations.orgs"
    label = "orgs"
