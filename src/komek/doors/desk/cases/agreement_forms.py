"""Forms of consents, of acting without one, of passing something on, and of approvals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from komek.care.cases.actions.approvals import ENFORCED
from komek.care.cases.agreement import Recipient, usual_end
from komek.care.cases.texts import LANGUAGES, texts
from komek.doors.desk.cases import choices, client_texts
from komek.doors.desk.cases.forms import DAY
from komek.doors.face.forms import FaceForm
from komek.kernel.errors import Text

House = Sequence[tuple[UUID, str]]
GROUPS = ("identity", "contact", "story", "medical", "legal", "operational")
TEXT = forms.Textarea(attrs={"rows": 3})


def plain_groups() -> list[tuple[str, Text]]:
    """Name the field groups in the plain words that the client reads, in the colleague's language."""
    language = get_language() or "en"
    said = texts(language if language in LANGUAGES else "en")
    return [(group, said.say("group", group)) for group in GROUPS]


class RecipientForm(FaceForm):
    """To whom: an organisation of the house, or a body outside; and which parts of the file."""

    recipient = forms.ChoiceField(label=_("Who receives it"))
    recipient_name = forms.CharField(
        label=_("Name there"),
        help_text=_("Only for a body outside: its name, or whom you speak with."),
        max_length=200,
        required=False,
    )
    groups = forms.MultipleChoiceField(
        label=_("What exactly"), widget=forms.CheckboxSelectMultiple, choices=plain_groups, required=False
    )

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = [(f"organisation:{key}", name) for key, name in house]
        outside = [
            (f"body:{code}", label) for code, label in choices.of("recipient_body") if code != "own_organisation"
        ]
        grouped: Any = [("", "—"), (_("Organisations in Komek"), inside), (_("Bodies outside"), outside)]
        self.fields["recipient"].choices = [each for each in grouped if each[1]]  # type: ignore[attr-defined]

    @property
    def to(self) -> Recipient:
        """Say who receives, once the form is valid."""
        kind, _colon, key = self.cleaned_data["recipient"].partition(":")
        name = self.cleaned_data["recipient_name"]
        return Recipient(UUID(key), name=name) if kind == "organisation" else Recipient(body=key, name=name)

    @property
    def to_words(self) -> Text:
        """Name the recipient for a text, as far as the form says it; also while it is being filled in."""
        value = self["recipient"].value() or ""
        typed = str(self["recipient_name"].value() or "")
        listed = self.fields["recipient"].choices  # type: ignore[attr-defined]
        labels = {key: label for _title, inside in listed if not isinstance(inside, str) for key, label in inside}
        named: Text = labels.get(value, "") if value else ""
        return typed or named


class ConsentForm(RecipientForm):
    """Her answer to one question: who may receive what, for what, until when."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=(("given", _("Yes")), ("refused", _("No"))),
    )
    purpose = forms.ChoiceField(label=_("What for"))
    expires_on = forms.DateField(
        label=_("Last day"), help_text=_("Left empty, the usual length for this purpose."), widget=DAY, required=False
    )
    form = forms.ChoiceField(label=_("How it was said"), initial="written")
    giver = forms.ChoiceField(label=_("Who said it"), initial="individual")
    language = forms.ChoiceField(label=_("Language of the text"))
    witness = forms.CharField(label=_("Witness"), max_length=200, required=False)
    interpreter = forms.CharField(label=_("Interpreter"), max_length=200, required=False)
    guardian = forms.CharField(label=_("Guardian"), max_length=200, required=False)
    child_view = forms.CharField(label=_("What the child thinks"), widget=TEXT, max_length=4000, required=False)
    own_wish = forms.BooleanField(
        label=_("The person asked for it"),
        help_text=_("Needed for media, and for what the person refused before."),
        required=False,
    )
    words = forms.CharField(label=_("Note"), widget=TEXT, max_length=4000, required=False)
    field_order = ("purpose", "recipient", "recipient_name", "groups", "language", "answer")

    def __init__(self, *args: Any, house: House, refused: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, house=house, **kwargs)
        purposes = choices.of("consent_purpose")
        may_be_asked = [("", "—"), *(each for each in purposes if each[0] not in refused)]
        closed = [each for each in purposes if each[0] in refused]
        listed: dict[str, Any] = {
            "purpose": [*may_be_asked, (_("Refused before: only if the person asks for it"), closed)]
            if closed
            else may_be_asked,
            "form": choices.of("consent_form"),
            "giver": choices.of("consent_giver"),
            "language": client_texts.spoken(),
        }
        for name, choice in listed.items():
            self.fields[name].choices = choice  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A yes names groups and has a last day; a no needs neither."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("answer") == "given":
            if not said.get("groups"):
                self.add_error("groups", _("Nothing is chosen. Choose what exactly may be passed on."))
            if not said.get("expires_on") and said.get("purpose"):
                said["expires_on"] = usual_end(said["purpose"])
        return said


class WithdrawForm(FaceForm):
    """Why she takes it back; she need not say."""

    reason = forms.ChoiceField(label=_("Reason, if one is given"), initial="no_reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices.of("withdrawal_reason")  # type: ignore[attr-defined]


class BasisForm(RecipientForm):
    """Why without her: basis, motive, and the mark that one person alone must act now."""

    basis = forms.ChoiceField(label=_("Legal basis"))
    motive = forms.CharField(
        label=_("Why the person is not asked"),
        help_text=_("In a sentence or two. A second person reads it, and one day the person may read it too."),
        widget=TEXT,
        max_length=4000,
    )
    danger = forms.BooleanField(
        label=_("A life is in danger: I act now, alone"),
        help_text=_(
            "It opens at once. A second person must sign within 24 hours; until then it is shown to everybody."
        ),
        required=False,
    )
    field_order = ("basis", "recipient", "recipient_name", "groups", "motive", "danger")

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, house=house, **kwargs)
        listed = choices.of("legal_basis_without_consent", blank="—")
        self.fields["basis"].choices = listed  # type: ignore[attr-defined]


class SecondForm(FaceForm):
    """What the second person says to it."""

    words = forms.CharField(
        label=_("Your reasons"),
        help_text=_("Required if you do not sign."),
        widget=TEXT,
        max_length=4000,
        required=False,
    )


class ToldForm(FaceForm):
    """The day on which she was told."""

    told_on = forms.DateField(label=_("The person was told on"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].initial = timezone.localdate


class DiscloseForm(FaceForm):
    """Pass something on to a body outside: what goes is read from the consent or the basis, never picked by hand."""

    ground = forms.ChoiceField(label=_("It rests on"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("To whom there"), max_length=200, required=False)
    words = forms.CharField(
        label=_("What was handed over"),
        help_text=_("For example: a letter and two copies. Not the content."),
        widget=TEXT,
        max_length=4000,
        required=False,
    )

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]


class AskForm(FaceForm):
    """What a supervisor is asked to decide."""

    kind = forms.ChoiceField(label=_("What is to be approved"))
    words = forms.CharField(label=_("Why"), widget=TEXT, max_length=4000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices.of("approval_kind", ENFORCED, blank="—")  # type: ignore[attr-defined]


class DecideForm(FaceForm):
    """A supervisor's yes or no."""

    approved = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=(("yes", _("Yes")), ("no", _("No"))),
    )
    words = forms.CharField(
        label=_("Reasons"), help_text=_("A no needs a reason."), widget=TEXT, max_length=4000, required=False
    )


class RulesForm(FaceForm):
    """What wants an approval in this organisation."""

    kinds = forms.MultipleChoiceField(
        label=_("An approval is wanted before"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = choices.of("approval_kind", ENFORCED)  # type: ignore[attr-defined]
