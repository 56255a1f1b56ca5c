"""Aigul the case worker, Bakyt of another NGO, and a few verbs of a small room that only the tests know."""

from uuid import UUID

from komek.foundations import audit
from komek.kernel.actor import Actor

ALMATY = UUID("a0000000-0000-4000-8000-000000000001")
BISHKEK = UUID("b0000000-0000-4000-8000-000000000001")
AIGUL = Actor(UUID("a0000000-0000-4000-8000-00000000000a"), ALMATY, frozenset({"case_worker"}))
BAKYT = Actor(UUID("b0000000-0000-4000-8000-00000000000b"), BISHKEK, frozenset({"case_worker"}))
KETTLE = UUID("c0000000-0000-4000-8000-00000000000c")
CUP = UUID("c0000000-0000-4000-8000-00000000000d")


@audit.verb("kettle.fill", "filled a kettle", "put water into your kettle")
def fill(*, kettle: UUID, by: Actor, water: str = "cold") -> UUID:
    """Fill a kettle."""
    audit.record("kettle.fill", "kettle", kettle, by=by, details={"water": water})
    return kettle


@audit.verb("kettle.boil", "boiled a kettle")
def boil(*, kettle: UUID, by: Actor, burst: bool = False) -> None:
    """Fill, then boil; a burst kettle leaves nothing behind."""
    fill(kettle=kettle, by=by)
    audit.record("kettle.boil", "kettle", kettle, by=by)
    if burst:
        raise RuntimeError("burst")


@audit.verb("kettle.list", "opened the list of kettles")
def look(*, kettles: tuple[UUID, ...], by: Actor) -> None:
    """Look at several kettles at once."""
    audit.record("kettle.list", "kettle", None, by=by, objects=kettles)


@audit.verb("kettle.forget", "forgot")
def forget(*, by: Actor) -> None:
    """Record an entry, but not of this verb."""
    audit.record("kettle.fill", "kettle", KETTLE, by=by)


@audit.verb("kettle.descale", "descaled %(count)s kettles")
def descale(*, organisation: UUID, count: int) -> None:
    """Done by the system every night."""
    audit.record_system("kettle.descale", "kettle", None, organisation=organisation, details={"count": count})


@audit.verb("kettle.visit", "visited")
def visit(*, hosts: tuple[Actor, ...], by: Actor) -> None:
    """Leave a line in the chain of each host, in the order of the visit."""
    for host in hosts:
        audit.record("kettle.visit", "kettle", KETTLE, by=by, organisation=host.organisation)
