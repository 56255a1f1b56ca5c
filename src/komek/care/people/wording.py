"""What was told, line by line, in the reader's language: for a page, for a printed copy, for the client herself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from komek.care.people.nouns import Contact, Identity, Paper, Stay, Talk, Tie, Told, Veto, View
from komek.foundations import places
from komek.kernel import codes
from komek.kernel.errors import Text
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

PLACE = "country"
Field = tuple[str, Text, str]
"""A field of a value, what it is called, and the code list its values come from."""

FIELDS: dict[type[Told], tuple[Field, ...]] = {
    Identity: (
        ("given", gettext_lazy("Given name"), ""),
        ("surname", gettext_lazy("Surname"), ""),
        ("patronymic", gettext_lazy("Patronymic"), ""),
        ("other_names", gettext_lazy("Other names and spellings"), ""),
        ("born", gettext_lazy("Date of birth"), ""),
        ("sex", gettext_lazy("Sex"), "sex"),
        ("gender", gettext_lazy("Gender"), "gender"),
        ("citizenships", gettext_lazy("Citizenship"), PLACE),
        ("birth_country", gettext_lazy("Country of birth"), PLACE),
        ("marital_status", gettext_lazy("Marital status"), "marital_status"),
        ("education", gettext_lazy("Education"), "education_level"),
    ),
    Contact: (
        ("phones", gettext_lazy("Telephone"), ""),
        ("messengers", gettext_lazy("Messengers"), "contact_channel"),
        ("address", gettext_lazy("Address"), ""),
        ("languages", gettext_lazy("Languages"), "language"),
        ("safe", gettext_lazy("Safe to call back"), "contact_safety"),
        ("call_when", gettext_lazy("When to call"), ""),
        ("call_words", gettext_lazy("What to say"), ""),
        ("call_by", gettext_lazy("Who may call"), ""),
        ("trusted_name", gettext_lazy("Trusted contact"), ""),
        ("trusted_who", gettext_lazy("Who that is to the person"), ""),
        ("trusted_phone", gettext_lazy("Telephone of the trusted contact"), ""),
        ("trusted_knows", gettext_lazy("What the trusted contact knows"), ""),
    ),
    Paper: (
        ("kind", gettext_lazy("Document"), "document_kind"),
        ("number", gettext_lazy("Number"), ""),
        ("country", gettext_lazy("Country"), PLACE),
        ("issuer", gettext_lazy("Issued by"), ""),
        ("expires", gettext_lazy("Valid until"), ""),
        ("state", gettext_lazy("Where it is"), "document_state"),
        ("withheld_by", gettext_lazy("Who withholds it"), ""),
    ),
    Tie: (
        ("kind", gettext_lazy("What the other is to the person"), "person_relation"),
        ("guardian", gettext_lazy("Guardian"), "answer"),
        ("suspect", gettext_lazy("May be the suspect"), "answer"),
        ("words", gettext_lazy("Note"), ""),
    ),
    Talk: (
        ("language", gettext_lazy("Language"), "language"),
        ("interpreter", gettext_lazy("Interpreter"), ""),
        ("vetting", gettext_lazy("Vetting"), "interpreter_vetting"),
        ("words", gettext_lazy("Note"), ""),
    ),
    Veto: (
        ("name", gettext_lazy("Name"), ""),
        ("words", gettext_lazy("Note"), ""),
    ),
    Stay: (
        ("basis", gettext_lazy("Basis"), "stay_basis"),
        ("number", gettext_lazy("Number"), ""),
        ("issuer", gettext_lazy("Issued by"), ""),
        ("words", gettext_lazy("Note"), ""),
    ),
    View: (
        ("words", gettext_lazy("What the child thinks"), ""),
        ("guardianship", gettext_lazy("Who stands for the child"), "guardianship"),
        ("motive", gettext_lazy("Why this is best for the child"), ""),
    ),
}
KIN: dict[str, Text] = {
    "child": gettext_lazy("Child"),
    "parent": gettext_lazy("Mother or father"),
    "spouse": gettext_lazy("Wife or husband"),
    "partner": gettext_lazy("Partner"),
    "former_partner": gettext_lazy("Former partner"),
    "sibling": gettext_lazy("Sister or brother"),
    "grandparent": gettext_lazy("Grandparent"),
    "grandchild": gettext_lazy("Grandchild"),
    "aunt_uncle": gettext_lazy("Aunt or uncle"),
    "niece_nephew": gettext_lazy("Niece or nephew"),
    "other_relative": gettext_lazy("Another relative"),
    "guardian": gettext_lazy("Guardian"),
    "ward": gettext_lazy("Ward"),
    "caregiver": gettext_lazy("Caregiver"),
    "dependant": gettext_lazy("Dependant"),
    "friend": gettext_lazy("Friend"),
    "exploited_together": gettext_lazy("Exploited together"),
    "trusted_contact": gettext_lazy("Somebody the person trusts"),
    "other": gettext_lazy("Somebody else"),
}
"""What another person is to this one, in a word that stands alone; the codes are those of `person_relation`."""


@dataclass(frozen=True, repr=False)
class Line:
    """A name with its value; without a value the reason, if one was given."""

    name: Text
    value: Text = ""
    missing: Missing | None = None

    @property
    def absent(self) -> Text:
        """Say why there is no value, if that was told."""
        return codes.get("missing_value")[self.missing.value].label if self.missing else ""


def lines(told: Told, only: Iterable[str] = ()) -> list[Line]:
    """Write what was told, field by field; fields of text that nobody filled are left out."""
    wanted = set(only)
    written = [
        line(name, getattr(told, field), listed)
        for field, name, listed in FIELDS[type(told)]
        if not wanted or field in wanted
    ]
    return [each for each in written if each.value or each.missing]


def line(name: Text, value: Any, listed: str = "") -> Line:
    """Write one value under its name."""
    if isinstance(value, Missing):
        return Line(name, missing=value)
    return Line(name, value=words(value, listed))


def words(value: Any, listed: str = "") -> str:
    """Write any value in the reader's language; nothing for an empty one."""
    if isinstance(value, bool):
        return words("yes" if value else "no", listed)
    if isinstance(value, PartialDate):
        return date_words(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{words(key, listed)}: {each}" for key, each in value.items() if each)
    if isinstance(value, tuple | list):
        return ", ".join(words(each, listed) for each in value)
    if not value or not listed:
        return str(value)
    return places.name(value, get_language() or "en") if listed == PLACE else str(codes.get(listed)[value].label)


def date_words(date: PartialDate) -> str:
    """Write a date of which parts may be unknown: "12 May 1998", "May 1998", "1998", "12 May, year not known"."""
    month = str(MONTHS[date.month]) if date.month else ""
    day = str(date.day) if date.day and month else _("day %(day)s") % {"day": date.day} if date.day else ""
    front = " ".join(part for part in (day, month) if part)
    if date.year is None:
        return _("%(date)s, year not known") % {"date": front} if front else ""
    return f"{front} {date.year}".strip()


def inverse(tie: Tie) -> Tie:
    """Tell a tie from the other side: a parent's child is the child's parent."""
    back = codes.get("person_relation")[tie.kind].traits.get("inverse", "other")
    return replace(tie, kind=back, guardian=False)
