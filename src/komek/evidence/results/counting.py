"""From facts to a figure: which facts an indicator takes, and how often each person counts among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateField,
    DateTimeField,
    DurationField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable, ExpressionWrapper
from django.db.models.functions import Cast, Coalesce, Concat, TruncMonth, TruncQuarter, TruncYear

from komek.evidence.results import dimensions
from komek.evidence.results.indicators import INDICATORS, Indicator
from komek.evidence.results.rules import Condition, Rule
from komek.foundations.ledger.models import Fact
from komek.foundations.ledger.queries import current
from komek.kernel.periods import Period


@dataclass(frozen=True)
class Selection:
    """What is asked for: an indicator, a period, and codes to keep to (by dimension).

    `until` asks for the facts as they stood at the end of that day; `reach` limits the organisations.
    """

    indicator: Indicator
    period: Period
    where: Mapping[str, str] = field(default_factory=dict)
    reach: Q = field(default_factory=Q)
    until: date | None = None


def facts(asked: Selection) -> QuerySet[Fact]:
    """Find the facts behind a figure."""
    rule = asked.indicator.rule
    found = _taken(asked.indicator, rule, asked).filter(**_matching(asked))
    found = found.filter(occurred_on__lt=asked.period.end)
    if rule.window != "ever":
        found = found.filter(occurred_on__gte=asked.period.start)
    if rule.new_only:
        earlier = _taken(asked.indicator, rule, asked).filter(person=OuterRef("person"))
        found = found.annotate(window=_window(rule.window, asked.period))
        found = found.filter(~Exists(earlier.filter(occurred_on__lt=OuterRef("window"))))
    if rule.among:
        other = INDICATORS[rule.among]
        whole = _taken(other, other.rule, asked).filter(occurred_on__lt=asked.period.end)
        found = found.filter(Exists(whole.filter(person=OuterRef("person"))))
    return found


def figure(found: QuerySet[Fact], rule: Rule) -> Decimal:
    """Count: people once in each window, everything else by quantity."""
    return Decimal(found.aggregate(figure=counted(rule))["figure"] or 0)


def counted(rule: Rule) -> Combinable:
    """Give the expression that counts. Totals without a person's id are added by their quantity."""
    if not rule.by_person:
        return Coalesce(Sum("quantity"), Value(Decimal(0)))
    bucket = Cast(_bucket(rule.window), CharField())
    unit = (
        Concat(Cast("person", CharField()), Value("/"), bucket)
        if rule.window not in {"period", "ever"}
        else F("person")
    )
    people = Count(unit, distinct=True, filter=Q(person__isnull=False))
    return people + Coalesce(Sum("quantity", filter=Q(person=None)), Value(Decimal(0)))


def _taken(indicator: Indicator, rule: Rule, asked: Selection) -> QuerySet[Fact]:
    """Keep the standing facts of the measure that the rule takes, of any time."""
    found = current(asked.until).filter(asked.reach, measure=indicator.measure_code, quantity__gt=0)
    for condition in rule.require:
        found = found.filter(_meets(condition))
    for condition in rule.exclude:
        found = found.exclude(_meets(condition))
    return found


def _meets(condition: Condition) -> Q:
    return Q(**{f"axes__{condition.axis}__in": list(condition.codes)})


def _matching(asked: Selection) -> dict[str, Any]:
    known = dimensions.of(asked.indicator.measure)
    return {known[code].column: known[code].value(key) for code, key in asked.where.items()}


def _bucket(window: str) -> Combinable:
    """Give a day that all facts of one window share, and no others."""
    match window:
        case "quarter":
            return TruncQuarter("occurred_on")
        case "calendar_year":
            return TruncYear("occurred_on")
        case "fiscal_year":
            return TruncYear(_moved(F("occurred_on"), "3 months"))
    return TruncMonth("occurred_on")


def _window(window: str, period: Period) -> Combinable:
    """Give the day before which a person must not have been counted to be new."""
    if window in {"period", "ever"}:
        return Value(period.start)
    return _moved(_bucket(window), "-3 months") if window == "fiscal_year" else _bucket(window)


def _moved(day: Combinable, by: str) -> Combinable:
    """Move a day by months: a fiscal year begins three months before the year whose number it bears."""
    return Cast(ExpressionWrapper(day + Cast(Value(by), DurationField()), output_field=DateTimeField()), DateField())
