"""One line becomes a sealed case with its own months: what it was counts when it happened, marked as brought along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from komek.care import people
from komek.care.cases import flow, measures, sealing
from komek.care.cases.actions import counting, opening
from komek.care.cases.models import Case, Closing, IdentificationDecision, Service
from komek.care.cases.models.case import REGISTER
from komek.care.cases.queries import deadlines
from komek.care.cases.register import words
from komek.care.cases.register.values import Client
from komek.care.people.models import Person
from komek.foundations import ledger
from komek.foundations.vault import Code
from komek.kernel.actor import Actor
from komek.kernel.measures import Measure
from komek.kernel.partialdate import BROAD_AGES, PartialDate

BODIES = {
    "officially_identified": "other_state_body",
    "victim_status_in_criminal_case": "court_or_prosecution",
}
"""Who decided, where the register does not say it: this; else the organisation itself."""
NOT_A_DECISION = ("contact_only", "unknown")
UNKNOWN = "unknown"


def begun_on(client: Client, today: date) -> date:
    """Give the day on which a case began, as near as the register knows it."""
    return _first(client.value("contact_on")) or _first(client.value("closed_on")) or today


def enter(client: Client, person: Person, *, country: str, by: Actor) -> Case:
    """Write the case of one line with everything the line tells. Part of the verb that takes the line in."""
    today = timezone.localdate()
    case = _case(client, person, country, begun_on(client, today), by)
    for type_ in client.value("services") or ():
        _service(case, type_, client, by)
    _decision(case, client, by)
    _closing(case, client, by)
    _count(measures.CASE_OPENED, case, client, by, {"kind": case.kind, "source": case.source})
    deadlines.refresh(case)
    return case


def _case(client: Client, person: Person, country: str, day: date, by: Actor) -> Case:
    region = client.value("region") or ""
    wanted = opening.Opening(
        country=region.partition("-")[0] or country,
        region=region,
        source=client.value("source") or "other",
        needs=tuple(client.value("needs") or ()),
        words=_words(client),
    )
    opening.check(wanted)
    closed = _closed_on(client, day)
    case = Case(
        organisation=by.organisation,
        person=person,
        number=opening.next_number(by, wanted.country, day),
        state="closed" if closed else "active",
        identification=_status(client),
        worker=by.user,
        country=wanted.country,
        region=region,
        source=wanted.source,
        taken_from=REGISTER,
        opened_on=day,
        closed_on=closed,
    )
    sealing.begin(case, by=by)
    sealing.seal(case, "intake", {"needs": list(wanted.needs), "words": wanted.words}, by=by)
    case.save(force_insert=True)
    return case


def _words(client: Client) -> str:
    """Keep what the register says and no other place has room for."""
    number, age, notes = client.value("number"), client.value("age"), client.value("notes")
    said = [
        _("Number in the register: %(number)s") % {"number": number} if number else "",
        _("Age at first contact: %(age)s") % {"age": age} if age is not None else "",
        notes or "",
    ]
    return "\n".join(each for each in said if each)


def _status(client: Client) -> str:
    """Give the state of identification; a negative waits for its second signature like every other."""
    status = str(client.value("status") or "contact_only")
    return "potential_victim" if status in flow.NEGATIVE else status


def _decision(case: Case, client: Client, by: Actor) -> None:
    status = client.value("status")
    if not status or status in NOT_A_DECISION:
        return
    body = words.find("body", client.written.get("status", "")) if status in BODIES else ""
    body = body or BODIES.get(status, "ngo")
    decision = IdentificationDecision(
        organisation=case.organisation,
        case=case,
        status=status,
        body=body,
        decided_on=case.opened_on,
        basis="wish_of_person" if status == "withdrawn" else "documents",
        recorded_by=by.user,
        recorded_at=timezone.now(),
    )
    said = {"words": _("From the register of the organisation."), "authority": "", "document": "", "fact": Code("")}
    if not decision.waits:
        axes = {"status": status, "body": body, "form": UNKNOWN}
        said["fact"] = Code(_count(measures.PERSON_IDENTIFIED, case, client, by, axes).id.hex)
    sealing.seal(decision, "words", said, by=by)
    decision.save(force_insert=True)


def _service(case: Case, type_: str, client: Client, by: Actor) -> None:
    """Write down help that was given; the register knows it was, and seldom the day: the first contact stands."""
    service = Service(
        organisation=case.organisation,
        case=case,
        type=type_,
        state="delivered",
        delivered_on=case.opened_on,
        recorded_by=by.user,
        recorded_on=timezone.localdate(),
    )
    axes = {"type": type_, "one_off": UNKNOWN, "needs_based": UNKNOWN}
    fact = _count(measures.SERVICE_DELIVERED, case, client, by, axes)
    remark = _("From the register of the organisation; its day is that of the first contact.")
    said = {"provider": "", "words": remark, "counted": Code(fact.id.hex), "answered": None}
    sealing.seal(service, "provision", said, by=by)
    service.save(force_insert=True)


def _closing(case: Case, client: Client, by: Actor) -> None:
    if case.closed_on is None:
        return
    reason = client.value("closure") or "other"
    row = Closing(
        organisation=case.organisation,
        case=case,
        reason=reason,
        attempts=1 if reason == "lost_contact" else 0,
        closed_on=case.closed_on,
        closed_by=by.user,
    )
    said: dict[str, str] = {name: Code(UNKNOWN) for name in ("living", "income", "documents", "safety")}
    said |= {"plan": "", "continued": "", "words": _("From the register of the organisation.")}
    sealing.seal(row, "outcome", said, by=by)
    row.save(force_insert=True)
    _count(measures.CASE_CLOSED, case, client, by, {"reason": reason, "kind": case.kind}, day=case.closed_on)


def _count(
    measure: Measure, case: Case, client: Client, by: Actor, axes: Mapping[str, str], *, day: date | None = None
) -> ledger.Fact:
    """Record a fact in the month in which it happened, with the age she had then."""
    said, when = dict(axes), day or case.opened_on
    if "origin" in measure.axes:
        said["origin"] = counting.origin((client.value("citizenship") or ("",))[0])
    return ledger.record(
        measure,
        by=by,
        day=when,
        country=case.country,
        region=case.region,
        person=case.person.ledger_id,
        sex=client.value("sex") or UNKNOWN,
        age_band=_age_band(client, when),
        axes=said,
        source=REGISTER,
    )


def _age_band(client: Client, day: date) -> str:
    band = people.age_band(client.told("born"), day)
    age = client.value("age")
    if band != UNKNOWN or age is None:
        return band
    return next(_code(each) for each in BROAD_AGES if age <= _oldest(each))


def _oldest(band: str) -> int:
    return int(band.partition("-")[2] or 999)


def _code(band: str) -> str:
    return band.replace("-", "_").replace("+", "_plus")


def _closed_on(client: Client, day: date) -> date | None:
    """Give the day of closing, if the register says that the case is closed."""
    if client.value("closed_on"):
        return max(day, _first(client.value("closed_on")) or day)
    return day if client.value("closure") else None


def _first(day: PartialDate | None) -> date | None:
    """Give the first day that a partial date may be."""
    return day.earliest() if day else None
