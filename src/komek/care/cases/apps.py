"""The room of the cases as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "komek.care.cases"
    label = "cases"

    def ready(self) -> None:
        """Answer what the room of the people asks: may the consulate be contacted, what is held, how is it erased."""
        from komek.care import people  # noqa: PLC0415 - the tables are there only now
        from komek.care.cases import sharing  # noqa: PLC0415

        people.CONSULATE.append(sharing.may_contact_consulate)
