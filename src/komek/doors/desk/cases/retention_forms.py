"""Forms of the time that files are kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from komek.care.cases.models.retention import ACTIONS, KINDS, MOST_MONTHS
from komek.care.cases.retention.nouns import ACTION_LABELS, BASIS_LABELS, HOUSE, LABELS
from komek.doors.desk.cases.agreement_forms import TEXT
from komek.doors.desk.cases.forms import DAY
from komek.doors.face.forms import FaceForm


class TimeForm(FaceForm):
    """Keep a file longer, or, where its time is over, confirm that it is erased."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=(("keep", _("Keep it longer")), ("erase", _("Erase it for ever"))),
    )
    until = forms.DateField(label=_("Keep it until"), widget=DAY, required=False)
    words = forms.CharField(
        label=_("Why it is still needed"),
        help_text=_("For example: a court case, a claim, the wish of the person. The person may read it."),
        widget=TEXT,
        max_length=4000,
        required=False,
    )
    sure = forms.BooleanField(
        label=_("I have read what goes and what stays. It cannot be undone."),
        help_text=_("Only if the file is erased."),
        required=False,
    )

    def __init__(self, *args: Any, may_erase: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_erase:
            del self.fields["decision"], self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        """Ask for what the decision needs."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("decision") == "erase":
            if not given.get("sure"):
                self.add_error("sure", _("Please read it, and say that you have."))
        elif "until" in given and given["until"] is None:
            self.add_error("until", _("Please fill this in."))
        return given


class RuleForm(FaceForm):
    """How long files of one kind are kept."""

    kind = forms.ChoiceField(label=_("Which files"), choices=[(kind, LABELS[kind]) for kind in KINDS])
    months = forms.IntegerField(label=_("Months until they end"), min_value=1, max_value=MOST_MONTHS)
    action = forms.ChoiceField(
        label=_("What then"), widget=forms.RadioSelect, choices=[(each, ACTION_LABELS[each]) for each in ACTIONS]
    )
    basis = forms.ChoiceField(
        label=_("What it rests on"), choices=[item for item in BASIS_LABELS.items() if item[0] != HOUSE]
    )


class AgreeForm(FaceForm):
    """What the second person says to a rule that erases sooner."""

    agreed = forms.ChoiceField(
        label=_("Your decision"), widget=forms.RadioSelect, choices=(("yes", _("Yes")), ("no", _("No")))
    )
