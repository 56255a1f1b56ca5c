"""The face as a Django app, so that its templates and static files are found."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FaceConfig(AppConfig):
    """Owns no table and no URL."""

    name = "komek.doors.face"
    label = "face"
    verbose_name = _("Look of the pages")
