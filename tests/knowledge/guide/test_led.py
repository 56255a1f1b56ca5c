"""Where a source names a shorter term than the one that was released, nobody is told to wait longer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from komek.knowledge import guide
from komek.knowledge.guide import actions, content, editions, models, rules
from komek.knowledge.guide.actions.values import Source, Value
from komek.knowledge.guide.nouns import Claim, Fact
from tests.factories import guide as small

ON = date(2026, 11, 30)
UNITS = st.sampled_from(rules.TERMS)
TERM = st.tuples(st.integers(1, 400).map(str), UNITS)


def claim(value: str, unit: str) -> Claim:
    return Claim(f"c{value}{unit}", "k", value, unit, ("UZ",), "", "somebody", "", "2025", None, "sourced")


def fact(value: str, unit: str, *claims: Claim) -> Fact:
    return Fact("k", "UZ", value, unit, "confirmed", verified_by="x", verified_on=ON, claims=claims)


@given(TERM, st.lists(TERM, max_size=5))
def test_no_source_names_a_shorter_term_than_the_one_that_is_told(
    released: tuple[str, str], said: list[tuple[str, str]]
) -> None:
    whole = fact(*released, *(claim(*each) for each in said))
    told = rules.led(whole)

    assert all(rules.length(told) <= rules.length(each) for each in whole.claims)
    assert rules.length(told) <= rules.length(whole)
    assert rules.led(told) == told
    here = (told.value, told.unit)
    assert {here, *told.others} == {released, *said}, "every value is named, the released one too"
    assert (told.told_mark == "confirmed") is (here == released), "what leads instead was confirmed by nobody"


def test_what_is_no_term_is_told_as_it_was_released() -> None:
    whole = fact("7000", "RUB", claim("5000", "RUB"))

    assert rules.led(whole) == whole
    assert rules.led(fact("by hand", "text", claim("7", "days"))).value == "by hand"


@pytest.mark.parametrize("language", guide.LANGUAGES)
def test_text_headline_and_note_say_the_same_term(language: str) -> None:
    shipped = content.shipped(demo=True)
    long = [
        replace(each, value="15", unit="working days", mark="confirmed", verified_by="x", verified_on=ON)
        if (each.key, each.nationality) == ("ru.registration.stay", "UZ")
        else each
        for each in shipped.facts
    ]
    edition, speech = replace(shipped, facts=tuple(long)), guide.words(language)
    reader = guide.Reader(language, "UZ", "RU", arrived=ON)

    shown = guide.answer(edition, "registration-russia", reader, ON).lead

    assert shown
    assert shown.by == date(2026, 12, 9)
    assert speech.value("7", "working days") in shown.text
    assert speech.value("15", "working days") not in shown.text
    assert shown.mark == "contradicted"
    assert not any(speech.say("answer", "confirmed", date=speech.day(ON)) == note for note in shown.notes)


def test_a_note_calls_nothing_safer_that_is_no_term() -> None:
    shipped = content.shipped(demo=True)
    facts = [
        replace(each, value="one", unit="text", claims=(claim("two", "text"),))
        if (each.key, each.nationality) == ("ru.registration.stay", "UZ")
        else each
        for each in shipped.facts
    ]

    shown = guide.answer(
        replace(shipped, facts=tuple(facts)), "registration-russia", guide.Reader("en", "UZ", "RU"), ON
    ).lead

    assert shown
    assert "Sources differ: one or two. Ask before you act." in shown.notes


@pytest.mark.slow
def test_a_shorter_claim_noted_beside_a_released_term_leads_at_once(db: None) -> None:
    small.make_guide()
    editor = small.make_editor()
    review = timezone.localdate() + timedelta(days=30)
    source = Source("A law", dated="2026")
    actions.change_fact(
        key=small.KEY,
        nationality="UZ",
        value=Value("15", "working days", "RU"),
        source=source,
        next_review=review,
        by=editor,
    )
    reader = guide.Reader("en", "UZ", "RU")

    def told(demo: bool = False) -> str:
        shown = guide.answer(editions.build(1, demo=demo), small.TOPIC, reader, timezone.localdate()).lead
        return shown.text if shown else ""

    assert "15 working days" in told()
    before = {each.value for each in editions.released_facts() if each.nationality == "UZ"}

    actions.record_claim(key=small.KEY, nationality="UZ", value=Value("5", "days", "RU"), source=source, by=editor)

    assert told() == "Register within 5 days.", (
        "outside the demo, too: the rule was confirmed, the shorter term is safer"
    )
    assert before == {"15"}
    assert {each.value for each in editions.released_facts() if each.nationality == "UZ"} == {"5"}
    assert models.Fact.objects.get(nationality="UZ", state="released").value == "15", "what was released stays"
