"""Forms of facts: a value with its time and its source, the next look, the filter of the list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from komek.doors.desk.cases.forms import DAY
from komek.doors.desk.guide import marks
from komek.doors.face.forms import FaceForm
from komek.foundations import places
from komek.knowledge.guide.actions.values import Source, Value
from komek.knowledge.guide.models.codes import KEY
from komek.knowledge.guide.nouns import DESTINATIONS, NATIONALITIES

NEXT_LOOK = 180
"""Days until the next look, where the editor says nothing else."""
UNITS = (
    ("", pgettext_lazy("unit", "in words or a bare number")),
    ("days", _("days")),
    ("working days", _("working days")),
    ("calendar days", _("calendar days")),
    ("days in 180", _("days in any 180 days")),
    ("months", _("months")),
    ("years", _("years")),
    ("date", _("a day, as 2026-12-31")),
    ("RUB", _("roubles")),
    ("KZT", _("tenge")),
    ("KGS", _("som")),
    ("USD", _("US dollars")),
    ("MCI", _("monthly calculation indices (MCI)")),
    ("text", _("words")),
)


def next_look() -> date:
    """Give the day of the next look, where the editor says nothing else."""
    return timezone.localdate() + timedelta(days=NEXT_LOOK)


class LookForm(FaceForm):
    """When somebody must look again."""

    next_review = forms.DateField(label=_("Look again on"), widget=DAY, initial=next_look)


class ValueForm(FaceForm):
    """What a source says: for whom, the value, from when until when."""

    nationality = forms.ChoiceField(label=_("For which passport"), required=False)
    value = forms.CharField(label=_("Value"), max_length=120, required=False)
    unit = forms.ChoiceField(label=pgettext_lazy("of a value", "Unit"), required=False)
    since = forms.DateField(
        label=_("Holds from"), widget=DAY, required=False, help_text=_("Empty: it was so all along.")
    )
    until = forms.DateField(
        label=_("Holds until, this day not included"),
        widget=DAY,
        required=False,
        help_text=_("After it readers are told that the rule is being checked, until you put the next value."),
    )
    publisher = forms.CharField(
        label=_("Who says so"), max_length=400, help_text=_("The law with its article, the authority, the page.")
    )
    url = forms.URLField(label=_("Address of the page"), max_length=300, required=False, assume_scheme="https")
    says = forms.CharField(
        label=_("What it says, word for word"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    dated = forms.RegexField(
        label=_("When that was written"),
        regex=r"^\d{4}(-\d{2}){0,2}$",
        required=False,
        help_text=_("As 2026, 2026-11 or 2026-11-30."),
        error_messages={"invalid": _("Write it as 2026, 2026-11 or 2026-11-30.")},
    )

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(UNITS)
        units = [*UNITS, *([(unit, unit)] if unit and unit not in known else [])]
        passports = [("", marks.place("")), *((each, marks.place(each)) for each in (*NATIONALITIES, "AM", "BY", "RU"))]
        for name in ("nationality", "value", "unit"):
            self.fields[name].mark_optional = False  # type: ignore[attr-defined] # some rules have no number
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["nationality"].choices = passports  # type: ignore[attr-defined]

    def told(self, country: str) -> Value:
        """Give the value that was typed."""
        said = self.cleaned_data
        return Value(said["value"].strip(), said["unit"], country, said["since"], said["until"])

    def source(self) -> Source:
        """Give who says so."""
        said = self.cleaned_data
        return Source(said["publisher"], said["url"], said["says"], said["dated"])


class ChangeForm(ValueForm):
    """A new value: confirmed by who types it, shown in every channel."""

    older = forms.ChoiceField(
        label=_("The sources of the earlier value"),
        widget=forms.RadioSelect,
        initial="over",
        choices=(
            ("over", _("are out of date: they end where this value begins")),
            ("beside", _("still say otherwise: readers see that sources differ")),
        ),
    )
    next_review = forms.DateField(label=_("Look again on"), widget=DAY, initial=next_look)


class NewFactForm(ChangeForm):
    """A fact that was not there before."""

    key = forms.RegexField(
        label=_("Name of the fact"),
        regex=KEY,
        help_text=_("Like ru.registration.stay: country, matter, what."),
        error_messages={"invalid": _("Write small letters, digits, dots and lines.")},
    )
    field_order = ("key",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["older"]


class FactFilter(FaceForm):
    """Which facts are listed."""

    q = forms.CharField(label=_("Name or value"), required=False, max_length=80)
    country = forms.ChoiceField(label=_("Country"), required=False)
    mark = forms.ChoiceField(label=_("How sure"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lands = dict.fromkeys((*DESTINATIONS, *NATIONALITIES))
        countries = [("", _("All countries")), *((each, marks.place(each)) for each in lands)]
        sure = [("", _("All")), *((code, words) for code, (words, _kind, _icon) in marks.MARKS.items())]
        self.fields["country"].choices = countries  # type: ignore[attr-defined]
        self.fields["mark"].choices = sure  # type: ignore[attr-defined]


def country_of(key: str) -> str:
    """Give the country whose rule a fact is, by the beginning of its name."""
    first = key.split(".", maxsplit=1)[0].upper()
    return first if first in {land.code for land in places.countries()} else ""
