"""The room of the cases as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "komek.care.cases"
    label = "cases"

    def ready(self) -> None:
        """Answer what the room of the people asks: may the consulate be contacted, what is held, how is it erased."""
        from komek.care import people  # noqa: PLC0415 - the tables are there only now
        from komek.care.cases import sharing  # noqa: PLC0415
        from komek.care.cases.actions import erasing, exporting  # noqa: PLC0415
        from komek.care.cases.queries import deadlines  # noqa: PLC0415
        from komek.care.cases.register import erasing as of_registers  # noqa: PLC0415
        from komek.care.cases.retention import erasing as of_times  # noqa: PLC0415

        people.CONSULATE.append(sharing.may_contact_consulate)
        people.STAY_WRITTEN.append(deadlines.refresh_of)
        told = _("Everything that was told, written down and agreed in the cases")
        people.ERASERS.add(people.Eraser("cases", told, exporting.export_sections, erasing.erase_cases))
        people.ERASERS.add(people.Eraser("register", of_registers.LABEL, of_registers.export, of_registers.erase))
        people.ERASERS.add(people.Eraser("retention", of_times.LABEL, of_times.export, of_times.erase))
