"""The ledger room as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    name = "komek.foundations.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Read `measures.py` of every room, so that each measure is known and looked at before the start."""
        autodiscover_modules("measures")
        from komek.foundations.ledger import startup  # noqa: F401, PLC0415
