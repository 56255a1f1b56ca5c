"""What the forms of a person's pages share: every question may be skipped, a reason is kept, lists come from codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from komek.doors.desk.cases import choices
from komek.doors.face.forms import FaceForm, MissableCharField, MissableChoiceField
from komek.kernel.missing import Missing

BLANK = ("", "—")
LONGEST = 120
DAY = {"type": "date"}


def name_part(label: Any, **kwargs: Any) -> MissableCharField:
    """Make a field for one part of a name."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return MissableCharField(label=label, max_length=LONGEST, required=False, widget=widget, **kwargs)


def coded(label: Any, **kwargs: Any) -> MissableChoiceField:
    """Make a field for one code of a list, which the form fills in."""
    return MissableChoiceField(label=label, required=False, choices=[BLANK], **kwargs)


def whole_day(label: Any, **kwargs: Any) -> forms.DateField:
    """Make a field for a whole day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **kwargs)


class ListedForm(FaceForm):
    """A form whose choices come from code lists, in the reader's language; `lists` names them."""

    lists: Mapping[str, str] = {}
    countries: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, listed in self.lists.items():
            only = [each for each in choices.of(listed) if each[0] != "unknown"]
            self._choose(field, [BLANK, *only])
        for field in self.countries:
            self._choose(field, choices.countries())

    def _choose(self, field: str, listed: Any) -> None:
        self.fields[field].choices = listed  # type: ignore[attr-defined]

    def told(self, *names: str) -> dict[str, Any]:
        """Give what was answered; what stands empty was not asked."""
        return {field: or_not_asked(self.cleaned_data[field]) for field in names}


def or_not_asked(value: Any) -> Any:
    """Turn what stands empty into "not asked"; several values come as a tuple."""
    if isinstance(value, list):
        value = tuple(value)
    return value or Missing.NOT_ASKED


def shown(value: Any) -> Any:
    """Show an answer, or the reason that was given; what was not asked stands empty."""
    return None if value is Missing.NOT_ASKED else value
