"""Does every fact still say only what was declared, and does every correction have its fact?"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from komek.foundations.ledger.models import Fact
from komek.foundations.ledger.rules import check_axes, check_place, check_who
from komek.kernel.measures import MEASURES

CHUNK = 2000


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one fact; `code` says what, `why` in words for whoever looks after the server."""

    code: str
    fact: UUID
    why: str = ""

    def __str__(self) -> str:
        return f"{self.code}: fact {self.fact}. {self.why}".strip()


def check() -> list[Finding]:
    """Look at every fact and every correction.

    `undeclared`: measure, axis or value that no room declares. `orphan`: a correction whose fact is not there.
    `changed_measure`: a correction that speaks of something else than the fact it corrects.
    """
    return sorted([*_undeclared(), *_orphans(), *_strayed()], key=lambda each: (each.code, str(each.fact)))


def _undeclared() -> Iterator[Finding]:
    for fact in Fact._default_manager.iterator(CHUNK):
        try:
            _look_at(fact)
        except (ValueError, LookupError) as error:
            yield Finding("undeclared", fact.id, str(error))


def _look_at(fact: Fact) -> None:
    measure = MEASURES[fact.measure]
    if measure.version == fact.measure_version:
        check_axes(measure, fact.axes)
    check_who(measure, fact.person, fact.sex, fact.age_band, fact.source)
    check_place(measure, fact.country, fact.region)
    if fact.occurred_on.day != 1:
        raise ValueError(f"{fact.measure}: a fact carries the first day of its month")


def _orphans() -> Iterator[Finding]:
    there = Fact._default_manager.filter(organisation=OuterRef("organisation"), id=OuterRef("supersedes"))
    for fact in Fact._default_manager.exclude(supersedes=None).filter(~Exists(there)):
        yield Finding("orphan", fact.id)


def _strayed() -> Iterator[Finding]:
    old = Fact._default_manager.filter(organisation=OuterRef("organisation"), id=OuterRef("supersedes"))
    other = old.exclude(measure=OuterRef("measure"))
    for fact in Fact._default_manager.filter(Exists(other)):
        yield Finding("changed_measure", fact.id)
