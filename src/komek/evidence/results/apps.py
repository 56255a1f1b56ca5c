"""The results room as a Django app."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "komek.evidence.results"
    label = "results"

    def ready(self) -> None:
        """Look at the indicators before the start."""
        from komek.evidence.results import startup  # noqa: F401, PLC0415
