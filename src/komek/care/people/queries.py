"""Which persons an actor may see, and what is opened of them. Whoever opens says so in a verb of her own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from komek.care.people import rules, sealing
from komek.care.people.access import ACCESS
from komek.care.people.models import IdentityDocument, Person
from komek.care.people.nouns import Contact, Identity, Match, Paper, Traits, Veiled
from komek.foundations import vault
from komek.foundations.orgs.models import Organisation
from komek.kernel.actor import Actor

MOST = 20
"""So many records are opened for one search; whoever is looked for among more says one thing more about her."""
WORTH = {"phone": 40, "paper": 40, "pair": 20, "given_year": 10, "surname_year": 10, "name": 1}


@dataclass(frozen=True)
class Found:
    """What a search gave: the likeliest, the best first, and how many more there would be."""

    matches: tuple[Match, ...] = ()
    more: int = 0

    @property
    def strong(self) -> tuple[Match, ...]:
        """Give those whose likeness must be answered before somebody new is registered."""
        return tuple(match for match in self.matches if match.strong)


def visible_to(actor: Actor) -> QuerySet[Person]:
    """List the persons that the actor may see."""
    return ACCESS.visible(actor, Person.objects.all())


def find(actor: Actor, person: UUID) -> Person:
    """Get one person; raises Hidden for whom the actor cannot see."""
    return ACCESS.find(actor, Person.objects.all(), pk=person)


def country_of(actor: Actor) -> str:
    """Name the country whose way of writing telephone numbers a search text follows."""
    return Organisation.objects.filter(pk=actor.organisation).values_list("country", flat=True).first() or "KZ"


def identity(person: Person, *, by: Actor) -> Identity:
    """Open who she is. Raises NotEntitled for a reader whose keys do not open it."""
    told = sealing.told(Identity, [person], "identity", by=by)[0]
    if told is None and not person.erased:
        raise vault.NotEntitled
    return told or Identity()


def contact(person: Person, *, by: Actor) -> Contact:
    """Open how she may be reached. Raises NotEntitled for a reader whose keys do not open it."""
    told = sealing.told(Contact, [person], "contact", by=by)[0]
    if told is None and not person.erased:
        raise vault.NotEntitled
    return told or Contact()


def veiled(persons: Iterable[Person], *, by: Actor) -> dict[UUID, Veiled]:
    """Open many names as far as a list shows them, in a constant number of queries."""
    rows = list({person.pk: person for person in persons}.values())
    today = timezone.localdate()
    opened = sealing.told(Identity, rows, "identity", by=by)
    return {
        row.pk: rules.veiled(row.pk, told, today) if told else Veiled(row.pk, closed=not row.erased, erased=row.erased)
        for row, told in zip(rows, opened, strict=True)
    }


def traits(person: Person, *, by: Actor) -> Traits:
    """Open what a nameless fact may say of her; what the actor cannot open is unknown."""
    told = sealing.told(Identity, [person], "identity", by=by)[0]
    return rules.traits(told, timezone.localdate()) if told else Traits()


def lookup(query: rules.Query, *, by: Actor, but: Iterable[UUID] = ()) -> Found:
    """Find persons by the index, open the likeliest, and keep those for whom there is a reason in words."""
    hits = vault.find(rules.wanted(query), keyring=by.keyring) if query else {}
    worth = {found: sum(WORTH[kind] for kind, _ in forms) for found, forms in hits.items() if found not in set(but)}
    ranked = sorted(worth, key=lambda found: (-worth[found], found))
    rows = list(visible_to(by).filter(pk__in=ranked[:MOST]))
    matches = [match for match in _matches(rows, query, by) if match.reasons]
    matches.sort(key=lambda match: (-match.weight, match.veiled.name, match.id))
    return Found(tuple(matches), max(0, len(ranked) - MOST))


def _matches(rows: Sequence[Person], query: rules.Query, by: Actor) -> Iterable[Match]:
    columns = ("identity", "contact") if query.phones else ("identity",)
    numbers = _papers(rows, by) if query.numbers else {}
    today = timezone.localdate()
    for row, values in zip(rows, sealing.opened(rows, *columns, by=by), strict=True):
        told = Identity.of(values["identity"])
        person = sealing.compared_by(told, Contact.of(values.get("contact")), numbers.get(row.pk, ()))
        reasons = rules.compare(query, person)
        strong = rules.is_strong(query, person, reasons)
        yield Match(row.pk, rules.veiled(row.pk, told, today), reasons, strong, row.registered_on)


def _papers(rows: Sequence[Person], by: Actor) -> dict[UUID, list[Paper]]:
    documents = list(IdentityDocument.objects.filter(person__in=rows, ended_on__isnull=True))
    found: dict[UUID, list[Paper]] = {}
    for document, paper in zip(documents, sealing.told(Paper, documents, "paper", by=by), strict=True):
        if paper:
            found.setdefault(document.person_id, []).append(paper)
    return found
