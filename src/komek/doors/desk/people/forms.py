"""Forms about who somebody is and how she may be reached, and the one line of the search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.people.nouns import Contact, Identity
from komek.doors.desk.cases import choices
from komek.doors.desk.people.asking import BLANK, LONGEST, ListedForm, coded, name_part, or_not_asked, shown
from komek.doors.desk.people.fields import LinesField, MissableManyField, MissablePhonesField, short
from komek.doors.face.forms import FaceForm, MissableCharField, MissablePartialDateField
from komek.kernel.missing import Missing

MESSENGERS = ("whatsapp", "telegram", "viber", "imo", "signal")


class SearchForm(FaceForm):
    """One line: a name in any script, a telephone, the number of a document or of a case."""

    q = forms.CharField(
        label=_("A name in any script, a telephone, a document or case number"),
        help_text=_("Write a name part in full. A year of birth beside it helps: Шахноза 1998."),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )


class IdentityForm(ListedForm):
    """Who somebody is."""

    given = name_part(_("Given name"), help_text=_("As the person says it, in any script."))
    surname = name_part(_("Surname"))
    patronymic = name_part(_("Patronymic"))
    other_names = LinesField(
        label=_("Other names and spellings"),
        required=False,
        max_length=LONGEST,
        help_text=_("One a line: a name before marriage, in another passport, what friends say."),
    )
    born = MissablePartialDateField(
        label=_("Date of birth"), required=False, help_text=_("Only what is known: a year is enough.")
    )
    sex = coded(_("Sex"))
    gender = coded(_("Gender, as the person says it"))
    citizenship = coded(_("Citizenship"))
    second_citizenship = forms.ChoiceField(label=_("Second citizenship"), required=False, choices=[BLANK])
    birth_country = coded(_("Country of birth"))
    marital_status = coded(_("Marital status"))
    education = coded(_("Education"))

    lists = {"sex": "sex", "gender": "gender", "marital_status": "marital_status", "education": "education_level"}
    countries = ("citizenship", "second_citizenship", "birth_country")
    sections = (
        (_("Name"), ("given", "surname", "patronymic", "other_names")),
        (_("Person"), ("born", "sex", "gender", "marital_status", "education")),
        (_("Where from"), ("citizenship", "second_citizenship", "birth_country")),
    )

    def identity(self) -> Identity:
        """Read who she is."""
        said = self.cleaned_data
        first, second = or_not_asked(said["citizenship"]), said["second_citizenship"]
        both = tuple(dict.fromkeys(each for each in (first, second) if each))
        plain = ("given", "surname", "patronymic", "born", "sex", "gender", "birth_country", "marital_status")
        return Identity(
            **self.told(*plain, "education"),
            other_names=said["other_names"],
            citizenships=first if isinstance(first, Missing) else both,
        )

    @staticmethod
    def filled(identity: Identity) -> dict[str, Any]:
        """Fill the form with what is on record."""
        nations = people.known(identity.citizenships) or ()
        first = identity.citizenships if isinstance(identity.citizenships, Missing) else (nations or ("",))[0]
        second = nations[1] if len(nations) > 1 else ""
        held = {**identity.values, "citizenship": first, "second_citizenship": second}
        return {field: shown(value) for field, value in held.items()}


class ContactForm(ListedForm):
    """How somebody may be reached without harm."""

    phones = MissablePhonesField(label=_("Telephone"), required=False, help_text=_("One number a line."))
    whatsapp = short("WhatsApp")
    telegram = short("Telegram")
    viber = short("Viber")
    imo = short("imo")
    signal = short("Signal")
    address = MissableCharField(
        label=_("Address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    languages = MissableManyField(label=_("Languages the person speaks"), required=False)
    other_language = forms.ChoiceField(label=_("Another language"), required=False, choices=[BLANK])
    safe = coded(_("Is it safe to call back?"))
    call_when = short(_("When to call"), help_text=_("For example: weekdays after six."))
    call_words = short(_("What to say"), help_text=_("For example: ask for a cousin; never name the organisation."))
    call_by = short(_("Who may call"), help_text=_("For example: a woman, in Uzbek."))
    trusted_name = short(_("Whom the person trusts"))
    trusted_who = short(_("Who that is to the person"))
    trusted_phone = short(_("Telephone of that person"))
    trusted_knows = short(_("What that person knows"), help_text=_("What may be said there, and what may not."))

    sections = (
        (_("Before anybody calls"), ("safe", "call_when", "call_words", "call_by")),
        (_("How to reach the person"), ("phones", *MESSENGERS, "address")),
        (_("Languages"), ("languages", "other_language")),
        (_("Whom the person trusts"), ("trusted_name", "trusted_who", "trusted_phone", "trusted_knows")),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phones"].country = country  # type: ignore[attr-defined]
        listed = dict(choices.of("language"))
        self._choose("languages", [(code, listed[code]) for code in choices.LANGUAGES])
        self._choose(
            "other_language", [BLANK, *((c, said) for c, said in listed.items() if c not in choices.LANGUAGES)]
        )
        self._choose("safe", [BLANK, *choices.of("contact_safety")])

    def contact(self) -> Contact:
        """Read how she may be reached."""
        said = self.cleaned_data
        spoken = or_not_asked(said["languages"])
        several = () if isinstance(spoken, Missing) else spoken
        all_spoken = (*several, *((said["other_language"],) if said["other_language"] else ()))
        plain = ("call_when", "call_words", "call_by", "trusted_name", "trusted_who", "trusted_phone", "trusted_knows")
        return Contact(
            **self.told("phones", "address", "safe"),
            messengers={code: said[code] for code in MESSENGERS if said[code]},
            languages=all_spoken or spoken,
            **{field: said[field] for field in plain},
        )

    @staticmethod
    def filled(contact: Contact) -> dict[str, Any]:
        """Fill the form with what is on record."""
        spoken = people.known(contact.languages) or ()
        other = [code for code in spoken if code not in choices.LANGUAGES]
        held = {**contact.values, **contact.messengers, "other_language": other[0] if other else ""}
        if spoken:
            held["languages"] = [code for code in spoken if code in choices.LANGUAGES]
        return {field: shown(value) for field, value in held.items()}
