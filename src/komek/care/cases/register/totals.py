"""Opening totals: what an organisation counted before Komek, as nameless facts that are marked as such."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import measures
from komek.care.cases.access import ACCESS
from komek.care.cases.models import OpeningTotal
from komek.care.cases.register import encodings, guard, words
from komek.foundations import audit, ledger, places
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden, Invalid, WrongState
from komek.kernel.measures import Measure

SOURCE = "before_komek"
MOST = 1_000_000
MOST_LINES = 2_000
FIRST_YEAR = 1990
UNSAID = ("unknown", "other")
"""What an axis says where a total does not tell: the first of these that its list has, else the list's first code."""
YES_NO = "yes_no"

KINDS: Mapping[str, tuple[Measure, str]] = {
    each.code: (each, detail)
    for each, detail in (
        (measures.CASE_OPENED, "source"),
        (measures.PERSON_IDENTIFIED, "status"),
        (measures.SERVICE_DELIVERED, "type"),
        (measures.REFERRED_TO_POLICE, "consent"),
        (measures.CASE_CLOSED, "reason"),
        (measures.FOLLOWUP_DONE, "point"),
    )
}
"""What may be brought along, each with the one axis that its `detail` fills."""
COLUMNS = ("measure", "month", "region", "sex", "age_band", "detail", "quantity")


@dataclass(frozen=True)
class Total:
    """One total: what, in which month (or year: its January), where, who, how many."""

    measure: str
    month: date
    quantity: int
    region: str = ""
    sex: str = "unknown"
    age_band: str = "unknown"
    detail: str = ""


def details(measure: str) -> Sequence[tuple[str, object]]:
    """List what the detail of a measure may be."""
    kind, axis = KINDS[measure]
    name = kind.axes[axis]
    return [("yes", _("Yes")), ("no", _("No"))] if name == YES_NO else codes.get(name).choices()


def visible(actor: Actor) -> QuerySet[OpeningTotal]:
    """List the totals of the actor's organisation, the newest first."""
    if not ACCESS.may(actor, "register.total"):
        return OpeningTotal.objects.none()
    return OpeningTotal.objects.filter(organisation=actor.organisation).order_by("-recorded_on", "-month", "id")


def find(actor: Actor, total: UUID) -> OpeningTotal:
    """Get one total, or raise Hidden; Forbidden for a colleague whose role it is not."""
    noun = OpeningTotal.objects.filter(pk=total, organisation=actor.organisation).first()
    if noun is None:
        raise Hidden
    ACCESS.require(actor, "register.total", noun)
    return noun


@audit.verb("register.record_totals", _("brought totals along from before Komek"))
def record_totals(*, totals: Sequence[Total], country: str, by: Actor) -> list[OpeningTotal]:
    """Record totals, all of them or none. Raises Invalid for the first that cannot be."""
    ACCESS.require(by, "register.total")
    if not totals:
        raise Invalid(_("There is no total here."), "", _("Write at least one."), field="upload")
    for total in totals:
        check(total, country)
    rows = [_record(total, country, by) for total in totals]
    audit.record("register.record_totals", "total", None, by=by, objects=[row.id for row in rows])
    return rows


@audit.verb("register.take_back_total", _("took a total from before Komek back"))
def take_back(*, total: OpeningTotal, by: Actor) -> OpeningTotal:
    """Take a total back: a fact of nothing takes the place of the one that was wrong."""
    ACCESS.require(by, "register.total", total)
    if total.taken_back_on is not None:
        raise WrongState(_("This total was taken back already."), "", "")
    said = Total(total.measure, total.month, 0, total.region, total.sex, total.age_band, total.detail)
    country = total.region.partition("-")[0] or people.country_of(by)
    _fact(said, country, by, supersedes=total.fact)
    total.taken_back_on = timezone.localdate()
    total.save(update_fields=["taken_back_on"])
    audit.record("register.take_back_total", "total", total.id, by=by)
    return total


def check(total: Total, country: str) -> None:
    """Refuse what cannot be; the error names the field."""
    today = timezone.localdate()
    _right("measure", total.measure in KINDS)
    _right("month", total.month.year >= FIRST_YEAR and total.month <= today)
    _right("quantity", 0 < total.quantity <= MOST)
    _right("region", not total.region or total.region in {each.code for each in places.regions(country)})
    _right("sex", total.sex in codes.get("sex"))
    _right("age_band", total.age_band in codes.get("age_band"))
    _right("detail", not total.detail or total.detail in {code for code, _label in details(total.measure)})


def read_csv(data: bytes, country: str) -> list[Total]:
    """Read totals from a small table: measure, month or year, region, sex, age band, detail, quantity.

    Raises Invalid that names the line of the first total that cannot be.
    """
    found = encodings.decode(data)
    if found is None:
        raise guard.broken()
    text = found[0]
    sign = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=sign))
    if len(rows) > MOST_LINES:
        raise guard.too_many_lines()
    totals = []
    for number, row in enumerate(rows, start=1):
        if not any(cell.strip() for cell in row) or (number == 1 and row[0].strip().casefold() == COLUMNS[0]):
            continue
        totals.append(_of_row(number, [cell.strip() for cell in row], country))
    return totals


def month_of(text: str) -> date | None:
    """Read 2023-05, 05.2023 or 2023; of a year its January."""
    parts = [part for part in text.replace(".", "-").replace("/", "-").split("-") if part]
    if not parts or not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 2:
        return None
    year = next((int(part) for part in parts if len(part) == 4), 0)
    month = next((int(part) for part in parts if len(part) < 4), 1)
    return date(year, month, 1) if year >= FIRST_YEAR and 1 <= month <= 12 else None


def _of_row(number: int, row: Sequence[str], country: str) -> Total:
    said = dict(zip(COLUMNS, (*row, *[""] * len(COLUMNS)), strict=False))
    month, place = month_of(said["month"]), places.find_region(said["region"], country) if said["region"] else None
    if month is None or not said["quantity"].isdigit() or (said["region"] and place is None):
        raise _in_line(number)
    total = Total(
        said["measure"],
        month,
        int(said["quantity"]),
        place.code if place else "",
        words.find("sex", said["sex"]) or "unknown",
        said["age_band"].replace("-", "_").replace("+", "_plus") or "unknown",
        said["detail"],
    )
    try:
        check(total, country)
    except Invalid:
        raise _in_line(number) from None
    return total


def _in_line(number: int) -> Invalid:
    return Invalid(
        _("Line %(number)s of this table cannot be read.") % {"number": number},
        "",
        _("Write measure, month, region, sex, age band, detail and quantity as in the example."),
        field="upload",
    )


def _record(total: Total, country: str, by: Actor) -> OpeningTotal:
    fact = _fact(total, country, by)
    return OpeningTotal.objects.create(
        organisation=by.organisation,
        fact=fact.id,
        measure=total.measure,
        month=total.month,
        region=total.region,
        sex=total.sex,
        age_band=total.age_band,
        detail=total.detail,
        quantity=total.quantity,
        recorded_on=timezone.localdate(),
        recorded_by=by.user,
    )


def _fact(total: Total, country: str, by: Actor, supersedes: UUID | None = None) -> ledger.Fact:
    measure, axis = KINDS[total.measure]
    axes = {name: _unsaid(listed) for name, listed in measure.axes.items()}
    if total.detail:
        axes[axis] = total.detail
    return ledger.record(
        measure,
        by=by,
        day=total.month,
        country=country,
        region=total.region,
        sex=total.sex,
        age_band=total.age_band,
        axes=axes,
        quantity=total.quantity,
        supersedes=supersedes,
        source=SOURCE,
    )


def _unsaid(listed: str) -> str:
    if listed == YES_NO:
        return "unknown"
    known = [code.code for code in codes.get(listed)]
    return next((code for code in UNSAID if code in known), known[0])


def _right(field: str, right: bool) -> None:
    if not right:
        raise Invalid(_("This cannot be right."), "", _("Look at it again."), field=field)
