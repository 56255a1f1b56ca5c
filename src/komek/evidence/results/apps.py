"""The results room as a Django app."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "komek.evidence.results"
    label = "results"
