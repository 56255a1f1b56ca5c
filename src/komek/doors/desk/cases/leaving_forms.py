"""Forms of handing over, printing, copying and erasing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases.actions.exporting import PRINTABLE
from komek.doors.desk.cases import choices, client_texts
from komek.doors.face.forms import FaceForm


class HandOverForm(FaceForm):
    """Who works on the case, and who stands in."""

    worker = forms.ChoiceField(label=_("Worker"))
    deputy = forms.ChoiceField(label=_("Deputy"), required=False)

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(key), name) for key, name in colleagues.items()]
        self.fields["worker"].choices = listed  # type: ignore[attr-defined]
        self.fields["deputy"].choices = [("", _("Nobody")), *listed]  # type: ignore[attr-defined]


class PrintForm(FaceForm):
    """Which parts of the file go on paper."""

    groups = forms.MultipleChoiceField(
        label=_("What is printed"),
        help_text=_("Only what the reader needs. Every page bears your name, your organisation and the day."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = choices.of("consent_field_group", PRINTABLE)  # type: ignore[attr-defined]


class LanguageForm(FaceForm):
    """In which language she gets the paper."""

    language = forms.ChoiceField(label=_("Language of the person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = client_texts.spoken()  # type: ignore[attr-defined]


class EraseFileForm(LanguageForm):
    """Why it is erased, in which language she gets the slip, and that it is meant."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect, initial="wish")
    sure = forms.BooleanField(label=_("I have read what goes and what stays. It cannot be undone."))

    field_order = ("reason", "language", "sure")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(people.REASONS.items())  # type: ignore[attr-defined]
