"""Which persons an actor may see, and what is opened of them. Whoever opens says so in a verb of her own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from komek.care.people import flow, rules, sealing
from komek.care.people.access import ACCESS
from komek.care.people.models import (
    ChildView,
    DuplicateLink,
    IdentityDocument,
    InterpreterVeto,
    Person,
    Relation,
    RightToStay,
)
from komek.care.people.nouns import Contact, Identity, Known, Match, Paper, Tie, Traits, Veiled, View
from komek.foundations import vault
from komek.foundations.orgs.models import Organisation
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden

M = TypeVar("M", bound=Model)
MOST = 12
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


def find_document(actor: Actor, person: Person, document: UUID) -> IdentityDocument:
    """Get one document of a person whom the actor can see; raises Hidden."""
    return _part(actor, person, IdentityDocument.objects.filter(person=person), document)


def find_relation(actor: Actor, person: Person, relation: UUID) -> Relation:
    """Get one tie of a person, from either side; raises Hidden."""
    rows = Relation.objects.select_related("person", "other").filter(Q(person=person) | Q(other=person))
    return _part(actor, person, rows, relation)


def find_link(actor: Actor, person: Person, link: UUID) -> DuplicateLink:
    """Get one link between a person and another file; raises Hidden."""
    rows = DuplicateLink.objects.select_related("first", "second").filter(Q(first=person) | Q(second=person))
    return _part(actor, person, rows, link)


def find_view(actor: Actor, person: Person, view: UUID) -> ChildView:
    """Get one view of a child; raises Hidden."""
    return _part(actor, person, ChildView.objects.select_related("person").filter(person=person), view)


def live_link(first: Person, second: Person) -> DuplicateLink | None:
    """Find the link between two files that has not ended."""
    one, other = sorted((first, second), key=lambda person: person.pk)
    return DuplicateLink.objects.filter(first=one, second=other, ended_on__isnull=True).first()


def roles(verb: str) -> tuple[str, ...]:
    """List the roles that may do a verb of this room, for the pages that lead to it."""
    return ACCESS.roles(verb)


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
    opened = sealing.opened(rows, "identity", by=by)
    return {row.pk: veil(row, each["identity"], today) for row, each in zip(rows, opened, strict=True)}


def veil(person: Person, values: sealing.Opened, on: date) -> Veiled:
    """Veil an opened identity; without one say whether it is closed to the reader, or erased."""
    if values is None:
        return Veiled(person.pk, closed=not person.erased, erased=person.erased)
    return rules.veiled(person.pk, Identity.of(values), on)


def traits(person: Person, *, by: Actor) -> Traits:
    """Open what a nameless fact may say of her; what the actor cannot open is unknown."""
    told = sealing.told(Identity, [person], "identity", by=by)[0]
    return rules.traits(told, timezone.localdate()) if told else Traits()


def compared(person: Person, *, by: Actor) -> Known:
    """Open everything that a person is compared by."""
    return compared_all([person], by=by)[person.pk]


def compared_all(persons: Sequence[Person], *, by: Actor) -> dict[UUID, Known]:
    """Open everything that these persons are compared by, in a constant number of queries."""
    values, papers = sealing.opened(persons, "identity", "contact", by=by), _papers(persons, by)
    return {
        row.pk: sealing.compared_by(Identity.of(each["identity"]), Contact.of(each["contact"]), papers.get(row.pk, ()))
        for row, each in zip(persons, values, strict=True)
    }


def vetoed(person: Person, *, by: Actor) -> list[str]:
    """Name the interpreters whom the person will not have."""
    rows = list(InterpreterVeto.objects.filter(person=person))
    return [values["veto"]["name"] for values in sealing.opened(rows, "veto", by=by) if values["veto"]]


def basis_of(view: ChildView, *, by: Actor) -> str:
    """Say on which basis the organisation acts for a child."""
    told = sealing.told(View, [view], "view", by=by)[0]
    return told.basis if told else ""


def standing(person: Person, *, by: Actor) -> rules.Standing:
    """Say who may speak for a person: she herself, a guardian, or two people in her best interests."""
    relations = list(person.relations.filter(ended_on__isnull=True))
    ties = zip(relations, sealing.told(Tie, relations, "tie", by=by), strict=True)
    guardians = [rules.Guardian(row.other_id, tie.suspect) for row, tie in ties if tie and tie.guardian]
    told = sealing.told(Identity, [person], "identity", by=by)[0]
    latest = person.views.order_by("-recorded_at").first()
    return rules.standing(
        rules.grown(told.born, timezone.localdate()) if told else None,
        guardians,
        has_view=latest is not None,
        signed=latest is not None and latest.signed_by is not None,
        closed=told is None and not person.erased,
    )


def guardian_may_consent(person: Person, *, by: Actor) -> bool:
    """Say whether a guardian can say yes for this person: there is one, and she is known not to be the suspect."""
    return standing(person, by=by).basis == "guardian"


def stay_expires_on(person: Person) -> date | None:
    """Give the day on which the right to stay ends, for the deadlines of her cases."""
    days = RightToStay.objects.filter(person=person, ended_on__isnull=True).values_list("expires_on", flat=True)
    return days.first()


def waiting_links(actor: Actor) -> QuerySet[DuplicateLink]:
    """List the proposals of others that wait for this actor's eyes, the oldest first."""
    rows = DuplicateLink.objects.filter(state=flow.CANDIDATE, ended_on__isnull=True, first__in=visible_to(actor))
    return rows.exclude(proposed_by=actor.user).select_related("first", "second").order_by("proposed_on", "id")


def waiting_views(*, by: Actor) -> list[ChildView]:
    """List the best-interests decisions of others that wait for a second signature, the oldest first."""
    rows = ChildView.objects.filter(signed_by__isnull=True, person__in=visible_to(by)).exclude(recorded_by=by.user)
    views = list(rows.select_related("person").order_by("recorded_at"))
    told = sealing.told(View, views, "view", by=by)
    return [row for row, view in zip(views, told, strict=True) if view and view.basis == "best_interests"]


def linked(person: Person) -> list[UUID]:
    """List the rows that are confirmed to speak of the same person."""
    rows = DuplicateLink.objects.filter(state=flow.SAME, ended_on__isnull=True)
    pairs = rows.filter(Q(first=person) | Q(second=person)).values_list("first", "second")
    return [other for pair in pairs for other in pair if other != person.pk]


def lookup(query: rules.Query, *, by: Actor, but: Iterable[UUID] = ()) -> Found:
    """Find persons by the index, open the likeliest, and keep those for whom there is a reason in words."""
    hits = vault.find(rules.wanted(query), keyring=by.keyring) if query else {}
    for each in but:
        hits.pop(each, None)
    worth = {found: sum(WORTH[kind] for kind, _ in forms) for found, forms in hits.items()}
    likeliest = nsmallest(MOST, worth, key=lambda found: (-worth[found], found.int))
    rows = list(visible_to(by).filter(pk__in=likeliest))
    matches = sorted(_matches(rows, query, by), key=lambda match: (-match.weight, match.veiled.name, match.id))
    return Found(tuple(matches), max(0, len(worth) - MOST))


def _part(actor: Actor, person: Person, rows: QuerySet[M], part: UUID) -> M:
    if not ACCESS.may(actor, ACCESS.read, person):
        raise Hidden
    found = rows.filter(pk=part).first()
    if found is None:
        raise Hidden
    return found


def _matches(rows: Sequence[Person], query: rules.Query, by: Actor) -> Iterable[Match]:
    columns = ("identity", "contact") if query.phones else ("identity",)
    numbers = _papers(rows, by) if query.numbers else {}
    today = timezone.localdate()
    for row, values in zip(rows, sealing.opened(rows, *columns, by=by), strict=True):
        told = Identity.of(values["identity"])
        person = sealing.compared_by(told, Contact.of(values.get("contact")), numbers.get(row.pk, ()))
        weighed = rules.weigh(query, person)
        if weighed.reasons:
            veiled = rules.veiled(row.pk, told, today)
            yield Match(row.pk, veiled, weighed.reasons, weighed.strong, row.registered_on)


def _papers(rows: Sequence[Person], by: Actor) -> dict[UUID, list[Paper]]:
    documents = list(IdentityDocument.objects.filter(person__in=rows, ended_on__isnull=True))
    found: dict[UUID, list[Paper]] = {}
    for document, paper in zip(documents, sealing.told(Paper, documents, "paper", by=by), strict=True):
        if paper:
            found.setdefault(document.person_id, []).append(paper)
    return found
