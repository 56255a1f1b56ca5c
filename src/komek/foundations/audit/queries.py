"""What the audit tells: the history of a record, and who read a person's file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from komek.foundations.audit.models import Entry
from komek.foundations.audit.registry import words


@dataclass(frozen=True)
class Reader:
    """One person and one thing she did with the records asked about, once or several times."""

    organisation: UUID
    actor: UUID
    verb: str
    first: datetime
    last: datetime
    times: int

    @property
    def plain(self) -> str:
        """What was done, in plain words for the client."""
        return str(words(self.verb).plainly)


def history(kind: str, object: UUID, *, organisation: UUID | None = None) -> list[Entry]:  # noqa: A002
    """List what was done to a record, oldest first; also each opening of a list that showed it."""
    rows = Entry._default_manager.filter(kind=kind).filter(Q(object=object) | Q(objects_seen__contains=[object]))
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return list(rows.order_by("at", "organisation", "sequence"))


def readers(objects: Iterable[UUID]) -> list[Reader]:
    """List who had these records before her eyes, in every organisation, by person and verb."""
    wanted = list(objects)
    rows = (
        Entry._default_manager.filter(Q(object__in=wanted) | Q(objects_seen__overlap=wanted), actor__isnull=False)
        .values_list("organisation", "actor", "verb")
        .annotate(first=Min("at"), last=Max("at"), times=Count("sequence"))
        .order_by("first", "organisation", "actor", "verb")
    )
    return [Reader(*row) for row in rows]
