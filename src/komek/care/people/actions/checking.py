"""What was told must fit the code lists; the text of an error names the field, never the value."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from komek.care.people.models import Person
from komek.care.people.nouns import Contact, Identity, Paper, Stay, Talk, Tie, Told, View
from komek.kernel import codes
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.missing import Missing

E164 = re.compile(r"\+[1-9]\d{6,14}")

IDENTITY = {
    "sex": "sex",
    "gender": "gender",
    "citizenships": "country",
    "birth_country": "country",
    "marital_status": "marital_status",
    "education": "education_level",
}
CONTACT = {"languages": "language", "safe": "contact_safety"}
PAPER = {"kind": "document_kind", "country": "country", "state": "document_state"}
TIE = {"kind": "person_relation", "suspect": "answer"}
TALK = {"language": "language", "vetting": "interpreter_vetting"}
STAY = {"basis": "stay_basis"}
VIEW = {"guardianship": "guardianship"}
BASES = ("guardian", "best_interests")


def hold(person: Person) -> None:
    """Lock a person before her keys are, as every room does that writes into her file: nobody waits for each other."""
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).first()


def not_erased(person: Person) -> None:
    """Refuse to write about somebody who was erased."""
    if person.erased:
        raise WrongState(
            _("This person was erased."),
            _("Nothing that tells who the person is may be written here again."),
            _("Register the person anew on coming back."),
        )


def check_identity(identity: Identity) -> None:
    """Raise Invalid for a code that is in no list."""
    check_codes(identity, IDENTITY)


def check_contact(contact: Contact) -> None:
    """Raise Invalid for a code that is in no list, and for a number that is not in its one form."""
    check_codes(contact, CONTACT)
    _all_known("messengers", contact.messengers, "contact_channel")
    phones = () if isinstance(contact.phones, Missing) else contact.phones
    if not all(E164.fullmatch(phone) for phone in phones):
        raise Invalid(
            _("This is not a telephone number."), "", _("Write it with the code of the country."), field="phones"
        )


def check_paper(paper: Paper) -> None:
    """Raise Invalid for a code that is in no list."""
    check_codes(paper, PAPER)


def check_tie(tie: Tie) -> None:
    """Raise Invalid for a code that is in no list."""
    check_codes(tie, TIE)


def check_talk(talk: Talk) -> None:
    """Raise Invalid for a code that is in no list."""
    check_codes(talk, TALK)


def check_stay(stay: Stay) -> None:
    """Raise Invalid for a code that is in no list."""
    check_codes(stay, STAY)


def check_view(view: View) -> None:
    """Raise Invalid for a code that is in no list, or a basis that is none."""
    check_codes(view, VIEW)
    if view.basis not in BASES:
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="basis")


def check_codes(told: Told, lists: dict[str, str]) -> None:
    """Raise Invalid for the first field whose code is not in its list; a reason for its absence is always right."""
    for field, name in lists.items():
        value = getattr(told, field)
        if not isinstance(value, Missing):
            _all_known(field, value if isinstance(value, tuple) else (value,), name)


def _all_known(field: str, values: Iterable[str], name: str) -> None:
    listed = codes.get(name)
    if not all(value in listed for value in values):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=field)
