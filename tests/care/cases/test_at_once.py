"""Two colleagues at once, or one who clicks twice: the second meets what the first has done, and one fact stands."""

from typing import Any, TypeVar

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from komek.care.cases import locking
from komek.care.cases.actions import approvals, assessing, ending, identification, life, notes, services
from komek.care.cases.actions.consent import withdraw_consent
from komek.care.cases.actions.identification import Grounds
from komek.care.cases.actions.services import Help
from komek.care.cases.models import Case
from komek.kernel.errors import DomainError, Hidden, WrongState
from tests.care.cases.consents import agree, opens, sabr
from tests.care.cases.records import axes, facts
from tests.factories.orgs import Cast

pytestmark = pytest.mark.slow

R = TypeVar("R", bound=Model)
WHY = Grounds("conversation", words="He kept her passport and her wages.")
DONE = ending.Ending("goals_met", plan_handed_over=True)


def twice(row: R) -> tuple[R, R]:
    """Load a row as two pages do that are open at once."""
    rows = type(row)._default_manager
    return rows.get(pk=row.pk), rows.get(pk=row.pk)


def plan(case: Case, cast: Cast) -> Any:
    return services.plan_service(case=case, given=Help("medical"), by=cast.aigul.actor)


def test_a_service_is_delivered_once(case: Case, cast: Cast) -> None:
    first, second = twice(plan(case, cast))
    services.deliver(service=first, delivered_on=timezone.localdate(), by=cast.aigul.actor)
    with pytest.raises(WrongState):
        services.deliver(service=second, delivered_on=timezone.localdate(), by=cast.aigul.actor)
    with pytest.raises(WrongState):
        services.miss(service=second, reason="no_funds", by=cast.aigul.actor)
    assert len(facts("service_delivered")) == 1
    assert not facts("service_not_delivered")


def test_a_service_taken_back_from_an_old_page_leaves_no_count(case: Case, cast: Cast) -> None:
    first, second = twice(plan(case, cast))
    services.deliver(service=first, delivered_on=timezone.localdate(), by=cast.aigul.actor)
    services.take_back(service=second, by=cast.aigul.actor)
    assert axes("service_delivered") == []


def test_two_answers_about_a_service_correct_one_fact(case: Case, cast: Cast) -> None:
    row = services.deliver(service=plan(case, cast), delivered_on=timezone.localdate(), by=cast.aigul.actor)
    first, second = twice(row)
    services.confirm(service=first, answer="confirmed", by=cast.aigul.actor)
    services.confirm(service=second, answer="disputed", by=cast.aigul.actor)
    assert [fact.axes["answer"] for fact in facts("service_answered")] == ["disputed"]


def test_no_service_is_recorded_in_a_case_that_was_closed_meanwhile(case: Case, cast: Cast) -> None:
    life.start_closing(case=case, by=cast.aigul.actor)
    first, second = twice(case)
    service, _same = twice(plan(case, cast))
    assert service.case.is_open
    ending.close_case(case=first, ending=DONE, by=cast.aigul.actor)
    with pytest.raises(WrongState, match="closed"):
        services.deliver(service=service, delivered_on=timezone.localdate(), by=cast.aigul.actor)
    with pytest.raises(WrongState, match="closed"):
        plan(second, cast)


def test_a_case_is_closed_once(case: Case, cast: Cast) -> None:
    life.start_closing(case=case, by=cast.aigul.actor)
    first, second = twice(case)
    ending.close_case(case=first, ending=DONE, by=cast.aigul.actor)
    with pytest.raises(WrongState):
        ending.close_case(case=second, ending=DONE, by=cast.aigul.actor)
    assert (case.closings.count(), len(facts("case_closed"))) == (1, 1)


def test_a_step_of_the_life_is_taken_once(case: Case, cast: Cast) -> None:
    first, second = twice(case)
    life.start_closing(case=first, by=cast.aigul.actor)
    with pytest.raises(WrongState):
        life.start_screening(case=second, by=cast.aigul.actor)
    assert Case.objects.get(pk=case.pk).state == "closing"


def test_a_negative_is_not_signed_after_the_person_was_identified(case: Case, cast: Cast) -> None:
    identification.presume(case=case, grounds=WHY, by=cast.aigul.actor)
    waiting = identification.propose_not_identified(case=case, grounds=WHY, by=cast.aigul.actor)
    page, _same = twice(waiting)
    assert page.case.identification == "potential_victim"
    identification.identify(case=Case.objects.get(pk=case.pk), grounds=WHY, by=cast.aigul.actor)
    with pytest.raises(DomainError):
        identification.countersign(decision=page, by=cast.dina.actor)
    assert Case.objects.get(pk=case.pk).identification == "identified_by_ngo"
    waiting.refresh_from_db()
    assert waiting.countersigned_by is None


def test_nobody_is_identified_from_a_page_older_than_the_signature(case: Case, cast: Cast) -> None:
    identification.presume(case=case, grounds=WHY, by=cast.aigul.actor)
    waiting = identification.propose_not_identified(case=case, grounds=WHY, by=cast.aigul.actor)
    page, _same = twice(case)
    identification.countersign(decision=waiting, by=cast.dina.actor)
    with pytest.raises(WrongState):
        identification.identify(case=page, grounds=WHY, by=cast.aigul.actor)
    assert Case.objects.get(pk=case.pk).identification == "not_identified"


def test_a_consent_is_taken_back_once_and_a_later_yes_keeps_its_keys(case: Case, cast: Cast) -> None:
    first, second = twice(agree(case, cast.aigul, sabr(cast), "story"))
    withdraw_consent(consent=first, reason="safety", by=cast.aigul.actor)
    agree(case, cast.aigul, sabr(cast), "story")
    with pytest.raises(WrongState):
        withdraw_consent(consent=second, reason="safety", by=cast.aigul.actor)
    assert opens(cast.bakyt, case) == {"story"}


def test_an_approval_is_decided_once(case: Case, cast: Cast) -> None:
    asked = approvals.ask_approval(case=case, kind="case_closing", by=cast.aigul.actor)
    first, second = twice(asked)
    approvals.decide_approval(approval=first, approved=False, words="Not yet.", by=cast.dina.actor)
    with pytest.raises(WrongState):
        approvals.decide_approval(approval=second, approved=True, by=cast.dina.actor)


def test_a_look_back_a_goal_and_a_task_are_done_once(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    goal, old_goal = twice(assessing.set_goal(case=case, aim=assessing.Aim("A room of her own"), by=by))
    assessing.end_goal(goal=goal, state="reached", by=by)
    with pytest.raises(WrongState):
        assessing.end_goal(goal=old_goal, state="reached", by=by)
    made = notes.set_task(case=case, kind="contact_person", due_on=timezone.localdate(), words="Call", by=by)
    task, old_task = twice(made)
    notes.finish_task(task=task, by=by)
    with pytest.raises(WrongState):
        notes.finish_task(task=old_task, by=by)
    life.start_closing(case=case, by=by)
    ending.close_case(case=case, ending=DONE, by=by)
    look, old_look = twice(case.follow_ups.get(point="month_1"))
    ending.do_follow_up(follow_up=look, found=ending.Found("stable"), by=by)
    with pytest.raises(WrongState):
        ending.miss_follow_up(follow_up=old_look, by=by)
    assert [len(facts(code)) for code in ("goal_ended", "followup_done")] == [1, 1]


def test_the_case_is_locked_before_its_part_and_what_was_loaded_stays(case: Case, cast: Cast) -> None:
    row = type(plan(case, cast)).objects.select_related("case__person").get()
    with CaptureQueriesContext(connection) as asked:
        assert locking.held(row) is row
        assert row.case.person.pk == case.person_id
    locked = [each["sql"] for each in asked.captured_queries if "FOR NO KEY UPDATE" in each["sql"]]
    assert [('FROM "case" ' in sql, 'FROM "case_service" ' in sql) for sql in locked] == [(True, False), (False, True)]
    assert len(asked.captured_queries) == 2


def test_what_was_erased_meanwhile_is_hidden(case: Case, cast: Cast) -> None:
    row = plan(case, cast)
    type(row).objects.filter(pk=row.pk).delete()
    with pytest.raises(Hidden):
        locking.held(row)
