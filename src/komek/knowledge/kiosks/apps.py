"""The kiosks as a Django app."""

from django.apps import AppConfig


class KiosksConfig(AppConfig):
    """Owns the tables of kiosks, of bundles that were made, and of keys that were lost."""

    name = "komek.knowledge.kiosks"
    label = "kiosks"
