"""What stands in the audit, asked in one line."""

from uuid import UUID

from komek.foundations.audit.models import Entry
from komek.kernel.actor import Actor


def recorded(verb: str) -> Entry:
    """Give the only entry of this verb."""
    return Entry.objects.get(verb=verb)


def told(verb: str, *, by: Actor | None, about: UUID, organisation: UUID) -> bool:
    """Say whether the only entry of this verb names actor, object and organisation."""
    entry = recorded(verb)
    return (entry.actor, entry.object, entry.organisation) == (by.user if by else None, about, organisation)


def nothing_told(verb: str) -> bool:
    """Say whether no act of this verb was recorded."""
    return not Entry.objects.filter(verb=verb).exists()
