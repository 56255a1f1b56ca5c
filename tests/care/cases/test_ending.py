"""Time to recover, the end of the work, the looks back: nobody leaves without knowing whom to call."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from komek.care.cases import sealing
from komek.care.cases.actions import approvals, ending, life, services
from komek.care.cases.actions.ending import Ending, Found
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.records import axes, last_entry
from tests.factories.orgs import Cast

pytestmark = pytest.mark.slow

DONE = Ending("goals_met", plan_handed_over=True, living="rented", income="employed", documents="held", safety="safe")


@pytest.fixture
def closing(case: Case, cast: Cast) -> Case:
    """A case whose closing is being prepared."""
    return life.start_closing(case=case, by=cast.aigul.actor)


def test_a_period_of_less_than_thirty_days_is_refused(case: Case, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        ending.begin_reflection(case=case, begins_on=date(2026, 11, 1), days=29, by=cast.aigul.actor)
    assert refused.value.field == "days"


def test_a_time_to_recover_blocks_no_service_and_ends_none(case: Case, cast: Cast) -> None:
    before = services.permitted(case)
    row = ending.begin_reflection(case=case, begins_on=timezone.localdate(), days=30, by=cast.aigul.actor)
    assert services.permitted(case) == before
    assert "reflection" in {each.page for each in deadlines.of(case)}
    assert last_entry("reflection.begin").object == case.id
    ending.decide_reflection(reflection=row, decision="declines", words="Not now", by=cast.aigul.actor)
    assert services.permitted(case) == before
    assert last_entry("reflection.decide").object == case.id
    assert row.decision == "declines"
    with pytest.raises(WrongState, match="these days"):
        ending.begin_reflection(case=case, begins_on=timezone.localdate(), days=40, by=cast.aigul.actor)


def test_closing_sets_four_looks_back_and_is_counted(closing: Case, cast: Cast) -> None:
    row = ending.close_case(case=closing, ending=DONE, by=cast.aigul.actor)
    closing.refresh_from_db()
    assert (closing.state, closing.closed_on) == ("closed", timezone.localdate())
    assert [each.point for each in closing.follow_ups.order_by("due_on")] == list(ending.POINTS)
    assert axes("case_closed") == [{"reason": "goals_met", "kind": "full"}]
    assert last_entry("case.close").details == {"reason": "goals_met"}
    held = sealing.opened(row, "outcome", by=cast.dina.actor)
    assert held is not None
    assert held["living"] == "rented"
    assert {each.page for each in deadlines.of(closing)} == {"follow-up"}


def test_nobody_leaves_without_a_safety_plan(closing: Case, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        ending.close_case(case=closing, ending=Ending("goals_met"), by=cast.aigul.actor)
    assert refused.value.field == "plan_handed_over"


def test_contact_is_lost_only_after_somebody_tried(closing: Case, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        ending.close_case(case=closing, ending=Ending("lost_contact"), by=cast.aigul.actor)
    assert refused.value.field == "attempts"
    ending.close_case(case=closing, ending=Ending("lost_contact", attempts=3), by=cast.aigul.actor)
    assert closing.closings.get().attempts == 3


def test_a_case_is_closed_only_from_closing(case: Case, cast: Cast) -> None:
    with pytest.raises(WrongState):
        ending.close_case(case=case, ending=DONE, by=cast.aigul.actor)


def test_an_organisation_may_want_an_approval_before_the_closing(closing: Case, cast: Cast) -> None:
    approvals.want_approval(kind="case_closing", wanted=True, by=cast.dina.actor)
    with pytest.raises(WrongState, match="approval"):
        ending.close_case(case=closing, ending=DONE, by=cast.aigul.actor)
    asked = approvals.ask_approval(case=closing, kind="case_closing", by=cast.aigul.actor)
    approvals.decide_approval(approval=asked, approved=True, by=cast.dina.actor)
    ending.close_case(case=closing, ending=DONE, by=cast.aigul.actor)
    assert closing.state == "closed"


def test_who_does_not_wish_to_be_asked_is_not_asked(closing: Case, cast: Cast) -> None:
    quiet = Ending("goals_met", plan_handed_over=True, follow_ups=False)
    ending.close_case(case=closing, ending=quiet, by=cast.aigul.actor)
    assert {row.state for row in closing.follow_ups.all()} == {"declined"}
    assert deadlines.of(closing) == []


def test_a_look_back_is_counted_with_its_point_and_outcome(closing: Case, cast: Cast) -> None:
    ending.close_case(case=closing, ending=DONE, by=cast.aigul.actor)
    row = closing.follow_ups.get(point="month_1")
    ending.do_follow_up(follow_up=row, found=Found("improving", words="A new job"), by=cast.aigul.actor)
    assert axes("followup_done") == [{"point": "month_1", "outcome": "improving"}]
    assert last_entry("followup.do").object == closing.id
    with pytest.raises(WrongState):
        ending.do_follow_up(follow_up=row, found=Found("stable"), by=cast.aigul.actor)


def test_an_attempt_counts_and_may_be_tried_again(closing: Case, cast: Cast) -> None:
    ending.close_case(case=closing, ending=DONE, by=cast.aigul.actor)
    row, again = closing.follow_ups.get(point="month_1"), timezone.localdate() + timedelta(days=40)
    ending.miss_follow_up(follow_up=row, again_on=again, by=cast.aigul.actor)
    assert (row.attempts, row.due_on, row.state) == (1, again, "planned")
    ending.miss_follow_up(follow_up=row, by=cast.aigul.actor)
    assert (row.attempts, row.state) == (2, "missed")
    assert last_entry("followup.miss").object == closing.id
    assert axes("followup_done") == []


def test_strangers_and_those_without_the_role_close_nothing(closing: Case, cast: Cast) -> None:
    with pytest.raises(Hidden):
        ending.close_case(case=closing, ending=DONE, by=cast.bakyt.actor)
    with pytest.raises(Forbidden):
        ending.close_case(case=closing, ending=DONE, by=cast.saule.actor)


def test_a_second_closing_keeps_the_looks_back_that_were_done(closing: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    ending.close_case(case=closing, ending=DONE, by=by)
    ending.do_follow_up(follow_up=closing.follow_ups.get(point="month_1"), found=Found("improving"), by=by)
    ending.miss_follow_up(follow_up=closing.follow_ups.get(point="month_3"), by=by)
    before = closing.follow_ups.values("state", "due_on", "done_on", "found").get(point="month_1")
    life.reopen(case=closing, reason="She called again.", by=by)
    life.start_closing(case=closing, by=by)
    ending.close_case(case=closing, ending=DONE, by=by)
    assert closing.follow_ups.values("state", "due_on", "done_on", "found").get(point="month_1") == before
    states = dict(closing.follow_ups.values_list("point", "state"))
    assert states == {"month_1": "done", "month_3": "planned", "month_6": "planned", "month_12": "planned"}
