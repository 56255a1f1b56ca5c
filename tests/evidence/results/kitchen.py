"""A soup kitchen: measures, indicators and facts that only these tests know."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from komek.evidence.results.indicators import INDICATORS, Indicator
from komek.foundations import audit, ledger
from komek.foundations.ledger import Fact
from komek.kernel.actor import Actor
from komek.kernel.measures import Measure, declare

ALMATY = UUID("a0000000-0000-4000-8000-000000000001")
BISHKEK = UUID("b0000000-0000-4000-8000-000000000001")
OFFICE = UUID("e0000000-0000-4000-8000-000000000001")
AIGUL = Actor(UUID("a0000000-0000-4000-8000-00000000000a"), ALMATY, frozenset({"case_worker", "me_officer"}))
BAKYT = Actor(UUID("b0000000-0000-4000-8000-00000000000b"), BISHKEK, frozenset({"case_worker", "supervisor"}))
DINARA = Actor(UUID("e0000000-0000-4000-8000-00000000000e"), OFFICE, frozenset({"programme_officer"}))
PEOPLE = [UUID(int=0xD0 << 120 | 4 << 76 | 8 << 60 | number) for number in range(1, 9)]
ZARINA, TIMUR, OLGA = PEOPLE[:3]

MEAL = declare(
    Measure(
        "test_meal",
        "Meals",
        {"type": "service_type", "one_off": "yes_no", "needs_based": "yes_no"},
        about_person=True,
        unit="service",
    )
)
NAMED = declare(Measure("test_named", "Named", {"status": "identification_status"}, about_person=True))

ONCE = "count=person; window=period; once_per=person+period"


def indicator(code: str, measure: Measure, text: str) -> Indicator:
    """Make an indicator and enter it, as among= and denominator= look others up."""
    return INDICATORS.add(Indicator(f"test_{code}", code, code, measure.code, text))


FED = indicator("fed", MEAL, ONCE)
MEALS = indicator("meals", MEAL, "count=service; window=period")
KNOWN = indicator("known", NAMED, f"{ONCE}; require=status in identified_by_ngo,officially_identified")
BY_NEED = indicator(
    "by_need",
    MEAL,
    "count=person; window=quarter; once_per=person+quarter; require=needs_based is yes; exclude=one_off is yes;"
    " among=test_known; denominator=test_known",
)
NEW = indicator("new", MEAL, "count=person; window=quarter; once_per=person+quarter; new_only=yes")
EVER = indicator("ever", MEAL, "count=person; window=ever; once_per=person+ever")


@audit.verb("kitchen.serve", "served")
def serve(*, by: Actor, person: UUID | None, month: int = 11, year: int = 2026, **told: Any) -> Fact:
    """Serve a meal."""
    axes = {"type": "emergency_food_hygiene", "one_off": "no", "needs_based": "yes"}
    axes |= {name: told.pop(name) for name in list(told) if name in axes}
    audit.record("kitchen.serve", "meal", None, by=by)
    given: dict[str, Any] = {"country": "KZ", "region": "KZ-75", "sex": "female", "age_band": "24_26"} | told
    return ledger.record(MEAL, by=by, day=date(year, month, 5), person=person, axes=axes, **given)


@audit.verb("kitchen.name", "named")
def name(*, by: Actor, person: UUID, month: int = 11, status: str = "identified_by_ngo", **told: Any) -> Fact:
    """Say who somebody is."""
    audit.record("kitchen.name", "meal", None, by=by)
    given: dict[str, Any] = {"country": "KZ"} | told
    return ledger.record(NAMED, by=by, day=date(2026, month, 5), person=person, axes={"status": status}, **given)


@audit.verb("kitchen.recount", "counted again")
def recount(*, fact: Fact, by: Actor, quantity: Decimal | int) -> Fact:
    """Correct how many."""
    audit.record("kitchen.recount", "meal", None, by=by)
    return ledger.correct(fact, by=by, quantity=quantity)


def own_indicators() -> Iterator[Indicator]:
    """List the indicators of the house, without those of the tests."""
    return (each for each in INDICATORS if not each.code.startswith("test_"))
