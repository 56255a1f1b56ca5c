"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Staff pages: urls, views, forms, templates; no tables."""

    name = "komek.doors.desk"
    label = "desk"
