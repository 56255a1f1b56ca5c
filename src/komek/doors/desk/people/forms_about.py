"""Forms about what belongs to a person: papers, relatives, interviews, the right to stay, a child's view, the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.people.nouns import Identity, Paper, Stay, Talk, Tie, View
from komek.doors.desk.people.asking import BLANK, LONGEST, ListedForm, coded, name_part, or_not_asked, shown, whole_day
from komek.doors.desk.people.fields import long, short
from komek.doors.face.forms import (
    AnswerField,
    FaceForm,
    MissableCharField,
    MissablePartialDateField,
    PartialDateField,
    Segments,
)
from komek.kernel.missing import Missing

SUSPECT = (("no", _("No")), ("yes", _("Yes")), ("unknown", _("Not sure")), ("not_asked", _("Not asked")))


class PaperForm(ListedForm):
    """One document, and in whose hands it is."""

    kind = forms.ChoiceField(label=_("Document"), choices=[BLANK])
    number = MissableCharField(
        label=_("Number"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    country = coded(_("Country"))
    issuer = short(_("Issued by"))
    expires = MissablePartialDateField(label=_("Valid until"), required=False)
    state = coded(_("Where it is"))
    withheld_by = short(_("Who withholds it"), help_text=_("Only if somebody keeps it from the person."))

    lists = {"kind": "document_kind", "state": "document_state"}
    countries = ("country",)

    def paper(self) -> Paper:
        """Read the document."""
        said = self.cleaned_data
        return Paper(
            kind=said["kind"],
            **self.told("number", "country", "expires", "state"),
            issuer=said["issuer"],
            withheld_by=said["withheld_by"],
        )

    @staticmethod
    def filled(paper: Paper) -> dict[str, Any]:
        """Fill the form with what is on record."""
        return {field: shown(value) for field, value in paper.values.items()}


class RelativeForm(ListedForm):
    """Somebody who belongs to a person: who, what she is to her, who speaks for whom."""

    kind = forms.ChoiceField(label=_("What is the other to this person?"), choices=[BLANK])
    guardian = forms.ChoiceField(
        label=_("Does one of them speak for the other by law?"),
        widget=forms.RadioSelect,
        choices=(
            ("no", _("No, or not known")),
            ("other", _("The other is the guardian of this person")),
            ("person", _("This person is the guardian of the other")),
        ),
        initial="no",
    )
    suspect = AnswerField(
        label=_("May the guardian be the suspect?"),
        help_text=_("Only a clear no lets a guardian sign for a child."),
        choices=SUSPECT,
    )
    given = name_part(_("Given name"))
    surname = name_part(_("Surname"))
    born = PartialDateField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[BLANK])
    words = long(_("Note"))

    lists = {"sex": "sex"}
    sections = (
        (_("Who it is"), ("given", "surname", "born", "sex")),
        (_("What ties them"), ("kind", "guardian", "suspect", "words")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("kind", [BLANK, *people.KIN.items()])

    def identity(self) -> Identity:
        """Read who the other is."""
        return Identity(**self.told("given", "surname", "born", "sex"))

    def tie(self) -> Tie:
        """Read what the other is to the person, seen from whom the guardian speaks for."""
        said = self.cleaned_data
        suspect = said["suspect"] if said["suspect"] != "not_asked" else Missing.NOT_ASKED
        tie = Tie(kind=said["kind"], guardian=said["guardian"] != "no", suspect=suspect, words=said["words"])
        return replace(people.inverse(tie), guardian=True) if self.guardian_is_person else tie

    @property
    def guardian_is_person(self) -> bool:
        """Say whether the person of the page is the guardian: then the tie is written from the other's side."""
        return bool(self.cleaned_data["guardian"] == "person")


class TalkForm(ListedForm):
    """One interview: when, in which language, through whom."""

    day = whole_day(_("Day"), initial=timezone.localdate)
    language = coded(_("Language"))
    interpreter = short(_("Interpreter"), help_text=_("Leave it empty if there was none."))
    vetting = forms.ChoiceField(label=_("How the interpreter was vetted"), required=False, choices=[BLANK])
    words = long(_("Note"), help_text=_("About the talk itself. What was told belongs into the case."))

    lists = {"language": "language", "vetting": "interpreter_vetting"}

    def talk(self) -> Talk:
        """Read the interview; without a name there was no interpreter."""
        said = self.cleaned_data
        alone = not said["interpreter"].strip()
        return Talk(
            **self.told("language"),
            interpreter=Missing.NOT_APPLICABLE if alone else said["interpreter"].strip(),
            vetting=Missing.NOT_APPLICABLE if alone else or_not_asked(said["vetting"]),
            words=said["words"],
        )


class VetoForm(FaceForm):
    """Whom the person will not have as interpreter."""

    name = forms.CharField(
        label=_("Whom the person will not have"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = long(_("What the person says about it"), help_text=_("Only if the person wants; no reason is needed."))


class StayForm(ListedForm):
    """On which basis she may stay, and until when."""

    basis = coded(_("Basis"))
    expires_on = whole_day(_("Until"), required=False, help_text=_("A reminder comes before this day."))
    number = MissableCharField(
        label=_("Number"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    issuer = short(_("Issued by"))
    words = long(_("Note"))

    lists = {"basis": "stay_basis"}

    def stay(self) -> Stay:
        """Read the right to stay."""
        said = self.cleaned_data
        return Stay(**self.told("basis", "number"), issuer=said["issuer"], words=said["words"])

    @staticmethod
    def filled(stay: Stay) -> dict[str, Any]:
        """Fill the form with what is on record."""
        return {field: shown(value) for field, value in stay.values.items()}


class ViewForm(ListedForm):
    """What a child herself thinks, and on which basis the organisation acts for her."""

    day = whole_day(_("Day"), initial=timezone.localdate)
    words = MissableCharField(
        label=_("What the child thinks"),
        help_text=_("In the child's own words."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    guardianship = coded(_("Who stands for the child"))
    basis = forms.ChoiceField(
        label=_("On which basis we act"),
        widget=forms.RadioSelect,
        choices=(
            ("guardian", _("The guardian agrees")),
            ("best_interests", _("It is best for the child: two of us decide")),
        ),
    )
    motive = long(_("Why this is best for the child"), help_text=_("Needed where two of us decide."))

    lists = {"guardianship": "guardianship"}

    def view(self) -> View:
        """Read the child's view."""
        said = self.cleaned_data
        return View(**self.told("words", "guardianship"), basis=said["basis"], motive=said["motive"])


class ProposeForm(FaceForm):
    """Why two files may be about one person."""

    words = long(_("Why you think so"))


class EraseForm(FaceForm):
    """Why a person is erased, and in which language she gets the slip."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the paper for the person"), widget=Segments)

    def __init__(self, *args: Any, languages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(people.REASONS.items())  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
