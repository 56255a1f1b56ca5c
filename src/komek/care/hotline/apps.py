"""The room of the hotline as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotlineConfig(AppConfig):
    name = "komek.care.hotline"
    label = "hotline"

    def ready(self) -> None:
        """Answer what other rooms ask: what did she tell the hotline, how is it forgotten, what did she say since?"""
        from komek.care import people  # noqa: PLC0415 - the tables are there only now
        from komek.care.cases.actions import erasing as of_cases  # noqa: PLC0415
        from komek.care.cases.queries import deadlines  # noqa: PLC0415
        from komek.care.hotline import erasing, queries  # noqa: PLC0415
        from komek.foundations import inbox  # noqa: PLC0415

        told = _("What was told to the hotline before the case was opened")
        people.ERASERS.add(people.Eraser("hotline", told, erasing.export, erasing.erase))
        for due in (deadlines.SOURCES, deadlines.AFTERWARDS):  # one calls her after the closing too
            due.append(queries.to_read)
        of_cases.ENDINGS.append(erasing.end_reminders)
        inbox.register_eraser(erasing.erase_copies)
