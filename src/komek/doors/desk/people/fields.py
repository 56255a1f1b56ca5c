"""Fields that only the pages of a person need: telephones one a line, names one a line, several choices or a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.doors.face.forms import MissableMixin

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    Label = str | StrPromise


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}), **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the length of the whole open: the limit is that of a line."""
        return {}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        return tuple(line.strip() for line in text.splitlines() if line.strip())

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """A limit of length counts for each line."""
        for line in value:
            super().run_validators(line)


class PhonesField(LinesField):
    """Telephone numbers, one a line, as they are dialled here; gives each in its one form."""

    default_error_messages = {
        "phone": _("Line %(line)s is not a telephone number. Write it with the code of the country: +7 701 …"),
    }
    country = "KZ"

    def to_python(self, value: Any) -> Any:
        numbers = []
        for place, line in enumerate(super().to_python(value), start=1):
            number = people.normal_phone(line, self.country)
            if number is None:
                raise ValidationError(self.error_messages["phone"], code="phone", params={"line": place})
            numbers.append(number)
        return tuple(dict.fromkeys(numbers))


class MissablePhonesField(MissableMixin, PhonesField):
    """Telephone numbers, or the reason why there are none."""


class MissableManyField(MissableMixin, forms.MultipleChoiceField):
    """Several choices, or the reason why there is none."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "two"})


def short(label: Label, *, most: int = 200, help_text: Label = "") -> forms.CharField:
    """Make a field for a short text that may stay empty."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, help_text=help_text)


def long(label: Label, *, rows: int = 2, most: int = 2000, help_text: Label = "") -> forms.CharField:
    """Make a field for a few sentences that may stay empty."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, help_text=help_text)
