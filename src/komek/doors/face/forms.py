"""How forms look: one renderer, one bound field, one base form. Works for other packages' forms too."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from komek.doors.face.fields import (
    ANSWERS,
    AnswerField,
    MissableCharField,
    MissableChoiceField,
    MissableIntegerField,
    MissableMixin,
    MissablePartialDateField,
    PartialDateField,
)
from komek.doors.face.widgets import OURS, MissableInput, PartialDateInput, Segments, first_id

__all__ = [
    "ANSWERS",
    "AnswerField",
    "FaceForm",
    "FaceRenderer",
    "MissableCharField",
    "MissableChoiceField",
    "MissableInput",
    "MissableIntegerField",
    "MissableMixin",
    "MissablePartialDateField",
    "PartialDateField",
    "PartialDateInput",
    "Segments",
]

REPLACED = {
    **OURS,
    "django/forms/errors/list/default.html": "face/forms/error_list.html",
    "django/forms/errors/list/ul.html": "face/forms/error_list.html",
}
"""Django's own templates that would look foreign on our pages, so that no widget needs to be told."""


class FaceBoundField(BoundField):
    """A field on a page: picks its template, and knows what the template must say."""

    @property
    def template_name(self) -> str:
        own: str | None = getattr(self.field, "template_name", None)
        if own:
            return own
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "face/forms/field_check.html"
        return "face/forms/field_group.html" if self.use_fieldset else "face/forms/field.html"

    @property
    def optional(self) -> bool:
        """Say whether the word "optional" stands beside the label."""
        return not self.field.required and not self.is_hidden and getattr(self.field, "mark_optional", True)

    @property
    def first_id(self) -> str:
        """Name the input that a link in the error summary reaches."""
        return first_id(self.field.widget, self.auto_id or self.html_name)

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if isinstance(widget or self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            built.pop("aria-invalid", None)  # the fieldset speaks for the group
        return built


class FaceRenderer(TemplatesSetting):
    """Renders every form of the house, and of the packages it uses, with our templates."""

    form_template_name = "face/forms/form.html"
    formset_template_name = "face/forms/formset.html"
    field_template_name = "face/forms/field.html"
    bound_field_class = FaceBoundField

    def get_template(self, template_name: str) -> Any:
        return super().get_template(REPLACED.get(template_name, template_name))


class FaceForm(forms.Form):
    """A form of the desk. `sections` groups long forms: (title, names of fields)."""

    required_css_class = ""
    sections: ClassVar[Sequence[tuple[str | Promise, Sequence[str]]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Please fill this in.")

    def get_context(self) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context()
        context["sections"] = [
            {"title": title, "fields": [self[name] for name in names if name in self.fields]}
            for title, names in self.sections
        ]
        return context
