"""Safety first; then one instrument, any question skipped; the outcome is advice under the version of the day."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from komek.care import people
from komek.care.cases import instruments
from komek.care.cases.actions import safety, screening
from komek.care.cases.models import Case, Screening
from komek.care.cases.queries import deadlines, reading, story, weighing
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.partialdate import PartialDate
from tests.care.cases.records import axes, last_entry
from tests.factories.cases import make_case, make_person
from tests.factories.orgs import Cast

pytestmark = pytest.mark.slow

SAFE = {"alone": "yes", "safe_now": "yes", "safe_channel": "yes", "call_back": "no"}


@pytest.fixture
def safe(case: Case, cast: Cast) -> Case:
    """A case in which it is safe to talk now."""
    safety.check_safety(case=case, decision="go_on", answers=SAFE, by=cast.aigul.actor)
    return case


@pytest.fixture
def begun(safe: Case, cast: Cast) -> Screening:
    """A talk along the list for adults."""
    return screening.begin_screening(case=safe, instrument="ilo_labour_adult", by=cast.aigul.actor)


def test_no_question_is_asked_before_the_safety_check(case: Case, cast: Cast) -> None:
    with pytest.raises(WrongState, match="First the safety check"):
        screening.begin_screening(case=case, instrument="ilo_forced_labour_11", by=cast.aigul.actor)
    assert not Screening.objects.exists()


@pytest.mark.parametrize("decision", ["later", "danger"])
def test_a_safety_check_that_says_not_now_opens_nothing(case: Case, cast: Cast, decision: str) -> None:
    safety.check_safety(case=case, decision=decision, answers={"alone": "no"}, by=cast.aigul.actor)
    with pytest.raises(WrongState):
        screening.begin_screening(case=case, instrument="ilo_forced_labour_11", by=cast.aigul.actor)


def test_the_next_day_is_another_talk_with_its_own_safety_check(safe: Case, cast: Cast) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=13)), pytest.raises(WrongState):
        screening.begin_screening(case=safe, instrument="ilo_labour_adult", by=cast.aigul.actor)


@pytest.mark.parametrize("question", ["alone", "safe_now", "safe_channel"])
def test_a_no_and_the_decision_to_go_on_contradict_each_other(case: Case, cast: Cast, question: str) -> None:
    with pytest.raises(Invalid) as refused:
        safety.check_safety(case=case, decision="go_on", answers={**SAFE, question: "no"}, by=cast.aigul.actor)
    assert refused.value.field == "decision"
    assert Case.objects.get(pk=case.pk).safety == "not_checked"


def test_a_safety_check_of_other_questions_or_without_a_decision_is_refused(case: Case, cast: Cast) -> None:
    for decision, answers in (("", SAFE), ("not_checked", SAFE), ("go_on", {"weather": "yes"})):
        with pytest.raises(Invalid):
            safety.check_safety(case=case, decision=decision, answers=answers, by=cast.aigul.actor)


def test_the_answers_of_a_safety_check_are_sealed_and_of_one_length(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    first = safety.check_safety(case=case, decision="go_on", answers={}, by=by)
    second = safety.check_safety(case=case, decision="later", answers={**SAFE, "alone": "no"}, by=by)
    assert len(bytes(first.answers)) == len(bytes(second.answers))
    assert last_entry("case.check_safety").details == {"decision": "later"}


def test_danger_now_is_one_press_and_due_today(case: Case, cast: Cast) -> None:
    safety.danger_now(case=case, by=cast.aigul.actor)
    case.refresh_from_db()
    assert (case.safety, case.due_on) == ("danger", timezone.localdate())
    assert [str(each.text) for each in deadlines.of(case)][0].startswith("Danger")
    assert any(moment.tone == "danger" for moment in story.of(case, by=cast.aigul.actor))
    safety.check_safety(case=case, decision="go_on", answers=SAFE, by=cast.aigul.actor)
    assert Case.objects.get(pk=case.pk).safety == "go_on"


def test_danger_at_the_intake_is_told_like_danger(cast: Cast) -> None:
    case = make_case(cast.aigul, danger=True)
    assert any(moment.tone == "danger" for moment in story.of(case, by=cast.aigul.actor))


def test_plain_help_is_not_screened(cast: Cast) -> None:
    case = make_case(cast.aigul, kind="plain_help")
    safety.check_safety(case=case, decision="go_on", answers=SAFE, by=cast.aigul.actor)
    with pytest.raises(WrongState, match="plain help"):
        screening.begin_screening(case=case, instrument="ilo_labour_adult", by=cast.aigul.actor)


def test_a_closed_case_is_not_screened(safe: Case, cast: Cast) -> None:
    Case.objects.filter(pk=safe.pk).update(state="closed", closed_on=timezone.localdate())
    safe.refresh_from_db()
    with pytest.raises(WrongState):
        screening.begin_screening(case=safe, instrument="ilo_labour_adult", by=cast.aigul.actor)


def test_beginning_takes_the_case_from_intake_to_screening_and_again_goes_on(begun: Screening, cast: Cast) -> None:
    assert Case.objects.get(pk=begun.case_id).state == "screening"
    again = screening.begin_screening(case=begun.case, instrument="ilo_labour_adult", by=cast.dina.actor)
    assert again.pk == begun.pk


def test_pages_are_kept_one_by_one_and_nothing_is_required(begun: Screening, cast: Cast) -> None:
    by = cast.aigul.actor
    screening.answer(screening=begun, answers={"d1_wages": "yes", "d1_travel": "declined"}, by=by)
    screening.answer(screening=begun, answers={}, acts={"receipt": "yes"}, by=cast.dina.actor)
    screening.answer(screening=begun, answers={"d1_travel": "not_asked"}, words="He promised work.", by=by)
    held = reading.answers(Screening.objects.get(pk=begun.pk), by=by)
    assert held == {"answers": {"d1_wages": "yes"}, "acts": {"receipt": "yes"}, "words": "He promised work."}


def test_an_answer_set_has_one_length_whatever_was_answered(begun: Screening, cast: Cast) -> None:
    before = len(bytes(begun.answers))
    every = {question.code: "declined" for question in instruments.get(begun.instrument)}
    screening.answer(screening=begun, answers=every, by=cast.aigul.actor)
    assert len(bytes(begun.answers)) == before


@pytest.mark.parametrize(
    ("answers", "acts"), [({"d9_weather": "yes"}, {}), ({"d4_hours": "maybe"}, {}), ({}, {"theft": "yes"})]
)
def test_an_answer_that_does_not_belong_to_the_instrument_is_refused(
    begun: Screening, cast: Cast, answers: dict[str, str], acts: dict[str, str]
) -> None:
    with pytest.raises(Invalid):
        screening.answer(screening=begun, answers=answers, acts=acts, by=cast.aigul.actor)


def test_a_finished_screening_is_counted_once_and_changed_no_more(begun: Screening, cast: Cast) -> None:
    by = cast.aigul.actor
    screening.finish_screening(screening=begun, by=by)
    assert axes("case_screened") == [{"instrument": "ilo_labour_adult"}]
    with pytest.raises(WrongState):
        screening.finish_screening(screening=begun, by=by)
    with pytest.raises(WrongState):
        screening.answer(screening=begun, answers={"d4_hours": "yes"}, by=by)


def test_finishing_decides_nothing(begun: Screening, cast: Cast) -> None:
    screening.finish_screening(screening=begun, by=cast.aigul.actor)
    assert Case.objects.get(pk=begun.case_id).identification == "contact_only"


def test_the_short_screen_is_carried_into_the_long_list_and_not_asked_again(safe: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    short = screening.begin_screening(case=safe, instrument="ilo_forced_labour_11", by=by)
    said = {"excessive_overtime": "yes", "withholding_of_wages": "no", "debt_bondage": "yes"}
    screening.answer(screening=short, answers=said, by=by)
    long = screening.begin_screening(case=safe, instrument="ilo_labour_adult", by=by)
    told = reading.answers(long, by=by)["answers"]
    assert told["d4_hours"] == "yes"
    assert told["d5_withhold_wages"] == "no"
    assert "d5_debt_bondage" not in told
    heard = screening.carried(safe, instruments.get(long.instrument), by=by)
    assert heard["d5_debt_bondage"].heard == ("debt_bondage",)


def test_the_explanation_names_dimensions_answers_and_what_would_turn_the_result(begun: Screening, cast: Cast) -> None:
    by = cast.aigul.actor
    said = dict.fromkeys(("d4_hours", "d4_low_salary", "d1_job_nature", "d1_wages", "d5_documents"), "yes")
    screening.answer(screening=begun, answers=said, by=by)
    weighed = weighing.weigh(begun, by=by)
    assert str(weighed.outcome) == "Victim of deception and exploitation"
    assert [str(each.label) for each in weighed.dimensions if each.positive] == [
        "Deceptive recruitment",
        "Exploitation",
    ]
    assert ("Excessive working days or hours", "Strong") in [(str(a), str(s)) for a, s in weighed.dimensions[3].answers]
    turning = {str(each.question): str(each.outcome) for each in weighed.turning}
    assert turning["Debt bondage"] == "Indications of trafficking for forced labour"
    assert weighed.open_questions == 67 - 5


def test_an_old_answer_set_is_weighed_under_the_version_it_was_written_with(
    begun: Screening, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    screening.answer(screening=begun, answers={"d4_hours": "yes"}, by=cast.aigul.actor)
    before = weighing.weigh(begun, by=cast.aigul.actor)
    monkeypatch.setitem(instruments.CURRENT, "ilo_labour_adult", "ilo_labour_adult@2031")
    assert weighing.weigh(begun, by=cast.aigul.actor) == before


@pytest.mark.parametrize(
    ("born", "list_"),
    [(PartialDate(1990), "ilo_labour_adult"), (PartialDate(2015), "ilo_labour_child"), (None, "ilo_labour_child")],
)
def test_the_list_fits_the_age_and_an_unknown_age_may_be_a_childs(
    cast: Cast, born: PartialDate | None, list_: str
) -> None:
    identity = people.Identity(given="Ali", born=born) if born else people.Identity(given="Ali")
    case = make_case(cast.aigul, person=make_person(cast.aigul, identity))
    assert weighing.fitting(case, by=cast.aigul.actor).code == list_
