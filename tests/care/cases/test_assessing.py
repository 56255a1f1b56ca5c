"""Risk, needs and plan: her own view first, levels that are never lowered without a word, goals in her words."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from komek.care.cases import sealing
from komek.care.cases.actions import assessing
from komek.care.cases.actions.assessing import Aim, Needs, Risks
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.records import axes, facts, last_entry
from tests.factories.orgs import Cast

LEVELS = st.sampled_from(("low", "medium", "high"))


@given(levels=st.dictionaries(st.sampled_from(("trafficker", "health", "digital")), LEVELS), own=LEVELS)
def test_the_level_of_a_case_is_never_below_her_own_view(levels: dict[str, str], own: str) -> None:
    found = assessing.highest(Risks(levels, own_view=own))
    assert assessing.LEVELS.index(found) >= assessing.LEVELS.index(own)
    assert all(assessing.LEVELS.index(found) >= assessing.LEVELS.index(level) for level in levels.values())


def test_a_risk_assessment_sets_the_level_and_the_day_of_review(case: Case, cast: Cast) -> None:
    risks = Risks({"trafficker": "high", "health": "low"}, own_view="medium", words="He knows the address")
    row = assessing.assess_risk(case=case, risks=risks, by=cast.aigul.actor)
    case.refresh_from_db()
    assert (case.risk_level, row.review_on) == ("high", timezone.localdate() + timedelta(days=7))
    entry = last_entry("risk.assess")
    assert (entry.actor, entry.object, entry.organisation) == (cast.aigul.user.pk, case.id, cast.umit.pk)
    assert len(facts("risk_assessed")) == 1
    assert b"address" not in bytes(row.risk)
    held = sealing.opened(row, "risk", by=cast.dina.actor)
    assert held is not None
    assert assessing.unpacked(held["domains"]) == {"trafficker": "high", "health": "low"}
    assert "assessments" in {each.page for each in deadlines.of(case)}


def test_seeing_less_danger_than_she_does_needs_a_reason(case: Case, cast: Cast) -> None:
    quiet = Risks({"trafficker": "low"}, own_view="high")
    with pytest.raises(Invalid, match="less danger"):
        assessing.assess_risk(case=case, risks=quiet, by=cast.aigul.actor)
    said = Risks({"trafficker": "low"}, own_view="high", words="He is in prison since May")
    assessing.assess_risk(case=case, risks=said, by=cast.aigul.actor)
    case.refresh_from_db()
    assert case.risk_level == "high"


def test_needs_are_kept_by_urgency_and_health_is_sealed_apart(case: Case, cast: Cast) -> None:
    needs = Needs({"documents": "immediate"}, wishes="To go home", health="An old fracture")
    row = assessing.assess_needs(case=case, needs=needs, by=cast.aigul.actor)
    case.refresh_from_db()
    assert case.needs_assessed_on == timezone.localdate()
    assert (row.needs, row.health) != (b"", b"")
    assert sealing.opened(row, "health", by=cast.aigul.actor) is not None
    assert len(facts("needs_assessed")) == 1
    assert last_entry("needs.assess").object == case.id


def test_two_assessments_that_differ_in_one_choice_have_the_same_length(case: Case, cast: Cast) -> None:
    rows = [
        assessing.assess_needs(case=case, needs=Needs(urgency), by=cast.aigul.actor)
        for urgency in ({"documents": "immediate"}, {"shelter": "long_term", "debt": "short_term"})
    ]
    assert len(bytes(rows[0].needs)) == len(bytes(rows[1].needs))


def test_a_goal_is_set_agreed_and_ended(case: Case, cast: Cast) -> None:
    due = timezone.localdate() + timedelta(days=20)
    goal = assessing.set_goal(case=case, aim=Aim("A room of my own", due_on=due), by=cast.aigul.actor)
    assert last_entry("goal.set").object == case.id
    assessing.agree_plan(case=case, by=cast.aigul.actor)
    assert list(last_entry("plan.agree").objects_seen) == [goal.id]
    assert facts("plan_agreed")[0].quantity == 1
    goal.refresh_from_db()
    assert (goal.state, goal.agreed_on) == ("agreed", timezone.localdate())
    assessing.end_goal(goal=goal, state="reached", result="Key in hand", by=cast.aigul.actor)
    assert axes("goal_ended") == [{"result": "reached"}]
    assert facts("goal_ended")[0].person is None
    assert last_entry("goal.end").details == {"state": "reached"}
    with pytest.raises(WrongState, match="ended already"):
        assessing.end_goal(goal=goal, state="dropped", by=cast.aigul.actor)


def test_a_plan_without_a_goal_cannot_be_agreed(case: Case, cast: Cast) -> None:
    with pytest.raises(WrongState, match="no proposed goal"):
        assessing.agree_plan(case=case, by=cast.aigul.actor)


def test_a_closed_case_is_assessed_only_after_it_was_opened_again(case: Case, cast: Cast) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=date(2026, 11, 1))
    case.refresh_from_db()
    with pytest.raises(WrongState, match="closed"):
        assessing.assess_needs(case=case, needs=Needs({}), by=cast.aigul.actor)


@pytest.mark.parametrize("code", ["unheard_of", "documents"])
def test_an_unknown_choice_is_refused(case: Case, cast: Cast, code: str) -> None:
    with pytest.raises(Invalid, match="not in the list"):
        assessing.assess_needs(case=case, needs=Needs({code: "whenever"}), by=cast.aigul.actor)


def test_strangers_and_those_without_the_role_do_not_assess(case: Case, cast: Cast) -> None:
    with pytest.raises(Hidden):
        assessing.assess_risk(case=case, risks=Risks({}), by=cast.bakyt.actor)
    with pytest.raises(Forbidden):
        assessing.assess_risk(case=case, risks=Risks({}), by=cast.saule.actor)
