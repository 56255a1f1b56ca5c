"""The kiosk as a Django app, so that its templates and static files are found."""

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """Owns no table."""

    name = "komek.doors.kiosk"
    label = "kiosk"
