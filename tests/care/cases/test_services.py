"""Services: from plan to delivery, in every open state, counted with the flags the indicators ask for."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from komek.care.cases import flow
from komek.care.cases.actions import services
from komek.care.cases.actions.services import Help
from komek.care.cases.models import Case, Service
from komek.care.cases.queries import deadlines, reading
from komek.kernel.errors import Invalid, WrongState
from tests.care.cases.records import axes, facts, last_entry
from tests.factories.cases import make_case
from tests.factories.orgs import Cast

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 20)


def plan(case: Case, cast: Cast, **said: object) -> Service:
    return services.plan_service(case=case, given=Help(**{"type": "medical", **said}), by=cast.aigul.actor)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", flow.OPEN)
@pytest.mark.parametrize("kind", ["full", "plain_help"])
def test_help_is_recorded_in_every_open_state(cast: Cast, state: str, kind: str) -> None:
    case = make_case(cast.aigul, kind=kind)
    Case.objects.filter(pk=case.pk).update(state=state)
    case.refresh_from_db()
    services.record_service(case=case, given=Help("medical"), delivered_on=TODAY, by=cast.aigul.actor)
    assert case.services.get().state == "delivered"


def test_a_closed_case_gets_no_service(case: Case, cast: Cast) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY)
    case.refresh_from_db()
    with pytest.raises(WrongState, match="closed"):
        services.record_service(case=case, given=Help("medical"), delivered_on=TODAY, by=cast.aigul.actor)
    assert (case.services.count(), axes("service_delivered")) == (0, [])


def test_a_delivery_is_counted_with_its_flags_and_its_month(case: Case, cast: Cast) -> None:
    given = Help("transport", one_off=True, provider="The Kind Neighbour", words="Ticket to Tashkent")
    service = services.record_service(case=case, given=given, delivered_on=date(2026, 10, 3), by=cast.aigul.actor)
    assert axes("service_delivered") == [{"type": "transport", "one_off": "yes", "needs_based": "no", "origin": "UZ"}]
    assert facts("service_delivered")[0].occurred_on == date(2026, 10, 1)
    entry = last_entry("service.record")
    assert (entry.object, list(entry.objects_seen), entry.details) == (case.id, [service.id], {"type": "transport"})
    told = reading.provision(service, by=cast.dina.actor)
    assert (told["provider"], told["words"]) == ("The Kind Neighbour", "Ticket to Tashkent")
    assert b"Tashkent" not in bytes(service.provision)


def test_a_delivery_after_a_needs_assessment_is_counted_as_such(case: Case, cast: Cast) -> None:
    service = plan(case, cast)
    Case.objects.filter(pk=case.pk).update(needs_assessed_on=TODAY)
    service = Service.objects.get(pk=service.pk)
    services.deliver(service=service, delivered_on=TODAY, by=cast.aigul.actor)
    assert [each["needs_based"] for each in axes("service_delivered")] == ["yes"]


def test_a_service_goes_from_plan_to_delivery_and_each_step_is_recorded(case: Case, cast: Cast) -> None:
    service = plan(case, cast)
    for step, state in (("offer", "offered"), ("accept", "accepted"), ("start", "started")):
        services.STEPS[step](service=service, by=cast.aigul.actor)
        assert Service.objects.get(pk=service.pk).state == state
        assert last_entry(f"service.{step}").object == case.id
    services.deliver(service=service, delivered_on=TODAY, by=cast.aigul.actor)
    assert Service.objects.get(pk=service.pk).delivered_on == TODAY


def test_what_the_person_declines_is_neither_delivered_nor_counted(case: Case, cast: Cast) -> None:
    service = plan(case, cast)
    services.decline(service=service, by=cast.aigul.actor)
    with pytest.raises(WrongState):
        services.deliver(service=service, delivered_on=TODAY, by=cast.aigul.actor)
    assert axes("service_delivered") == []


def test_what_did_not_come_says_why_and_is_counted_apart(case: Case, cast: Cast) -> None:
    service = plan(case, cast)
    with pytest.raises(Invalid):
        services.miss(service=service, reason="weather", by=cast.aigul.actor)
    services.miss(service=service, reason="no_capacity", by=cast.aigul.actor)
    assert axes("service_not_delivered") == [{"type": "medical", "reason": "no_capacity"}]
    assert axes("service_delivered") == []


def test_the_person_confirms_or_disputes_and_may_change_her_mind(case: Case, cast: Cast) -> None:
    service = services.record_service(case=case, given=Help("medical"), delivered_on=TODAY, by=cast.aigul.actor)
    services.confirm(service=service, answer="disputed", by=cast.dina.actor)
    services.confirm(service=service, answer="confirmed", by=cast.dina.actor)
    assert Service.objects.get(pk=service.pk).confirmation == "confirmed"
    assert [each["answer"] for each in axes("service_answered")] == ["confirmed"]


def test_nobody_is_asked_about_a_service_that_has_not_come(case: Case, cast: Cast) -> None:
    with pytest.raises(WrongState):
        services.confirm(service=plan(case, cast), answer="confirmed", by=cast.aigul.actor)
    service = services.record_service(case=case, given=Help("medical"), delivered_on=TODAY, by=cast.aigul.actor)
    with pytest.raises(Invalid):
        services.confirm(service=service, answer="perhaps", by=cast.aigul.actor)


def test_what_was_written_down_by_mistake_is_taken_back_from_file_and_count(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    given = services.record_service(case=case, given=Help("medical"), delivered_on=TODAY, by=by)
    services.confirm(service=given, answer="disputed", by=by)
    missed = plan(case, cast)
    services.miss(service=missed, reason="no_funds", by=by)
    for service in (given, missed, plan(case, cast)):
        services.take_back(service=Service.objects.get(pk=service.pk), by=by)
        assert Service.objects.get(pk=service.pk).state == "taken_back"
    for measure in ("service_delivered", "service_answered", "service_not_delivered"):
        assert axes(measure) == []
    with pytest.raises(WrongState):
        services.take_back(service=Service.objects.get(pk=given.pk), by=by)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"type": "gold"}, "type"),
        ({"unit": "miles"}, "unit"),
        ({"quantity": Decimal(0)}, "quantity"),
        ({"cost": Decimal(5)}, "currency"),
        ({"cost": Decimal(-5), "currency": "KZT"}, "currency"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    case: Case, cast: Cast, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(case, cast, **wrong)
    assert refused.value.field == field


def test_a_cost_is_optional_and_keeps_its_currency(case: Case, cast: Cast) -> None:
    with_cost = plan(case, cast, cost=Decimal(4500), currency="KZT")
    without = plan(case, cast, currency="KZT")
    assert (with_cost.cost, with_cost.currency) == (Decimal(4500), "KZT")
    assert (without.cost, without.currency) == (None, "")


def test_a_delivery_in_the_future_is_a_plan(case: Case, cast: Cast) -> None:
    later = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        services.record_service(case=case, given=Help("medical"), delivered_on=later, by=cast.aigul.actor)
    assert refused.value.field == "delivered_on"


def test_a_promised_day_is_the_deadline_of_the_case_until_it_came(case: Case, cast: Cast) -> None:
    Case.objects.filter(pk=case.pk).update(state="active")
    case.refresh_from_db()
    due = timezone.localdate() + timedelta(days=5)
    service = plan(case, cast, due_on=due)
    assert Case.objects.get(pk=case.pk).due_on == due
    assert [(each.on, each.page) for each in deadlines.of(case)] == [(due, "service")]
    services.deliver(service=service, delivered_on=TODAY, by=cast.aigul.actor)
    assert Case.objects.get(pk=case.pk).due_on is None
