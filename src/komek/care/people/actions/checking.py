"""What was told must fit the code lists; the text of an error names the field, never the value."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from komek.care.people.nouns import Contact, Identity, Paper, Told
from komek.kernel import codes
from komek.kernel.errors import Invalid
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
