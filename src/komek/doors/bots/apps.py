"""The bots as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class BotsConfig(AppConfig):
    """Conversations of a day."""

    name = "komek.doors.bots"
    label = "bots"

    def ready(self) -> None:
        """Register how this room tells people and colleagues that something waits."""
        import_module("komek.doors.bots.news").register()
