"""A day is read in one way by every door, and no day breaks a page."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komek.knowledge import guide
from komek.knowledge.guide import calendars, content
from komek.knowledge.guide.days import YEARS, day


@pytest.mark.parametrize("text", ["2026-11-30", "30.11.2026", "30/11/2026", " 30.11.2026 "])
def test_three_forms_are_a_day(text: str) -> None:
    assert day(text) == date(2026, 11, 30)


@pytest.mark.parametrize(
    "text",
    ["", "20261130", "2026-W49-1", "30.11.26", "31.11.2026", "9999-12-31", "2014-12-31", "30 11 2026", "٣٠.١١.٢٠٢٦"],
)
def test_anything_else_is_none(text: str) -> None:
    assert day(text) is None


@given(st.one_of(st.text(max_size=40), st.dates().map(str), st.dates().map(lambda each: f"{each:%d.%m.%Y}")))
def test_reading_never_raises_and_gives_a_year_that_can_be(text: str) -> None:
    found = day(text)

    assert found is None or found.year in YEARS


@given(st.dates(), st.sampled_from(guide.NATIONALITIES), st.sampled_from(guide.DESTINATIONS))
def test_no_day_of_arrival_breaks_an_answer_or_a_plan(arrived: date, nationality: str, destination: str) -> None:
    edition = content.shipped(demo=True)
    reader = guide.Reader("en", nationality, destination, arrived=arrived)

    assert guide.answer(edition, "registration-russia", reader, date(2026, 11, 30)).lead
    assert guide.plan(edition, reader, date(2026, 11, 30)).reader == reader


@pytest.mark.parametrize("unit", ["days", "working days", "months", "years"])
def test_a_term_beyond_all_calendars_is_not_counted(unit: str) -> None:
    with pytest.raises(calendars.UncountedError):
        calendars.last_day(date(9999, 12, 31), 30, unit, "RU")
