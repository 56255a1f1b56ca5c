"""Fields that know how people answer: not at all, in part, or with a reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from komek.doors.face.widgets import Answered, MissableInput, PartialDateInput, Parts, Segments
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

ANSWERS = (
    ("yes", _("Yes")),
    ("no", _("No")),
    ("unknown", _("Not known")),
    ("not_asked", _("Not asked")),
)


class AnswerField(forms.ChoiceField):
    """A question with all its answers visible; untouched it stays "not asked"."""

    widget = Segments
    mark_optional = False

    def __init__(self, *, choices: Any = ANSWERS, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("initial", Missing.NOT_ASKED.value)
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: Any) -> Any:
        if value in self.empty_values and not self.required:
            return self.initial
        return super().clean(value)


class PartialDateField(forms.Field):
    """A date of which any part may be unknown; gives a PartialDate, or None if nothing was typed."""

    widget: forms.Widget | type[forms.Widget] = PartialDateInput
    default_error_messages = {
        "number": _("Write the day and the year in figures, for example 12 and 1998."),
        "impossible": _("This date does not exist. Check the day, the month and the year."),
    }

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        parts = value if isinstance(value, Parts) else Parts("", "", "")
        if not any(parts):
            return None
        if not all(part.isascii() and part.isdigit() for part in parts if part):
            raise ValidationError(self.error_messages["number"], code="number")
        try:
            return PartialDate(*(int(part) if part else None for part in parts))
        except ValueError as error:
            raise ValidationError(self.error_messages["impossible"], code="impossible") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


class MissableMixin(forms.Field):
    """Lets any field carry a reason instead of a value: put it before the field class.

    The cleaned value is the field's own, or a `Missing`.
    """

    def __init__(self, *args: Any, missing: Sequence[Missing] = tuple(Missing), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner = self.widget() if isinstance(self.widget, type) else self.widget
        self.widget = MissableInput(inner, missing)
        self.error_messages.setdefault("both", _("Give either an answer or the reason why there is none."))
        self.error_messages.setdefault("code", _("Choose one of the reasons in the list."))

    def clean(self, value: Any) -> Any:
        answered = value if isinstance(value, Answered) else Answered(value, "")
        if not answered.code:
            return super().clean(answered.raw)
        if answered.code not in set(Missing):
            raise ValidationError(self.error_messages["code"], code="code")
        if not _blank(answered.raw):
            raise ValidationError(self.error_messages["both"], code="both")
        return Missing(answered.code)

    def prepare_value(self, value: Any) -> Answered:
        if isinstance(value, Answered):
            return Answered(super().prepare_value(value.raw), value.code)
        if isinstance(value, Missing):
            return Answered(None, value.value)
        return Answered(super().prepare_value(value), "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        answered = data if isinstance(data, Answered) else Answered(data, "")
        if isinstance(initial, Missing):
            return answered.code != initial.value
        return bool(answered.code) or super().has_changed(initial, answered.raw)


class MissableCharField(MissableMixin, forms.CharField):
    """A text, or the reason why there is none."""


class MissableIntegerField(MissableMixin, forms.IntegerField):
    """A number, or the reason why there is none."""


class MissableChoiceField(MissableMixin, forms.ChoiceField):
    """One of some choices, or the reason why there is none."""


class MissablePartialDateField(MissableMixin, PartialDateField):
    """A partial date, or the reason why there is none."""


def _blank(raw: Any) -> bool:
    return not any(raw) if isinstance(raw, Parts) else raw in (None, "", [], ())
