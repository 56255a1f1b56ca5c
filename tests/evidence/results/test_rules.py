"""A rule says what it counts, or is refused before anything is counted by it."""

import pytest
from django.core.checks import run_checks

from komek.evidence.results.indicators import INDICATORS, Indicator
from komek.evidence.results.rules import Condition, WrongRule, parse
from komek.kernel.measures import Measure
from tests.evidence.results.kitchen import MEAL, own_indicators

PERSON = "count=person; window=quarter; once_per=person+quarter"


def test_a_rule_is_read_from_its_text() -> None:
    rule = parse(f"{PERSON}; require=type in medical, legal_consultation; exclude=one_off is yes; new_only=yes")
    assert (rule.count, rule.window, rule.new_only, rule.by_person) == ("person", "quarter", True, True)
    assert rule.require == (Condition("type", ("medical", "legal_consultation")),)
    assert rule.exclude == (Condition("one_off", ("yes",)),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "count=person; window=quarter",
        "count=person; window=quarter; once_per=person+month",
        "count=event; window=month; once_per=person+month",
        "count=heads; window=month",
        "count=event; window=fortnight",
        "count=event; count=service; window=month",
        "count=event; window=month; colour=red",
        "count=event; window=month; require=one_off",
        "count=event; window=month; require=one_off is ",
        "count=event; window=month; new_only=perhaps",
        "count=event; window=",
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(WrongRule):
        parse(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{PERSON}; require=colour is red", "does not record colour"),
        (f"{PERSON}; exclude=one_off is perhaps", "has no perhaps"),
        (f"{PERSON}; among=nobody", "nobody"),
        (f"{PERSON}; denominator=nobody", "nobody"),
    ],
)
def test_a_rule_that_asks_for_what_nobody_records_stops_the_start(text: str, why: str) -> None:
    broken = Indicator("test_broken", "Broken", "", MEAL.code, text)
    with pytest.raises((ValueError, KeyError), match=why):
        broken.check()
    INDICATORS.add(broken)
    try:
        assert [error.id for error in run_checks(tags=["results"]) if "test_broken" in error.msg] == [
            "komek.results.E001"
        ]
    finally:
        INDICATORS._things.pop(broken.code)


def test_people_cannot_be_counted_by_a_measure_that_is_not_about_people() -> None:
    with pytest.raises(WrongRule, match="not about people"):
        parse(PERSON).check(Measure("test_oven", "Ovens"), {})


def test_the_indicators_of_the_house_can_be_read() -> None:
    codes = [each.code for each in own_indicators() if each.rule]
    assert codes == [
        "opened", "screened", "identified", "identified_ngo", "identified_official", "assisted", "services",
        "supported_by_needs", "police_consent", "police_without", "closed", "followed_up",
        "guide_asked", "guide_viewed", "guide_handed_over",
    ]  # fmt: skip


def test_support_by_need_leaves_one_off_help_out() -> None:
    rule = INDICATORS["supported_by_needs"].rule
    assert rule.exclude == (Condition("one_off", ("yes",)),)
    assert rule.require == (Condition("needs_based", ("yes",)),)
    assert (rule.among, rule.denominator) == ("identified", "identified")
