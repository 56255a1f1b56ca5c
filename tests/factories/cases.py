"""Cases of invented people, made by the verbs that a case worker uses."""

from typing import Any

from komek.care import people
from komek.care.cases.actions.opening import Opening, open_case
from komek.care.cases.models import Case
from komek.care.people.models import Person
from komek.kernel.partialdate import PartialDate
from tests.factories.orgs import Staff

SHAKHNOZA = people.Identity(
    given="Шахноза", surname="Алимова", sex="female", born=PartialDate(1999, 5), citizenships=("UZ",)
)


def make_person(staff: Staff, identity: people.Identity = SHAKHNOZA, **contact: Any) -> Person:
    """Put an invented person on record; nobody like her is looked for twice."""
    found = {person.pk for person in people.visible_to(staff.actor)}
    told = people.Contact(**contact)
    return people.register_person(identity=identity, contact=told, none_of=found, by=staff.actor)


def make_case(staff: Staff, *, person: Person | None = None, **opening: Any) -> Case:
    """Open a case as this member of staff; without a person for a new Shakhnoza."""
    whom = person or make_person(staff)
    return open_case(person=whom, opening=Opening(**{"country": "KZ", "region": "KZ-75", **opening}), by=staff.actor)
