"""Notices as a Django app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """The outbox of notices to staff, and how each wants to be told."""

    name = "komek.foundations.notify"
    label = "notify"

    def ready(self) -> None:
        """Enter the duty that sends."""
        from komek.foundations.notify import nightly  # noqa: F401, PLC0415
