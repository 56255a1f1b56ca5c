"""A bakery: measures and verbs that only the tests know, so that no room of the house is needed to test the ledger."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from komek.foundations import audit, ledger
from komek.foundations.ledger import Fact
from komek.kernel.actor import Actor
from komek.kernel.measures import MEASURES, Measure, declare

ALMATY = UUID("a0000000-0000-4000-8000-000000000001")
BISHKEK = UUID("b0000000-0000-4000-8000-000000000001")
AIGUL = Actor(UUID("a0000000-0000-4000-8000-00000000000a"), ALMATY, frozenset({"case_worker"}))
BAKYT = Actor(UUID("b0000000-0000-4000-8000-00000000000b"), BISHKEK, frozenset({"case_worker"}))
ZARINA = UUID("d0000000-0000-4000-8000-000000000001")
DAY = date(2026, 11, 12)

LOAF = declare(Measure("test_loaf", "Loaves given", {"type": "service_type", "one_off": "yes_no"}, about_person=True))
OVEN = declare(Measure("test_oven", "Ovens lit", {"channel": "contact_channel"}))
MEANS = declare(Measure("test_means", "Means of control told", {"means": "means_of_control"}, about_person=True))
FED = {"type": "emergency_food_hygiene", "one_off": "yes"}

assert {LOAF, OVEN, MEANS} <= set(MEASURES)


@audit.verb("bakery.give", "gave a loaf")
def give(*, by: Actor, burn: bool = False, **told: Any) -> Fact:
    """Give a loaf to a person and write it down; a burnt one is taken back."""
    given: dict[str, Any] = {"day": DAY, "country": "KZ", "person": ZARINA, "axes": FED} | told
    fact = ledger.record(LOAF, by=by, **given)
    audit.record("bakery.give", "loaf", fact.id, by=by)
    if burn:
        raise RuntimeError("burnt")
    return fact


@audit.verb("bakery.note", "noted")
def note(*, measure: Measure, by: Actor, **told: Any) -> Fact:
    """Write down whatever the test wants."""
    audit.record("bakery.note", "loaf", None, by=by)
    given: dict[str, Any] = {"day": DAY, "country": "KZ"} | told
    return ledger.record(measure, by=by, **given)


@audit.verb("bakery.recount", "counted again")
def recount(*, fact: Fact, by: Actor, quantity: Decimal | int | None = None, **changed: Any) -> Fact:
    """Correct a fact."""
    audit.record("bakery.recount", "loaf", fact.id, by=by)
    return ledger.correct(fact, by=by, quantity=quantity, **changed)
