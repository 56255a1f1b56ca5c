"""The front door of the results: what may be asked, and in whose facts the answer is looked for."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Min

from komek.evidence.results import dimensions
from komek.evidence.results.access import ACCESS, EVERYWHERE, reach
from komek.evidence.results.counting import Selection, facts, figure
from komek.evidence.results.indicators import INDICATORS, Indicator
from komek.evidence.results.tables import Cell
from komek.foundations.ledger.models import Fact
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden
from komek.kernel.periods import Period


def ask(*, by: Actor, indicator: str, period: Period, where: Mapping[str, str] | None = None) -> Selection:
    """Make a selection within the reader's reach; raises Hidden for an indicator or a code that there is not."""
    ACCESS.require(by, "results.read")
    if indicator not in INDICATORS:
        raise Hidden
    entered, kept = INDICATORS[indicator], dict(where or {})
    known = dimensions.of(entered.measure)
    for code, key in kept.items():
        if code not in known or not known[code].takes(key):
            raise Hidden
    return Selection(entered, period, kept, reach(by))


def overview(*, by: Actor, period: Period, where: Mapping[str, str] | None = None) -> list[tuple[Indicator, Cell]]:
    """Count every indicator of the house for a period; `where` keeps to codes that every fact has."""
    found = []
    for indicator in INDICATORS:
        asked = ask(by=by, indicator=indicator.code, period=period, where=where)
        found.append((indicator, Cell(figure(facts(asked), indicator.rule), asked.where)))
    return found


def first_month(by: Actor) -> date | None:
    """Find the first month of which there is any fact."""
    first: date | None = ACCESS.visible(by, Fact._default_manager.all()).aggregate(first=Min("occurred_on"))["first"]
    return first


def sees_everywhere(by: Actor) -> bool:
    """Say whether the reader's figures are those of every organisation."""
    return by.has(EVERYWHERE)
