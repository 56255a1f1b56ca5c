"""The room of jobs."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Has no tables of its own: Procrastinate brings them."""

    name = "komek.foundations.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Read `nightly.py` of every room, so that each duty is known."""
        autodiscover_modules("nightly")
