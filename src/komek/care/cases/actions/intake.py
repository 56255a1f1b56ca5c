"""The first page: who the person is goes to her own record, what she needs to the case, in one act."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases.access import ACCESS
from komek.care.cases.actions.opening import Opening, open_case
from komek.care.cases.models import Case
from komek.care.people.models import Person
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid


@audit.verb("case.intake", _("took the person in"), _("met you for the first time"))
def intake(
    *,
    opening: Opening,
    person: Person | None = None,
    identity: people.Identity | None = None,
    contact: people.Contact | None = None,
    none_of: Collection[UUID] = (),
    by: Actor,
) -> Case:
    """Open a case for somebody new (register her first) or for somebody on record.

    Raises people.Lookalikes while somebody like her is neither opened nor in `none_of`.
    """
    ACCESS.require(by, "case.open")
    if person is None:
        if identity is None:
            raise Invalid(_("Nobody was named."), "", _("Fill in what is known of the person; all of it may be empty."))
        told = contact or people.Contact()
        person = people.register_person(identity=identity, contact=told, none_of=none_of, by=by)
    case = open_case(person=person, opening=opening, by=by)
    audit.record("case.intake", "case", case.id, by=by, objects=[person.id])
    return case
