"""Opening a case: the number, the record with its keys, the first fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import flow, locking, measures, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.actions.safety import danger_now
from komek.care.cases.models import Case, CaseNumbers
from komek.care.people.models import Person
from komek.foundations import audit, places
from komek.foundations.orgs.queries import require_may_open_cases
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState


@dataclass(frozen=True)
class Opening:
    """What the first page says about the case; who the person is goes to her own record."""

    country: str
    region: str = ""
    source: str = "self"
    kind: str = flow.FULL
    needs: tuple[str, ...] = ()
    words: str = ""
    danger: bool = False


@audit.verb("case.open", _("opened the case"), _("opened your file"))
def open_case(*, person: Person, opening: Opening, by: Actor) -> Case:
    """Open a case for a person who is on record: lawful minimum, own number, own keys.

    Raises WrongState until the recovery sheets of the organisation are confirmed, and Invalid for a place or code
    that does not exist; nothing about police or consent is asked.
    """
    ACCESS.require(by, "case.open")
    require_may_open_cases(by.organisation)
    _on_record(person, by)
    check(opening)
    today = timezone.localdate()
    case = Case(
        organisation=by.organisation,
        person=person,
        number=next_number(by, opening.country, today),
        kind=opening.kind,
        state="active" if opening.kind == flow.PLAIN_HELP else "intake",
        worker=by.user,
        country=opening.country,
        region=opening.region,
        source=opening.source,
        opened_on=today,
        due_on=today,
    )
    sealing.begin(case, by=by)
    sealing.seal(case, "intake", {"needs": list(opening.needs), "words": opening.words}, by=by)
    case.save(force_insert=True)
    said = {"kind": case.kind, "danger": "yes" if opening.danger else "no"}
    audit.record("case.open", "case", case.id, by=by, objects=[person.id], details=said)
    counting.count(measures.CASE_OPENED, case, by=by, axes={"kind": case.kind, "source": case.source})
    if opening.danger:
        danger_now(case=case, by=by)
    return case


def _on_record(person: Person, by: Actor) -> None:
    """Raise Hidden for a person of another organisation, WrongState for somebody who was erased."""
    people.find(by, person.pk)
    if locking.held(person).erased:
        raise WrongState(_("This person was erased."), "", _("Register the person anew if it comes to that."))


def next_number(by: Actor, country: str, today: date) -> str:
    """Give the next number of the organisation's year; the counter's row is locked until the case stands."""
    counter, _made = CaseNumbers.objects.select_for_update().get_or_create(
        organisation=by.organisation, year=today.year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{country}-{today.year % 100:02}-{counter.last:04}"


def check(opening: Opening) -> None:
    """Raise Invalid for a place or a code that is in no list."""
    _known("country", opening.country in {each.code for each in places.countries()})
    inside = {each.code for each in places.regions(opening.country)}
    _known("region", not opening.region or opening.region in inside)
    _known("source", opening.source in codes.get("referral_source"))
    _known("kind", opening.kind in codes.get("case_kind"))
    _known("needs", all(need in codes.get("need_domain") for need in opening.needs))


def _known(name: str, known: bool) -> None:
    if not known:
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=name)
