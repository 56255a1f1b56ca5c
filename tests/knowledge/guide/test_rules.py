"""Until which day: nationality, destination, date and the calendar of the destination."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from komek.knowledge import guide
from komek.knowledge.guide import calendars, content, rules
from komek.knowledge.guide.lines import line
from komek.knowledge.guide.nouns import Claim, Contact, Fact

ON = date(2026, 11, 25)


def claim(value: str, unit: str, mark: str = "sourced", when: str = "2025") -> Claim:
    return Claim(f"c{value}{unit}{when}", "k", value, unit, ("UZ",), "", "somebody", "", when, None, mark)


@pytest.mark.parametrize(
    ("start", "days", "country", "last"),
    [
        # Russia: an ordinary week, a weekend, the national holiday of 4 November, the long new year
        (date(2026, 11, 30), 7, "RU", date(2026, 12, 9)),
        (date(2026, 11, 30), 15, "RU", date(2026, 12, 21)),
        (date(2026, 10, 30), 7, "RU", date(2026, 11, 11)),
        (date(2026, 11, 3), 1, "RU", date(2026, 11, 5)),
        (date(2026, 12, 28), 7, "RU", date(2027, 1, 15)),
        (date(2026, 5, 7), 2, "RU", date(2026, 5, 12)),
        # Kazakhstan: Independence Day on 16 December, Republic Day on 25 October (a Sunday)
        (date(2026, 11, 30), 3, "KZ", date(2026, 12, 3)),
        (date(2026, 12, 14), 3, "KZ", date(2026, 12, 18)),
        # Korea, Türkiye, Poland: days off of their own
        (date(2026, 12, 24), 1, "KR", date(2026, 12, 28)),
        (date(2026, 10, 28), 1, "TR", date(2026, 10, 30)),
        (date(2026, 11, 10), 1, "PL", date(2026, 11, 12)),
    ],
)
def test_working_days_follow_the_calendar_of_the_destination(start: date, days: int, country: str, last: date) -> None:
    assert calendars.last_day(start, days, "working days", country) == last


@pytest.mark.parametrize(
    ("start", "value", "unit", "last"),
    [
        (date(2026, 11, 30), 30, "days", date(2026, 12, 30)),
        (date(2026, 11, 30), 30, "calendar days", date(2026, 12, 30)),
        (date(2026, 11, 30), 3, "months", date(2027, 2, 28)),
        (date(2027, 11, 30), 3, "months", date(2028, 2, 29)),
        (date(2028, 2, 29), 1, "year", date(2029, 2, 28)),
    ],
)
def test_other_terms_are_counted_by_the_calendar(start: date, value: int, unit: str, last: date) -> None:
    assert calendars.last_day(start, value, unit, "RU") == last


def test_a_year_without_data_promises_no_day() -> None:
    with pytest.raises(calendars.UncountedError):
        calendars.last_day(date(2031, 1, 10), 7, "working days", "RU")
    with pytest.raises(calendars.UncountedError):
        calendars.last_day(date(2026, 1, 10), 7, "working days", "XX")
    with pytest.raises(ValueError, match="RUB"):
        calendars.last_day(date(2026, 1, 10), 7, "RUB", "RU")


def test_where_claims_differ_the_term_that_ends_first_leads() -> None:
    assert rules.safer([claim("15", "working days"), claim("7", "working days")]).value == "7"
    assert rules.safer([claim("15", "days"), claim("15", "working days")]).unit == "days"
    assert rules.safer([claim("7000", "RUB", when="2019"), claim("9000", "RUB", when="2025")]).value == "9000"
    assert rules.safer([claim("a", "text", "unverified", "2026"), claim("b", "text", "sourced", "2020")]).value == "b"


@pytest.mark.parametrize("nationality", ["UZ", "TJ", "KG", "KZ"])
def test_the_example_of_the_look_holds(nationality: str) -> None:
    """Arrived on 30 November: the first day by any claim leads, the other follows."""
    expected = {"UZ": date(2026, 12, 9), "TJ": date(2026, 12, 15), "KG": date(2026, 12, 30), "KZ": date(2026, 12, 30)}
    reader = guide.Reader(nationality=nationality, destination="RU", arrived=date(2026, 11, 30))

    shown = guide.answer(content.shipped(demo=True), "registration-russia", reader, ON)

    assert shown.lead is not None
    assert shown.lead.by == expected[nationality]
    assert (len(shown.lead.notes) > 1) == (nationality in {"UZ", "TJ"}), "only these two have sources that differ"


def test_a_reader_who_has_not_said_is_told_that_it_depends() -> None:
    shown = guide.answer(content.shipped(demo=True), "registration-russia", guide.Reader(destination="RU"), ON)

    assert shown.lead is not None
    assert "7 working days" in shown.lead.text
    assert any("Kyrgyzstan: 30 days" in note for note in shown.lead.notes)


def test_outside_the_demo_nothing_unconfirmed_is_shown() -> None:
    reader = guide.Reader(nationality="UZ", destination="RU", arrived=date(2026, 11, 30))

    for topic in content.topics():
        shown = guide.answer(content.shipped(demo=False), topic, reader, ON)
        told = [each for each in (shown.lead, *shown.passages) if each]
        assert not any(each.mark or each.headline or each.contacts for each in told), topic
    assert guide.answer(content.shipped(demo=False), "registration-russia", reader, ON).hidden


def test_a_held_back_answer_is_not_replaced_by_that_for_another_passport() -> None:
    edition = content.shipped(demo=False)

    assert guide.answer(edition, "registration-russia", guide.Reader(destination="RU"), ON).lead is None
    turkmen = guide.answer(edition, "registration-russia", guide.Reader(nationality="TM", destination="RU"), ON)
    assert turkmen.lead is not None
    assert "Turkmenistan" in turkmen.lead.text


def test_a_contact_counts_as_dialled_for_thirty_days() -> None:
    tested = Contact("x", "RU", "hotline", "Line", phone="+700", state="tested", tested_on=date(2026, 10, 26))

    assert rules.dialled_lately(tested, ON)
    assert not rules.dialled_lately(tested, date(2026, 11, 26))
    assert not rules.callable_now(Contact("x", "RU", "hotline", "Line", phone="+700", state="dead"), ON, demo=True)
    assert not rules.callable_now(Contact("x", "RU", "hotline", "Line", phone="+700"), ON, demo=False)
    assert not rules.callable_now(Contact("x", "RU", "hotline", "Line"), ON, demo=True)


def test_a_contact_is_overdue_the_day_after_its_next_test_was_due() -> None:
    called = date(2026, 10, 26)
    tested = Contact("x", "RU", "hotline", "Line", phone="+700", state="tested", tested_on=called, next_test=ON)
    late = ON + timedelta(days=1)

    assert (rules.standing(tested, ON), rules.standing(tested, late)) == ("tested", "overdue")
    sooner = replace(tested, next_test=date(2026, 11, 1))
    assert rules.standing(sooner, date(2026, 11, 2)) == "overdue", "readers said that nobody answers"
    assert [rules.standing(replace(tested, state=each), late) for each in ("draft", "dead")] == ["draft", "dead"]


def test_outside_the_demo_an_overdue_contact_leaves_the_channels_and_an_emergency_number_stays() -> None:
    tested = Contact("x", "RU", "hotline", "Line", phone="+700", state="tested", tested_on=ON)
    month, later = ON + timedelta(days=30), ON + timedelta(days=31)

    assert [rules.callable_now(tested, on, demo=False) for on in (month, later)] == [True, False]
    assert rules.callable_now(tested, later, demo=True), "the demo shows it with its mark"
    assert rules.callable_now(replace(tested, kind="emergency"), later, demo=False)
    assert not rules.callable_now(replace(tested, kind="emergency", tested_on=None), ON, demo=False)


@pytest.mark.parametrize(("days", "there"), [(0, True), (30, True), (31, False)])
def test_outside_the_demo_a_line_stands_below_its_text_for_thirty_days(days: int, there: bool) -> None:
    shipped = content.shipped(demo=False)
    called = replace(shipped.contacts["tr.yimer"], state="tested", tested_on=ON, next_test=ON + timedelta(days=30))
    edition = replace(shipped, contacts={**shipped.contacts, "tr.yimer": called})
    reader, day = guide.Reader(nationality="UZ", destination="TR"), ON + timedelta(days=days)

    answer = guide.answer(edition, "documents-taken", reader, day)
    named = [line.id for each in answer.of("contact") for line in each.contacts]
    way = [line.id for line in guide.way_to_a_person(edition, reader, day).lines]
    assert ("tr.yimer" in named, "tr.yimer" in way) == (there, there)


def test_an_overdue_contact_says_so_in_every_language() -> None:
    tested = Contact("x", "RU", "hotline", "Line", phone="+700", state="tested", tested_on=ON)
    for language in guide.LANGUAGES:
        speech = guide.words(language)
        fresh, late = (line(tested, speech, on) for on in (ON, ON + timedelta(days=31)))
        assert (fresh.mark, late.mark) == ("", "overdue")
        assert late.mark_words == speech.say("contact", "overdue", date=speech.day(ON))


def test_a_fact_holds_from_its_first_day_until_the_day_before_its_last() -> None:
    fact = Fact("k", "", "7", "days", "sourced", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 1))

    assert [fact.valid(day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 30))] == [
        False,
        True,
        True,
    ]
    assert not fact.valid(date(2026, 12, 1))


@pytest.mark.parametrize("country", [*guide.DESTINATIONS, *guide.NATIONALITIES])
def test_the_way_to_a_person_never_ends_in_nothing(country: str) -> None:
    way = guide.way_to_a_person(content.shipped(demo=True), guide.Reader(), ON, country)

    assert way.works


LATELY = [("tested", 30, True), ("tested", 31, False), ("overdue", 3, False)]


@pytest.mark.parametrize(("state", "days", "shown"), LATELY)
def test_outside_the_demo_only_a_line_that_answered_within_thirty_days_is_named(
    state: str, days: int, shown: bool
) -> None:
    tested = ON - timedelta(days=days)
    line = Contact("x.line", "KR", "hotline", "A line", phone="+8229", state=state, tested_on=tested)
    alarm = Contact("x.112", "KR", "emergency", "112", short="112", state="tested", tested_on=ON)
    edition = replace(content.shipped(demo=False), contacts={"x.line": line, "x.112": alarm})
    way = guide.way_to_a_person(edition, guide.Reader(), ON, "KR")
    assert [each.number for each in way.lines] == (["+8229"] if shown else [])
    assert way.emergency
    assert way.emergency.number == "112"
    assert way.works


def test_a_short_number_of_home_is_no_help_abroad() -> None:
    way = guide.way_to_a_person(content.shipped(demo=True), guide.Reader(nationality="UZ"), ON, "RU")

    assert "1148" not in {line.number for line in way.lines}
