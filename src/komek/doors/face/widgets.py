"""Inputs of our own: segments, a partial date, a value with a reason for its absence."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

Posted = Mapping[str, Any]
Files = MultiValueDict[str, Any]

MISSING_LABELS = {
    Missing.NOT_ASKED: _("Not asked"),
    Missing.DECLINED: _("Does not want to say"),
    Missing.UNKNOWN: _("Does not know"),
    Missing.NOT_APPLICABLE: _("Does not apply"),
}


OURS = {
    "django/forms/widgets/radio.html": "face/forms/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "face/forms/widgets/choices.html",
}
"""Widgets of Django that would look foreign on our pages, and what draws them here."""


class Segments(forms.RadioSelect):
    """A few answers side by side, all visible: yes, no, unknown, not asked."""

    template_name = "face/forms/widgets/segments.html"


class Parts(NamedTuple):
    """A partial date as it was typed."""

    year: str
    month: str
    day: str


class PartialDateInput(forms.Widget):
    """Day, month and year, each of which may be left open."""

    template_name = "face/forms/widgets/partial_date.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        parts = self._parts(value)
        context["widget"]["parts"] = parts._asdict()
        context["widget"]["months"] = [
            {"value": str(number), "label": label, "selected": str(number) == parts.month.lstrip("0")}
            for number, label in MONTHS.items()
        ]
        context["widget"]["invalid"] = context["widget"]["attrs"].pop("aria-invalid", "")
        return context

    def value_from_datadict(self, data: Posted, files: Files, name: str) -> Parts:
        return Parts(*(str(data.get(f"{name}_{part}", "")).strip() for part in Parts._fields))

    def value_omitted_from_data(self, data: Posted, files: Files, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in Parts._fields)

    def first_id(self, id_: str) -> str:
        """Name the input that a link to the field should reach."""
        return f"{id_}_day"

    @staticmethod
    def _parts(value: Any) -> Parts:
        if isinstance(value, Parts):
            return value
        if isinstance(value, PartialDate):
            return Parts(*("" if part is None else str(part) for part in (value.year, value.month, value.day)))
        return Parts("", "", "")


class Answered(NamedTuple):
    """What was typed, and the reason chosen where nothing was."""

    raw: Any
    code: str


class MissableInput(forms.Widget):
    """Another widget with a small choice beside it: why there is no answer."""

    template_name = "face/forms/widgets/missable.html"

    def __init__(self, inner: forms.Widget, codes: Sequence[Missing], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.inner, self.codes = inner, tuple(codes)

    def __deepcopy__(self, memo: dict[int, Any]) -> "MissableInput":
        twin = copy.copy(self)
        twin.attrs, twin.inner = self.attrs.copy(), copy.deepcopy(self.inner, memo)
        memo[id(self)] = twin
        return twin

    @property
    def use_fieldset(self) -> bool:  # type: ignore[override]  # a fieldset exactly when the inner widget needs one
        return self.inner.use_fieldset

    @property
    def choices(self) -> Any:
        """The choices of the inner widget, where it has some."""
        return getattr(self.inner, "choices", ())

    @choices.setter
    def choices(self, choices: Any) -> None:
        if hasattr(self.inner, "choices"):
            self.inner.choices = choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        answered = value if isinstance(value, Answered) else Answered(value, "")
        context = super().get_context(name, None, attrs)
        inner = self.inner.get_context(name, answered.raw, attrs)["widget"]
        context["widget"]["inner"] = inner | {"template_name": OURS.get(inner["template_name"], inner["template_name"])}
        context["widget"]["codes"] = [
            {"value": code.value, "label": MISSING_LABELS[code], "selected": code.value == answered.code}
            for code in self.codes
        ]
        return context

    def value_from_datadict(self, data: Posted, files: Files, name: str) -> Answered:
        return Answered(self.inner.value_from_datadict(data, files, name), str(data.get(f"{name}_missing", "")))

    def value_omitted_from_data(self, data: Posted, files: Files, name: str) -> bool:
        return f"{name}_missing" not in data and self.inner.value_omitted_from_data(data, files, name)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return self.inner.id_for_label(id_)

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def first_id(self, id_: str) -> str:
        """Name the input that a link to the field should reach."""
        return first_id(self.inner, id_)


def first_id(widget: forms.Widget, id_: str) -> str:
    """Name the first input of any widget, where a link from the error summary lands."""
    if isinstance(widget, MissableInput | PartialDateInput):
        return widget.first_id(id_)
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{id_}_0"
    return widget.id_for_label(id_) or id_
