"""Reading is a verb too: whose name was before whose eyes is on record, never what was typed into the search."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.care.people import queries, rules, sealing
from komek.care.people.access import ACCESS
from komek.care.people.models import Person
from komek.care.people.nouns import Contact, Identity
from komek.foundations import audit
from komek.foundations.audit.models import Entry
from komek.kernel.actor import Actor

NOTHING = Contact()


@audit.verb("person.search", _("searched, and saw veiled names"), _("saw your name in a search"))
def search(*, query: rules.Query, but: Iterable[UUID] = (), by: Actor) -> queries.Found:
    """Look for a person; one entry names everybody whose name was opened."""
    ACCESS.require(by, "person.search")
    found = queries.lookup(query, by=by, but=but)
    audit.record("person.search", "person", None, by=by, objects=[match.id for match in found.matches])
    return found


def search_alike(
    *, identity: Identity, contact: Contact = NOTHING, but: Iterable[UUID] = (), by: Actor
) -> queries.Found:
    """Look for those on record who may be this person: what a page shows when `Lookalikes` was raised."""
    query = rules.about(sealing.compared_by(identity, contact))
    return search(query=query, but=but, by=by)


def search_like(*, person: Person, by: Actor) -> queries.Found:
    """Look for other files that may be about this person."""
    ACCESS.require(by, "person.duplicate", person)
    query = rules.about(queries.compared(person, by=by))
    return search(query=query, but=[person.pk], by=by)


@audit.verb("person.read", _("read the person's page"), _("opened your page, or one that shows your name"))
def read_person(*, person: Person, beside: Iterable[UUID] = (), by: Actor) -> Person:
    """Open a page of a person to read it; the name stays veiled. `beside` are others whose veiled names stand on it."""
    ACCESS.require(by, "person.read", person)
    audit.record("person.read", "person", person.id, by=by, objects=list(dict.fromkeys(beside)))
    return person


@audit.verb("person.history", _("read who did what"), _("looked at who opened your page"))
def read_history(*, person: Person, by: Actor) -> list[Entry]:
    """Tell what was done to a person's record and who saw her name, oldest first."""
    ACCESS.require(by, "person.read", person)
    audit.record("person.history", "person", person.id, by=by)
    return audit.history("person", person.id, organisation=person.organisation)


@audit.verb("person.show_identity", _("unveiled the identity"), _("looked at your name and papers"))
def show_identity(*, person: Person, by: Actor) -> tuple[Identity, Contact]:
    """Open name, birth date, papers and ways of contact, on purpose and on record."""
    ACCESS.require(by, "person.show_identity", person)
    audit.record("person.show_identity", "person", person.id, by=by)
    return queries.identity(person, by=by), queries.contact(person, by=by)
