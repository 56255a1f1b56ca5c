"""Figures of the hotline: contacts by month, channel, language, country, what they were about and what came of them.

Read from nameless facts alone. Operators see those of their own organisation, programme officers those of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from komek.evidence.results.access import READERS, reach
from komek.foundations.ledger.models import Fact
from komek.foundations.ledger.queries import current
from komek.kernel import codes
from komek.kernel.access import Access
from komek.kernel.actor import Actor
from komek.kernel.errors import Text
from komek.kernel.periods import Period

ACCESS = Access({"hotline.figures": (*READERS, "hotline_operator", "case_worker")}, read="hotline.figures", reach=reach)
CONTACTS, CATEGORIES, OUTCOMES = "hotline_contact", "hotline_category", "hotline_outcome"
AXES: dict[str, tuple[str, str, str]] = {
    "channel": (CONTACTS, "channel", "hotline_channel"),
    "language": (CONTACTS, "language", "hotline_language"),
    "country": (CONTACTS, "whereabouts", "hotline_country"),
    "caller": (CONTACTS, "caller", "hotline_caller"),
    "category": (CATEGORIES, "category", "hotline_category"),
    "outcome": (OUTCOMES, "outcome", "hotline_outcome"),
}
"""By what figures are broken down: the measure, its axis, and the list its codes come from."""


@dataclass(frozen=True)
class Slice:
    """One line of a breakdown."""

    code: str
    label: Text
    number: int


@dataclass(frozen=True)
class Figures:
    """What was counted in a period: in all, month by month, and broken down."""

    period: Period
    total: int
    months: tuple[tuple[Period, int], ...]
    parts: dict[str, tuple[Slice, ...]]


def figures(*, by: Actor, period: Period) -> Figures:
    """Count the contacts of a period within the reader's reach. Raises Forbidden for a role that sees none."""
    ACCESS.require(by, "hotline.figures")
    months = _by_month(by, period)
    parts = {name: _slices(by, period, *where) for name, where in AXES.items()}
    parts["group"] = _groups(parts["category"])
    return Figures(period, sum(number for _, number in months), months, parts)


def _by_month(by: Actor, period: Period) -> tuple[tuple[Period, int], ...]:
    counted = _facts(by, period, CONTACTS).values_list("occurred_on").annotate(number=Sum("quantity"))
    found = {day: int(number) for day, number in counted.order_by()}
    return tuple((each, found.get(each.start, 0)) for each in period.months())


def _slices(by: Actor, period: Period, measure: str, axis: str, listed: str) -> tuple[Slice, ...]:
    counted = _facts(by, period, measure).values_list(f"axes__{axis}").annotate(number=Sum("quantity")).order_by()
    known = codes.get(listed)
    return _sorted(Slice(code, known[code].label, int(number)) for code, number in counted if code in known)


def _groups(categories: Iterable[Slice]) -> tuple[Slice, ...]:
    """Add the second level of the categories up to the first."""
    known, added = codes.get("hotline_category"), dict[str, int]()
    for each in categories:
        top = known[each.code].broader or each.code
        added[top] = added.get(top, 0) + each.number
    return _sorted(Slice(code, known[code].label, number) for code, number in added.items())


def _facts(by: Actor, period: Period, measure: str) -> QuerySet[Fact]:
    rows = ACCESS.visible(by, current())
    return rows.filter(measure=measure, occurred_on__gte=period.start, occurred_on__lt=period.end, quantity__gt=0)


def _sorted(slices: Iterable[Slice]) -> tuple[Slice, ...]:
    return tuple(sorted(slices, key=lambda each: (-each.number, each.code)))
