"""Services: recorded in every open state of a case from the first contact on. Nothing here asks about police."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import flow, locking, measures, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.models import Case, Service
from komek.care.cases.queries import deadlines, reading
from komek.foundations import audit
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.measures import Measure


@dataclass(frozen=True)
class Help:
    """What help it is: kind, amount, cost if known, and in sealed words who gives it."""

    type: str
    one_off: bool = False
    quantity: Decimal = Decimal(1)
    unit: str = "time"
    cost: Decimal | None = None
    currency: str = ""
    due_on: date | None = None
    provider: str = ""
    words: str = ""


def permitted(case: Case) -> tuple[str, ...]:
    """List the kinds of service that may be recorded now: all in an open case, none in a closed one.

    It asks for nothing else on purpose: help never depends on identification, or on consent to proceedings.
    """
    return tuple(each.code for each in codes.get("service_type")) if case.is_open else ()


@audit.verb("service.plan", _("planned a service"))
def plan_service(*, case: Case, given: Help, by: Actor) -> Service:
    """Write down a service that is to be offered."""
    service = _new(case, given, by)
    service.save(force_insert=True)
    _note("service.plan", service, by)
    return service


@audit.verb("service.record", _("recorded a service that was delivered"), _("wrote down help that you received"))
def record_service(*, case: Case, given: Help, delivered_on: date, by: Actor) -> Service:
    """Write down in one go help that was given already."""
    service = _new(case, given, by)
    _deliver(service, delivered_on, by)
    service.save(force_insert=True)
    _note("service.record", service, by)
    _count_delivery(service, by)
    return service


@audit.verb("service.offer", _("offered a service"))
def offer(*, service: Service, by: Actor) -> Service:
    """Offer what was planned."""
    return _step(service, "offer", by)


@audit.verb("service.accept", _("recorded that the person accepted a service"))
def accept(*, service: Service, by: Actor) -> Service:
    """The person said yes."""
    return _step(service, "accept", by)


@audit.verb("service.decline", _("recorded that the person declined a service"))
def decline(*, service: Service, by: Actor) -> Service:
    """The person said no; it may be planned anew at any time."""
    return _step(service, "decline", by)


@audit.verb("service.start", _("recorded that a service started"))
def start(*, service: Service, by: Actor) -> Service:
    """It is under way."""
    return _step(service, "start", by)


@audit.verb("service.deliver", _("recorded that a service was delivered"), _("wrote down help that you received"))
def deliver(*, service: Service, delivered_on: date, by: Actor) -> Service:
    """It came."""
    ACCESS.require(by, "service.record", service.case)
    locking.held(service)
    _deliver(service, delivered_on, by)
    service.save(update_fields=["state", "delivered_on", "needs_based"])
    _note("service.deliver", service, by)
    _count_delivery(service, by)
    return service


@audit.verb("service.miss", _("recorded that a service did not come"))
def miss(*, service: Service, reason: str, by: Actor) -> Service:
    """It did not come; why is coarse and counted."""
    ACCESS.require(by, "service.record", service.case)
    locking.held(service)
    if reason not in codes.get("non_delivery_reason"):
        raise Invalid(_("The reason is missing."), "", _("Choose why it did not come."), field="reason")
    flow.SERVICE.perform(service, "miss", by=by)
    service.reason = reason
    service.save(update_fields=["state", "reason"])
    _note("service.miss", service, by)
    _count(measures.SERVICE_NOT_DELIVERED, service, by, {"reason": reason}, held_as="counted")
    return service


@audit.verb("service.confirm", _("recorded what the person says about a service"))
def confirm(*, service: Service, answer: str, by: Actor) -> Service:
    """The person confirms that it came, or disputes it. What she says stands; it may change."""
    ACCESS.require(by, "service.record", service.case)
    locking.held(service)
    if answer not in {"confirmed", "disputed"}:
        raise Invalid(_("The answer is missing."), "", _("Choose what the person says."), field="answer")
    if service.state != "delivered":
        raise WrongState(_("This service was not delivered yet."), "", _("Record the delivery first."))
    service.confirmation = answer
    service.save(update_fields=["confirmation"])
    _note("service.confirm", service, by, answer=answer)
    _count(measures.SERVICE_ANSWERED, service, by, {"answer": answer}, held_as="answered")
    return service


@audit.verb("service.take_back", _("took back a service that was written down by mistake"))
def take_back(*, service: Service, by: Actor) -> Service:
    """It was written down by mistake: the row stays and says so, what it counted is taken back from the ledger."""
    ACCESS.require(by, "service.record", service.case)
    locking.held(service)
    _uncount(service, by)
    flow.SERVICE.perform(service, "take_back", by=by)
    service.delivered_on, service.reason, service.confirmation = None, "", "not_asked"
    service.save(update_fields=["state", "delivered_on", "reason", "confirmation"])
    _note("service.take_back", service, by)
    return service


STEPS = {"offer": offer, "accept": accept, "decline": decline, "start": start, "take_back": take_back}
"""The steps that need nothing but the service: a button each."""


def _new(case: Case, given: Help, by: Actor) -> Service:
    ACCESS.require(by, "service.record", case)
    locking.held(case)
    _check(given)
    service = Service(
        organisation=case.organisation,
        case=case,
        type=given.type,
        one_off=given.one_off,
        needs_based=case.needs_assessed_on is not None,
        quantity=given.quantity,
        unit=given.unit,
        cost=given.cost,
        currency=given.currency if given.cost is not None else "",
        due_on=given.due_on,
        recorded_by=by.user,
        recorded_on=timezone.localdate(),
    )
    if error := flow.case_is_open(service, by):
        raise error
    told = {"provider": given.provider, "words": given.words, "counted": "", "answered": ""}
    sealing.seal(service, "provision", told, by=by)
    return service


def _check(given: Help) -> None:
    for field, code, listed in (("type", given.type, "service_type"), ("unit", given.unit, "service_unit")):
        if code not in codes.get(listed):
            raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=field)
    if given.quantity <= 0:
        raise Invalid(_("The amount must be more than nothing."), field="quantity")
    if given.cost is not None and (given.cost < 0 or given.currency not in codes.get("iso_4217")):
        raise Invalid(_("A cost needs an amount and a currency."), "", _("Choose the currency."), field="currency")


def _deliver(service: Service, day: date, by: Actor) -> None:
    if day > timezone.localdate():
        raise Invalid(_("This day is in the future."), "", _("Plan the service instead."), field="delivered_on")
    flow.SERVICE.perform(service, "deliver", by=by)
    service.delivered_on = day
    service.needs_based = service.case.needs_assessed_on is not None


def _step(service: Service, verb: str, by: Actor) -> Service:
    ACCESS.require(by, "service.record", service.case)
    locking.held(service)
    flow.SERVICE.perform(service, verb, by=by)
    service.save(update_fields=["state"])
    _note(f"service.{verb}", service, by)
    return service


def _note(code: str, service: Service, by: Actor, **details: str) -> None:
    audit.record(code, "case", service.case_id, by=by, objects=[service.id], details={"type": service.type, **details})
    deadlines.refresh(service.case)


def _count_delivery(service: Service, by: Actor, quantity: int = 1) -> None:
    flags = {"one_off": _yes_no(service.one_off), "needs_based": _yes_no(service.needs_based)}
    _count(measures.SERVICE_DELIVERED, service, by, flags, held_as="counted", quantity=quantity)


def _uncount(service: Service, by: Actor) -> None:
    """Take back from the ledger what this service counted."""
    if service.state == "delivered":
        _count_delivery(service, by, quantity=0)
    if service.state == "not_delivered":
        _count(measures.SERVICE_NOT_DELIVERED, service, by, {"reason": service.reason}, held_as="counted", quantity=0)
    if service.confirmation != "not_asked":
        _count(measures.SERVICE_ANSWERED, service, by, {"answer": service.confirmation}, held_as="answered", quantity=0)


def _count(
    measure: Measure, service: Service, by: Actor, axes: dict[str, str], *, held_as: str, quantity: int = 1
) -> None:
    """Record a fact, or correct the one this service counted before; which one it is lies sealed."""
    held = reading.provision(service, by=by)
    fact = counting.count(
        measure,
        service.case,
        by=by,
        axes={"type": service.type, **axes},
        day=service.delivered_on or timezone.localdate(),
        quantity=quantity,
        supersedes=UUID(held[held_as]) if held[held_as] else None,
    )
    sealing.seal(service, "provision", {**held, held_as: fact.id.hex}, by=by)
    service.save(update_fields=["provision"])


def _yes_no(flag: bool) -> str:
    return "yes" if flag else "no"
