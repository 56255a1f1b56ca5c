"""The form of a watch."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from komek.doors.face.forms import FaceForm
from komek.foundations import places
from komek.foundations.inbox.actions import SPOKEN
from komek.foundations.inbox.models import Watch

FIRST = ("RU", "KZ", "UZ", "KG", "TJ", "TM", "KR", "TR")
"""Countries that stand first in the list: where most people are who write."""

WEEKDAYS = [(day, dates.WEEKDAYS[day - 1]) for day in range(1, 8)]
TICKS = forms.CheckboxSelectMultiple(attrs={"class": "two"})
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WatchForm(FaceForm):
    """When an organisation reads, for whom, and after how long the next one is asked."""

    country = forms.ChoiceField(label=_("People in which country"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages you read"),
        help_text=_("None ticked: every language. Uzbek is one language, whatever its letters."),
        widget=TICKS,
        required=False,
    )
    weekdays = forms.TypedMultipleChoiceField(label=_("Days"), choices=WEEKDAYS, coerce=int, widget=TICKS)
    begins = forms.TimeField(label=_("From"), widget=CLOCK, help_text=_("By the clock of your organisation."))
    ends = forms.TimeField(
        label=_("Until"),
        widget=CLOCK,
        help_text=_("Earlier than the beginning: on the next day. The same as the beginning: day and night."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes until the next organisation is asked"),
        help_text=_("People who write are told this number, until your own usual time is known."),
        min_value=5,
        max_value=24 * 60,
        initial=15,
    )
    rank = forms.IntegerField(
        label=_("Place in the row"), help_text=_("1 reads first."), min_value=1, max_value=9, initial=1
    )
    fallback = forms.BooleanField(
        label=_("Read also at other hours, if nobody else does"),
        help_text=_("Messages are then sealed to you at every hour; you read them when you come."),
        required=False,
    )

    def __init__(self, *args: Any, language: str, watch: Watch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_of(watch), **kwargs)
        countries = sorted(places.countries(), key=lambda each: each.name(language))
        first = [(code, places.name(code, language)) for code in FIRST]
        rest = [(each.code, each.name(language)) for each in countries if each.code not in FIRST]
        self.fields["country"].choices = [("", _("Every country")), *first, *rest]  # type: ignore[attr-defined]
        names = dict(settings.LANGUAGES)
        self.fields["languages"].choices = [(code, names[code]) for code in SPOKEN]  # type: ignore[attr-defined]


def _of(watch: Watch | None) -> dict[str, Any]:
    if watch is None:
        return {"weekdays": list(range(1, 8)), "begins": time(9), "ends": time(18), "minutes": 15, "rank": 1}
    names = ("country", "languages", "weekdays", "begins", "ends", "minutes", "rank", "fallback")
    return {name: getattr(watch, name) for name in names}
