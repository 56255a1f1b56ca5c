"""Freezing a figure, and deriving it again at any later day.

A reading holds the facts of whole days only, up to yesterday: what is written down today may still be joined by more.
It keeps the text of its rule, so a rule that has changed since does not change what was given out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.evidence.results.access import ACCESS, EVERYWHERE
from komek.evidence.results.counting import Selection, facts, figure
from komek.evidence.results.indicators import INDICATORS, Indicator
from komek.evidence.results.models import Reading
from komek.foundations import audit
from komek.foundations.ledger.models import Fact
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.kernel.periods import Period, parse

CHUNK = 5000
TOLD = (
    "id", "measure", "measure_version", "occurred_on", "recorded_at", "organisation", "country", "region", "person",
    "sex", "age_band", "axes", "quantity", "source", "supersedes",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A reading that can no longer be derived, and what came out instead."""

    reading: UUID
    value: Decimal
    again: Decimal

    def __str__(self) -> str:
        return f"reading {self.reading}: frozen {self.value}, derived {self.again}, or its facts have changed"


@audit.verb("results.freeze", _("froze a figure"))
def freeze(
    *,
    indicator: str,
    period: Period,
    by: Actor,
    where: Mapping[str, str] | None = None,
    until: date | None = None,
    supersedes: Reading | None = None,
) -> Reading:
    """Freeze a figure as it stood at the end of a day, yesterday if none is given."""
    ACCESS.require(by, "results.freeze")
    today = timezone.now().date()
    last = until or today - timedelta(days=1)
    if last >= today:
        raise Invalid(
            _("A figure can be frozen for days that are over."),
            _("More facts may still come in today."),
            _("Choose yesterday or an earlier day."),
            field="until",
        )
    entered = INDICATORS[indicator]
    reading = Reading(
        organisation=by.organisation,
        everywhere=by.has(EVERYWHERE),
        indicator=indicator,
        version=entered.version,
        rule=entered.text,
        period=period.code,
        where=dict(where or {}),
        until=last,
        made_on=today,
        made_by=by.user,
        supersedes=supersedes.id if supersedes else None,
    )
    reading.value, reading.facts, reading.facts_hash = derive(reading)
    reading.save(force_insert=True)
    told = {"indicator": indicator, "period": period.code}
    audit.record("results.freeze", "reading", reading.id, by=by, details=told)
    return reading


def derive(reading: Reading) -> tuple[Decimal, int, bytes]:
    """Count a reading again from the facts of its days: value, number of facts, hash of facts."""
    kept = INDICATORS[reading.indicator]
    indicator = Indicator(kept.code, kept.label, kept.explained, kept.measure_code, reading.rule, reading.version)
    reach = Q() if reading.everywhere else Q(organisation=reading.organisation)
    found = facts(Selection(indicator, parse(reading.period), reading.where, reach, reading.until))
    return figure(found, indicator.rule), *_hash(found)


def check() -> list[Finding]:
    """Derive every reading again and name those that come out otherwise."""
    found = []
    for reading in Reading._default_manager.order_by("made_on", "id").iterator(CHUNK):
        value, _number, hashed = derive(reading)
        if (value, hashed) != (reading.value, bytes(reading.facts_hash)):
            found.append(Finding(reading.id, reading.value, value))
    return found


def _hash(found: QuerySet[Fact]) -> tuple[int, bytes]:
    whole, number = hashlib.sha256(), 0
    for row in found.order_by("id").values_list(*TOLD).iterator(CHUNK):
        whole.update(json.dumps(row, default=str, sort_keys=True).encode() + b"\n")
        number += 1
    return number, whole.digest()
