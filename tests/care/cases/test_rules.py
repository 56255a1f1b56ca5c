"""Screening: the scoring rule against an implementation of its own, the outcome table, and what an answer changes."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from komek.care.cases import instruments, rules
from komek.kernel import codes

ADULT = instruments.get("ilo_labour_adult@2009")
CHILD = instruments.get("ilo_labour_child@2009")
SHORT = instruments.get("ilo_forced_labour_11@2012")
ENOUGH = ({"S": 2}, {"S": 1, "M": 1}, {"S": 1, "W": 1}, {"M": 3}, {"M": 2, "W": 1})
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
answers_of = {
    each.ref: st.dictionaries(
        st.sampled_from([question.code for question in each]),
        st.sampled_from(["yes", "no", "unknown", "not_asked", "declined"]),
    )
    for each in (ADULT, CHILD, SHORT)
}


def independent(strong: int, medium: int, weak: int) -> bool:
    """The rule as the source words it: some allowed combination fits into what was found."""
    found = {"S": strong, "M": medium, "W": weak}
    return any(all(found[letter] >= needed for letter, needed in combination.items()) for combination in ENOUGH)


def test_exactly_34_of_4096_counts_are_negative_and_they_are_the_known_ones() -> None:
    negative = {cell for cell in product(range(16), repeat=3) if not rules.positive(*cell)}
    known = {(0, medium, weak) for medium in (0, 1) for weak in range(16)} | {(0, 2, 0), (1, 0, 0)}
    assert negative == known
    assert len(negative) == 34


def test_the_rule_agrees_with_an_independent_implementation_everywhere() -> None:
    assert [cell for cell in product(range(16), repeat=3) if rules.positive(*cell) != independent(*cell)] == []


def test_one_more_indicator_never_turns_positive_into_negative() -> None:
    for s, m, w in product(range(15), repeat=3):
        if rules.positive(s, m, w):
            assert rules.positive(s + 1, m, w)
            assert rules.positive(s, m + 1, w)
            assert rules.positive(s, m, w + 1)


def test_the_lists_have_the_published_counts_per_dimension_and_strength() -> None:
    counts = {
        each.ref: [tuple(sum(q.strength == letter for q in each.of(d)) for letter in "SMW") for d in each.dimensions]
        for each in (ADULT, CHILD)
    }
    assert counts[ADULT.ref] == [(1, 8, 1), (1, 9, 0), (0, 14, 2), (1, 7, 1), (4, 10, 1), (0, 5, 2)]
    assert counts[CHILD.ref] == [(2, 8, 0), (4, 6, 0), (0, 15, 0), (1, 7, 0), (8, 7, 0), (0, 7, 0)]


def test_the_short_screen_has_eleven_questions_and_decides_nothing() -> None:
    every = {question.code: "yes" for question in SHORT}
    assert len(every) == 11
    assert rules.score(SHORT, every).outcome == rules.REVIEW


OUTCOMES = {
    (): "no_indicators",
    ("D4",): "exploitation_only",
    ("D1", "D4"): "deception_and_exploitation",
    ("D1", "D2", "D4"): "deception_and_exploitation",
    ("D1", "D4", "D5"): "trafficking_forced_labour",
    ("D2", "D4", "D5"): "trafficking_forced_labour",
    ("D1", "D2", "D4", "D5"): "trafficking_forced_labour",
    ("D2", "D4"): "review",
    ("D1",): "review",
    ("D2",): "review",
    ("D5",): "review",
    ("D1", "D5"): "review",
    ("D4", "D5"): "review",
    ("D3",): "review",
    ("D6",): "review",
    ("D3", "D4", "D5"): "review",
    ("D4", "D5", "D6"): "review",
}


@pytest.mark.parametrize(("found", "outcome"), OUTCOMES.items())
def test_dimensions_combine_as_the_table_says(found: tuple[str, ...], outcome: str) -> None:
    assert rules.adult_outcome(frozenset(found)) == outcome


def test_no_positive_dimension_ever_ends_as_a_negative() -> None:
    for bits in product((False, True), repeat=6):
        found = frozenset(f"D{n}" for n, there in enumerate(bits, 1) if there)
        assert (rules.adult_outcome(found) == rules.NO_INDICATORS) is (not found)


def test_abuse_of_vulnerability_in_place_of_other_means_is_a_hint_to_a_person() -> None:
    said = dict.fromkeys(
        (
            "d3_economic",
            "d3_illegal_status",
            "d3_dependency",
            "d4_hours",
            "d4_low_salary",
            "d5_documents",
            "d5_isolation",
        ),
        "yes",
    )
    result = rules.score(ADULT, said)
    assert result.positive == {"D3", "D4", "D5"}
    assert (result.outcome, result.hint) == ("review", "vulnerability")


GOLDEN = [
    ({}, "no_indicators"),
    ({"d4_hours": "yes", "d4_low_salary": "yes"}, "exploitation_only"),
    (
        {"d4_hours": "yes", "d4_low_salary": "yes", "d1_job_nature": "yes", "d1_wages": "yes"},
        "deception_and_exploitation",
    ),
    (
        {"d4_hours": "yes", "d4_bad_living": "yes", "d2_violence": "yes", "d2_documents": "yes"}
        | {"d5_documents": "yes", "d5_debt_bondage": "yes"},
        "trafficking_forced_labour",
    ),
    ({"d4_hours": "yes"}, "no_indicators"),
    ({"d4_hours": "declined", "d4_low_salary": "unknown"}, "no_indicators"),
]


@pytest.mark.parametrize(("said", "outcome"), GOLDEN)
def test_golden_cases_of_adults(said: dict[str, str], outcome: str) -> None:
    assert rules.score(ADULT, said).outcome == outcome


def test_for_a_child_an_act_and_exploitation_are_enough_without_any_means() -> None:
    work = {"d4_hours": "yes", "d4_no_education": "yes"}
    assert rules.score(CHILD, work, act=True).outcome == "trafficking_child"
    assert rules.score(CHILD, work, act=False).outcome == "review"
    assert rules.score(CHILD, work) == rules.Result("review", rules.score(CHILD, work).tallies, "act_unknown")
    assert rules.score(CHILD, {}, act=True).outcome == "no_indicators"
    assert rules.score(CHILD, {"d1_job_nature": "yes", "d1_wages": "yes"}, act=True).outcome == "review"


def test_an_unknown_age_gets_the_list_for_children() -> None:
    assert instruments.for_age(None) == instruments.for_age(17) == CHILD
    assert instruments.for_age(18) == ADULT


@pytest.mark.parametrize("ref", [ADULT.ref, CHILD.ref])
def test_an_explanation_names_exactly_the_answers_that_count(ref: str) -> None:
    instrument = instruments.get(ref)

    @patiently
    @given(answers_of[ref])
    def check(said: dict[str, str]) -> None:
        result = rules.score(instrument, said, act=True)
        named = {code for each in result.tallies for code in each.answers}
        assert named == {code for code, answer in said.items() if answer == "yes"}

    check()


@pytest.mark.parametrize("ref", [ADULT.ref, CHILD.ref])
def test_the_answers_said_to_turn_the_outcome_do_and_the_others_do_not(ref: str) -> None:
    instrument = instruments.get(ref)

    @patiently
    @given(answers_of[ref])
    def check(said: dict[str, str]) -> None:
        now = rules.score(instrument, said, act=True).outcome
        turns = {turn.question: turn.outcome for turn in rules.turning(instrument, said, act=True)}
        for question in instrument:
            if said.get(question.code) not in {"yes", "no"}:
                then = rules.score(instrument, {**said, question.code: "yes"}, act=True).outcome
                assert turns.get(question.code, now) == then

    check()


@patiently
@given(answers_of[ADULT.ref], st.sampled_from([question.code for question in ADULT]))
def test_one_more_yes_never_takes_a_finding_away(said: dict[str, str], more: str) -> None:
    before, after = rules.score(ADULT, said), rules.score(ADULT, {**said, more: "yes"})
    assert before.positive <= after.positive
    assert (after.outcome == rules.NO_INDICATORS) <= (before.outcome == rules.NO_INDICATORS)
    assert (before.outcome == rules.TRAFFICKING) <= (after.outcome == rules.TRAFFICKING)


def test_the_answers_an_outcome_rests_on_are_named() -> None:
    said = {"d4_hours": "yes", "d4_low_salary": "yes"}
    assert rules.resting(ADULT, said) == (
        rules.Turn("d4_hours", "no_indicators"),
        rules.Turn("d4_low_salary", "no_indicators"),
    )


def test_an_old_answer_set_scores_under_its_own_version(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"d4_hours": "yes", "d4_low_salary": "yes"}
    kept = ADULT.ref
    before = rules.score(instruments.get(kept), said)
    monkeypatch.setitem(instruments.CURRENT, instruments.ADULT, f"{instruments.ADULT}@2031")
    assert rules.score(instruments.get(kept), said) == before
    with pytest.raises(LookupError):
        instruments.get(instruments.ADULT)


def test_a_short_answer_that_can_mean_one_thing_is_not_asked_again() -> None:
    carried = rules.carry({"excessive_overtime": "yes", "withholding_of_wages": "no", "deception": "no"}, ADULT)
    assert carried["d4_hours"] == rules.Carried("yes", ("excessive_overtime",))
    assert carried["d5_withhold_wages"].answer == "no"
    assert carried["d1_wages"].answer == "no"


def test_a_short_answer_that_may_mean_several_things_is_shown_and_not_expanded() -> None:
    carried = rules.carry({"debt_bondage": "yes"}, ADULT)
    assert {code: each.answer for code, each in carried.items()} == dict.fromkeys(
        ("d2_debt_bondage", "d5_debt_bondage", "d4_wage_manipulation"), ""
    )
    assert all(each.heard == ("debt_bondage",) for each in carried.values())


def test_a_question_that_belongs_to_two_short_ones_needs_both_to_be_no() -> None:
    assert "d2_isolation" not in rules.carry({"isolation": "no"}, ADULT)
    both = rules.carry({"isolation": "no", "restriction_of_movement": "no"}, ADULT)
    assert both["d2_isolation"].answer == "no"


@patiently
@given(answers_of[SHORT.ref])
def test_nothing_carried_over_makes_a_dimension_positive_that_nobody_spoke_of(said: dict[str, str]) -> None:
    carried = {code: each.answer for code, each in rules.carry(said, ADULT).items() if each.answer}
    yes = [code for code, answer in carried.items() if answer == "yes"]
    assert len(yes) <= sum(answer == "yes" for answer in said.values())


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ({}, None),
        ({"receipt": "unknown"}, None),
        ({"receipt": "no", "transfer": "yes"}, True),
        ({"receipt": "no"}, False),
    ],
)
def test_whether_an_act_took_place_is_yes_no_or_not_known(said: dict[str, str], known: bool | None) -> None:
    assert rules.acts_known(said) is known


def test_a_no_to_being_called_back_does_not_stop_the_talk_but_any_other_no_does() -> None:
    assert rules.may_go_on({"alone": "yes", "safe_now": "unknown", "call_back": "no"})
    for question in ("alone", "safe_now", "safe_channel"):
        assert not rules.may_go_on({question: "no"})


def test_means_of_control_that_the_screening_told_are_not_asked_again() -> None:
    said = {
        "d5_documents": "yes",
        "d2_documents": "no",
        "d4_hours": "no",
        "d2_violence": "no",
        "d5_violence": "declined",
    }
    assert rules.means_of(said) == {"withholds_documents": "yes", "excessive_working_hours": "no"}
    asked = {question for questions in rules.MEANS_OF.values() for question in questions}
    assert asked <= {question.code for question in ADULT}
    assert set(rules.MEANS_OF) <= {code.code for code in codes.get("means_of_control")}
