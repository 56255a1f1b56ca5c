"""Forms about colleagues and keys. Roles and circles come from the tables of `orgs`, never typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from komek.doors.desk.page import attempt
from komek.doors.face.forms import FaceForm
from komek.foundations.orgs import rules
from komek.foundations.orgs.models import CIRCLES, ROLE_LABELS
from komek.kernel import codes


def posted(request: HttpRequest, form: forms.Form) -> bool:
    """Say whether the form was sent and is right."""
    return request.method == "POST" and form.is_valid()


def acted(request: HttpRequest, form: forms.Form, verb: Callable[..., object], **given: object) -> bool:
    """Say whether the form was sent, is right, and its verb is done; an error of the house lands on the form."""
    return posted(request, form) and attempt(form, verb, **form.cleaned_data, **given) is not None


class RolesForm(FaceForm):
    """Roles, and the circles she should be in."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, ROLE_LABELS[role]) for role in rules.GRANTABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    circles = forms.MultipleChoiceField(
        label=_("Circles"),
        choices=[(kind, label) for kind, (label, _roles) in CIRCLES.items()],
        required=False,
        help_text=_("Whose files she should open. A member of the circle lets her in after a call; you cannot."),
        widget=forms.CheckboxSelectMultiple,
    )


class InviteForm(RolesForm):
    """An address, roles and circles."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("She signs in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "roles", "circles")


class RemoveForm(FaceForm):
    """Why somebody goes: a code, never a story."""

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = codes.get("deactivation_reason").choices()  # type: ignore[attr-defined]


class ResetForm(FaceForm):
    """Whether the second factor begins anew as well."""

    factor_lost = forms.BooleanField(label=_("Her phone is gone too: the second factor begins anew"), required=False)


class AdmitForm(FaceForm):
    """The digits as they were heard."""

    fingerprint = forms.CharField(
        label=_("The digits she reads to you"),
        help_text=_("Type what you hear. Do not copy from this or any other screen."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class SheetsForm(FaceForm):
    """How many sheets, and how many of them open the safe."""

    shares = forms.IntegerField(label=_("How many sheets"), min_value=3, max_value=rules.MOST_SHEETS, initial=3)
    threshold = forms.IntegerField(
        label=_("How many of them are needed"),
        min_value=2,
        max_value=rules.MOST_SHEETS - 1,
        initial=2,
        help_text=_("Fewer than there are, so that a lost sheet does no harm; two at least, so that no thief does."),
    )


class ConfirmSheetsForm(FaceForm):
    """The check number of each sheet, read from the paper."""

    codes = forms.CharField(
        label=_("Check numbers of all sheets"),
        help_text=_("Each sheet bears one below its words. Type them all, with spaces between."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_codes(self) -> list[str]:
        """Take the numbers apart."""
        return str(self.cleaned_data["codes"]).split()


class UseSheetsForm(FaceForm):
    """The words of as many sheets as are needed."""

    sheets = forms.CharField(
        label=_("Words of the sheets"),
        help_text=_("One sheet per line. The first four letters of each word are enough."),
        max_length=6000,
        strip=True,
        widget=forms.Textarea(
            attrs={"rows": 8, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_sheets(self) -> list[str]:
        """Take the sheets apart, a line each."""
        return [line for line in str(self.cleaned_data["sheets"]).splitlines() if line.strip()]
