"""Facts for the ledger: month and place of the help, and what the opened person adds: sex, age band, origin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from komek.care import people
from komek.care.cases import rules, schemas, sealing
from komek.care.cases.models import Account, Case
from komek.foundations import ledger
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.measures import Measure

Axes = Mapping[str, str]


def count(
    measure: Measure,
    case: Case,
    *,
    by: Actor,
    axes: Axes | None = None,
    day: date | None = None,
    quantity: int | Decimal = 1,
    supersedes: UUID | None = None,
) -> ledger.Fact:
    """Record one nameless fact of a case; what the actor cannot open of the person is counted as unknown.

    A fact of a measure that is not about a person carries no person id.
    """
    traits = people.traits(case.person, by=by)
    said = dict(axes or {})
    if "origin" in measure.axes:
        said["origin"] = origin(traits.citizenship)
    return ledger.record(
        measure,
        by=by,
        day=day or timezone.localdate(),
        country=case.country,
        region=case.region,
        person=case.person.ledger_id if measure.about_person else None,
        sex=traits.sex,
        age_band=traits.age_band,
        axes=said,
        quantity=quantity,
        supersedes=supersedes,
    )


def origin(country: str) -> str:
    """Name the origin as the ledger may say it: a rare country would single a person out."""
    if not country:
        return "unknown"
    return country if country in codes.get("origin") else "other"


def form_of(case: Case, *, by: Actor) -> str:
    """Say the broad form of exploitation that a person told of, for a fact about her."""
    account = Account.objects.filter(case=case).first()
    held = sealing.opened(account, "forms", by=by) if account else None
    return rules.broad_form(schemas.unpacked(held["forms"])) if held else "unknown"
