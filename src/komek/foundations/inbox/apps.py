"""The inbox as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Watches, and sealed messages from people without an account."""

    name = "komek.foundations.inbox"
    label = "inbox"

    def ready(self) -> None:
        """Register what this room does every minute and every night."""
        import_module("komek.foundations.inbox.nightly")
