"""The room of the cases as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "komek.care.cases"
    label = "cases"
