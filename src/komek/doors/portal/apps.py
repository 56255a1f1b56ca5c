"""The portal as a Django app, so that its templates are found."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Owns no table."""

    name = "komek.doors.portal"
    label = "portal"
