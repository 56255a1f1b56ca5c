"""What an organisation holds about a person, room by room: how a copy is given to her, and how it is taken away.

Each room of care that keeps something about a person registers an eraser; this room's own stands below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from komek.care.people import sheets, wording
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
from komek.kernel.actor import Actor
from komek.kernel.errors import Text
from komek.kernel.register import Register


@dataclass(frozen=True, repr=False)
class Section:
    """A part of the copy that a person gets of what is held about her."""

    title: Text
    lines: Sequence[wording.Line]


@dataclass(frozen=True)
class Eraser:
    """One room's share: what it tells the person, and how it forgets; `erase` says how many rows went.

    It is given who erases, or None where the house does so by a rule of the organisation.
    """

    code: str
    label: Text = field(compare=False)
    export: Callable[[Person, Actor], Iterable[Section]] = field(compare=False)
    erase: Callable[[Person, Actor | None], int] = field(compare=False)


ERASERS: Register[Eraser] = Register("erasers")


@dataclass(frozen=True)
class Slip:
    """What the client gets on paper: what went, and on which day the last backup of it opens nothing any more."""

    person: UUID
    erased_on: date
    complete_on: date
    went: tuple[tuple[Text, int], ...] = ()


ABOUT: tuple[type[Model], ...] = (IdentityDocument, RightToStay, Interview, InterpreterVeto, ChildView)


def forget(persons: Iterable[UUID]) -> int:
    """Delete every row about these persons; says how many. Also for a restored backup, where it is done again."""
    ids = list(persons)
    gone = sum(model._default_manager.filter(person__in=ids).delete()[0] for model in ABOUT)
    gone += Relation.objects.filter(Q(person__in=ids) | Q(other__in=ids)).delete()[0]
    gone += DuplicateLink.objects.filter(Q(first__in=ids) | Q(second__in=ids)).delete()[0]
    return gone


def _erase(person: Person, by: Actor | None) -> int:
    return forget([person.pk])


def _export(person: Person, by: Actor) -> Iterable[Section]:
    """Tell a person what this room holds about her; of others nothing but what they are to her."""
    held = sheets.sheet(person, by=by)
    yield Section(_("Who you are"), wording.lines(held.identity))
    yield Section(_("How you can be reached"), wording.lines(held.contact))
    for paper in held.papers:
        yield Section(_("A document"), wording.lines(paper.told))
    for stay in held.stays:
        until = [wording.Line(_("Until"), stay.row.expires_on.isoformat())] if stay.row.expires_on else []
        yield Section(_("Your right to stay"), [*wording.lines(stay.told), *until])
    for talk in held.talks:
        day = wording.Line(_("Day"), talk.row.day.isoformat())
        yield Section(_("A talk"), [day, *wording.lines(talk.told)])
    for veto in held.vetoes:
        yield Section(_("Whom you will not have as interpreter"), wording.lines(veto.told))
    for view in held.views:
        yield Section(_("What you think"), wording.lines(view.told, ("words",)))
    if held.relatives:
        kinds = [str(wording.KIN[each.tie.kind]) for each in held.relatives]
        yield Section(_("People who belong to you"), [wording.Line(_("On record"), ", ".join(kinds))])


ERASERS.add(Eraser("people", _("Name, papers, relatives and how to reach the person"), _export, _erase))
