"""The page of one person: every row about her, opened together in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from komek.care.people import queries, rules, wording
from komek.care.people.models import (
    ChildView,
    DuplicateLink,
    IdentityDocument,
    InterpreterVeto,
    Interview,
    Person,
    Relation,
    RightToStay,
)
from komek.care.people.nouns import Contact, Identity, Paper, Stay, Talk, Tie, Told, Veiled, Veto, View
from komek.foundations import vault
from komek.kernel.actor import Actor

M = TypeVar("M")
T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Opened(Generic[M, T]):
    """A row with what its sealed column holds; `told` is empty where the reader's keys do not open it."""

    row: M
    told: T


@dataclass(frozen=True, repr=False)
class Relative:
    """A tie as this person's page tells it: the other, veiled, and what she is to this one."""

    row: Relation
    other: Veiled
    tie: Tie
    from_here: bool


@dataclass(frozen=True, repr=False)
class Link:
    """Another file that may be about this person."""

    row: DuplicateLink
    other: Veiled
    words: str = ""


@dataclass(frozen=True, repr=False)
class Sheet:
    """Everything on record about a person; what a page shows of it before the identity is unveiled is its affair."""

    person: Person
    veiled: Veiled
    identity: Identity
    contact: Contact
    papers: Sequence[Opened[IdentityDocument, Paper]] = field(default_factory=tuple)
    stays: Sequence[Opened[RightToStay, Stay]] = field(default_factory=tuple)
    talks: Sequence[Opened[Interview, Talk]] = field(default_factory=tuple)
    vetoes: Sequence[Opened[InterpreterVeto, Veto]] = field(default_factory=tuple)
    views: Sequence[Opened[ChildView, View]] = field(default_factory=tuple)
    relatives: Sequence[Relative] = field(default_factory=tuple)
    links: Sequence[Link] = field(default_factory=tuple)

    @property
    def beside(self) -> list[UUID]:
        """List the others whose veiled names stand on the page."""
        return [*(each.other.id for each in self.relatives), *(each.other.id for each in self.links)]

    @property
    def standing(self) -> rules.Standing:
        """Say who may speak for her."""
        guardians = [
            rules.Guardian(each.row.other_id, each.tie.suspect)
            for each in self.relatives
            if each.from_here and each.tie.guardian
        ]
        latest = self.views[0].row if self.views else None
        grown = rules.grown(self.identity.born, timezone.localdate())
        signed = latest is not None and latest.signed_by is not None
        return rules.standing(grown, guardians, has_view=latest is not None, signed=signed, closed=self.veiled.closed)


def sheet(person: Person, *, by: Actor) -> Sheet:
    """Open the page of a person. Whoever calls says so in a verb of her own."""
    papers = list(person.papers.filter(ended_on__isnull=True).order_by("recorded_on", "id"))
    stays = list(person.stays.filter(ended_on__isnull=True))
    talks = list(person.interviews.order_by("-day", "id"))
    vetoes = list(person.vetoes.order_by("recorded_on", "id"))
    views = list(person.views.order_by("-recorded_at"))
    ties = list(_either(Relation, "person", "other", person).order_by("decided_on", "id"))
    links = list(_either(DuplicateLink, "first", "second", person).order_by("-proposed_on", "id"))
    others = [row.other if row.person_id == person.pk else row.person for row in ties]
    others += [row.second if row.first_id == person.pk else row.first for row in links]
    held = _open([person, *papers, *stays, *talks, *vetoes, *views, *ties, *links, *others], by)
    names = _veiled([person, *others], held)
    return Sheet(
        person=person,
        veiled=names[person.pk],
        identity=Identity.of(held[person, "identity"]),
        contact=Contact.of(held[person, "contact"]),
        papers=_told(papers, "paper", Paper, held),
        stays=_told(stays, "stay", Stay, held),
        talks=_told(talks, "talk", Talk, held),
        vetoes=_told(vetoes, "veto", Veto, held),
        views=_told(views, "view", View, held),
        relatives=[_relative(row, person, names, held) for row in ties],
        links=[_link(row, person, names, held) for row in links],
    )


def _either(model: Any, one: str, other: str, person: Person) -> Any:
    rows = model.objects.filter(ended_on__isnull=True).select_related(one, other)
    return rows.filter(Q(**{one: person}) | Q(**{other: person}))


def _open(rows: Sequence[Any], by: Actor) -> dict[tuple[Any, str], Any]:
    """Open all rows of all kinds at once: (row, column) -> values, None where it is closed."""
    return {
        (each.row, name): getattr(each, name) or None
        for each in vault.open_rows(list(dict.fromkeys(rows)), keyring=by.keyring)
        for name in each.row.sealed_fields()
    }


def _veiled(persons: Sequence[Person], held: dict[tuple[Any, str], Any]) -> dict[Any, Veiled]:
    today = timezone.localdate()
    return {person.pk: queries.veil(person, held[person, "identity"], today) for person in persons}


def _told(rows: Sequence[Any], column: str, kind: type[Told], held: dict[tuple[Any, str], Any]) -> list[Any]:
    return [Opened(row, kind.of(held[row, column])) for row in rows]


def _relative(row: Relation, person: Person, names: dict[Any, Veiled], held: dict[tuple[Any, str], Any]) -> Relative:
    tie, from_here = Tie.of(held[row, "tie"]), row.person_id == person.pk
    other = row.other_id if from_here else row.person_id
    return Relative(row, names[other], tie if from_here else wording.inverse(tie), from_here)


def _link(row: DuplicateLink, person: Person, names: dict[Any, Veiled], held: dict[tuple[Any, str], Any]) -> Link:
    other = row.second_id if row.first_id == person.pk else row.first_id
    return Link(row, names[other], (held[row, "why"] or {}).get("words", ""))
