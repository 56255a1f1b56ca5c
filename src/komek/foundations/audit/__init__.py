"""Who did what to which record, and when: written by every verb, changed by nobody.

    @audit.verb("case.open", _("opened a case"))
    def open_case(*, person: Person, kind: str, by: Actor) -> Case:
        ...
        audit.record("case.open", "case", case.id, by=by, details={"kind": kind})

Each organisation has one hash chain; entries hold codes and ids, never a word that a person typed. There
are no foreign keys: an entry outlives what it speaks of. What is to be read later by a person stands in
`history` (for the desk) and `readers` (for the client who asks who read her file).
"""

from typing import TYPE_CHECKING, Any

from komek.foundations.audit.book import record, record_system
from komek.foundations.audit.registry import HOUSE, VERBS, Unrecorded, Verb, declare
from komek.foundations.audit.verbs import verb

if TYPE_CHECKING:
    from komek.foundations.audit.queries import Reader, history, readers

__all__ = [
    "HOUSE",
    "VERBS",
    "Reader",
    "Unrecorded",
    "Verb",
    "declare",
    "history",
    "readers",
    "record",
    "record_system",
    "verb",
]


def __getattr__(name: str) -> Any:
    """Give the readers late: their module needs the tables, which Django loads after this package."""
    if name in {"Reader", "history", "readers"}:
        from komek.foundations.audit import queries  # noqa: PLC0415

        return getattr(queries, name)
    raise AttributeError(name)
