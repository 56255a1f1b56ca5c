"""The audit room as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "komek.foundations.audit"
    label = "audit"
