"""The two verbs of the ledger: write a fact, and correct one by another. Both only inside a verb of a room."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from komek.foundations.audit.book import running
from komek.foundations.ledger.models import Fact
from komek.foundations.ledger.rules import check_axes, check_place, check_who
from komek.kernel.actor import Actor
from komek.kernel.measures import MEASURES, Measure

Quantity = int | Decimal


class Loose(RuntimeError):
    """A fact outside every verb: it would stand although the act it speaks of was taken back."""


def record(
    measure: Measure,
    *,
    by: Actor,
    day: date,
    country: str,
    region: str = "",
    person: UUID | None = None,
    sex: str = "unknown",
    age_band: str = "unknown",
    axes: Mapping[str, str | bool] | None = None,
    quantity: Quantity = 1,
    supersedes: UUID | None = None,
    source: str = "komek",
) -> Fact:
    """Write one nameless fact in the transaction of the running verb.

    Of `day` only the month is kept. All declared axes must be given, unknown ones as `unknown`: what is not written
    down now can never be counted. Raises Undeclared for anything that no room has declared.
    """
    if not running():
        raise Loose(f"{measure.code}: a fact is recorded inside a verb, so that it stands or falls with it")
    told = {axis: _code(value) for axis, value in (axes or {}).items()}
    check_axes(measure, told)
    check_who(measure, person, sex, age_band, source)
    check_place(measure, country, region)
    fact = Fact(
        measure=measure.code,
        measure_version=measure.version,
        occurred_on=day.replace(day=1),
        recorded_at=timezone.now().date(),
        organisation=by.organisation,
        country=country,
        region=region,
        person=person,
        sex=sex,
        age_band=age_band,
        axes=told,
        quantity=quantity,
        source=source,
        supersedes=supersedes,
    )
    fact.save(force_insert=True)
    return fact


def correct(
    fact: Fact,
    *,
    by: Actor,
    day: date | None = None,
    country: str | None = None,
    region: str | None = None,
    sex: str | None = None,
    age_band: str | None = None,
    axes: Mapping[str, str | bool] | None = None,
    quantity: Quantity | None = None,
) -> Fact:
    """Write a fact that takes the place of an earlier one; what is not given stays. Quantity 0 takes it back.

    A fact is corrected once: the next correction names the newest. `axes` are changed one by one.
    """
    return record(
        MEASURES[fact.measure],
        by=by,
        day=day or fact.occurred_on,
        country=country or fact.country,
        region=fact.region if region is None else region,
        person=fact.person,
        sex=sex or fact.sex,
        age_band=age_band or fact.age_band,
        axes={**fact.axes, **(axes or {})},
        quantity=fact.quantity if quantity is None else quantity,
        supersedes=fact.id,
        source=fact.source,
    )


def _code(value: str | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else value
