"""Registering and correcting a person. Nobody is registered before those like her were looked at."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.people import queries, rules, sealing
from komek.care.people.access import ACCESS
from komek.care.people.actions import checking
from komek.care.people.models import Person
from komek.care.people.nouns import Contact, Identity
from komek.foundations import audit
from komek.foundations.orgs.queries import require_may_open_cases
from komek.kernel.actor import Actor
from komek.kernel.errors import WrongState

NOTHING = Contact()


class Lookalikes(WrongState):
    """Somebody on record may be this person. `ids` names those who were not yet said to be another."""

    def __init__(self, ids: Collection[UUID]) -> None:
        super().__init__(
            _("Somebody who may be the same person is on record already."),
            _("Two files about one person help nobody."),
            _("Look at those found. Open the file if it is the same person, or say that none of them is."),
        )
        self.ids = frozenset(ids)


@audit.verb("person.register", _("registered a person"), _("wrote down who you are"))
def register_person(
    *, identity: Identity, contact: Contact = NOTHING, none_of: Collection[UUID] = (), by: Actor
) -> Person:
    """Put a new person on record, with keys of her own.

    Searches first: raises Lookalikes while somebody strongly like her is neither opened nor in `none_of`, the
    persons that were shown and said to be others. A person may have no name at all.
    """
    ACCESS.require(by, "person.register")
    require_may_open_cases(by.organisation)
    checking.check_identity(identity)
    checking.check_contact(contact)
    _look_first(identity, contact, none_of, by)
    person = Person(organisation=by.organisation, registered_on=timezone.localdate(), registered_by=by.user)
    sealing.begin(person, by=by)
    sealing.seal(person, by=by, identity=identity, contact=contact)
    person.save(force_insert=True)
    sealing.index(person, by=by)
    audit.record("person.register", "person", person.id, by=by, details={"others_set_aside": len(none_of)})
    return person


@audit.verb("person.correct_identity", _("corrected the identity"), _("corrected your name or other details"))
def correct_identity(*, person: Person, identity: Identity, by: Actor) -> Person:
    """Write the identity anew; what stood there before is gone, that it changed is on record."""
    ACCESS.require(by, "person.correct", person)
    checking.hold(person)
    checking.not_erased(person)
    checking.check_identity(identity)
    sealing.seal(person, by=by, identity=identity)
    person.save(update_fields=["identity"])
    sealing.index(person, by=by)
    audit.record("person.correct_identity", "person", person.id, by=by)
    return person


@audit.verb("person.correct_contact", _("corrected how to reach the person"), _("wrote down how you can be reached"))
def correct_contact(*, person: Person, contact: Contact, by: Actor) -> Person:
    """Write telephones, languages and the rules for calling back anew."""
    ACCESS.require(by, "person.correct", person)
    checking.hold(person)
    checking.not_erased(person)
    checking.check_contact(contact)
    sealing.seal(person, by=by, contact=contact)
    person.save(update_fields=["contact"])
    sealing.index(person, by=by)
    audit.record("person.correct_contact", "person", person.id, by=by)
    return person


def _look_first(identity: Identity, contact: Contact, none_of: Collection[UUID], by: Actor) -> None:
    query = rules.about(sealing.compared_by(identity, contact))
    found = queries.lookup(query, by=by, but=none_of)
    if found.strong:
        raise Lookalikes([match.id for match in found.strong])
