"""A date of which parts are unknown: it can be written and read, and it never claims to know an age it does not."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from komek.kernel.partialdate import BROAD_AGES, PartialDate

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    known = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    parts = (day.year, day.month, day.day)
    return PartialDate(*(part if keep else None for part, keep in zip(parts, known, strict=True)))


@given(partial_dates())
def test_what_is_written_can_be_read(partial: PartialDate) -> None:
    assert PartialDate.parse(str(partial)) == partial


@given(DAYS)
def test_a_date_known_in_full_is_that_day(day: date) -> None:
    partial = PartialDate.of(day)
    assert (partial.complete, partial.earliest(), partial.latest()) == (day, day, day)
    assert str(partial) == day.isoformat()


@given(DAYS, st.tuples(st.booleans(), st.booleans()))
def test_the_true_day_lies_between_the_first_and_the_last_possible(day: date, known: tuple[bool, bool]) -> None:
    partial = PartialDate(day.year, day.month if known[0] else None, day.day if known[1] else None)
    first, last = partial.earliest(), partial.latest()
    assert first is not None
    assert last is not None
    assert first <= day <= last


@given(DAYS, DAYS, st.tuples(st.booleans(), st.booleans()))
def test_the_true_age_lies_between_the_youngest_and_the_oldest(born: date, on: date, known: tuple[bool, bool]) -> None:
    assume(born <= on)
    ages = PartialDate(born.year, born.month if known[0] else None, born.day if known[1] else None).ages(on)
    true = PartialDate.of(born).ages(on)
    assert ages is not None
    assert true is not None
    assert true[0] == true[1]
    assert 0 <= ages[0] <= true[0] <= ages[1]


@given(partial_dates(), DAYS)
def test_a_band_is_given_only_where_every_possible_age_is_in_it(partial: PartialDate, on: date) -> None:
    band, ages = partial.age_band(on), partial.ages(on)
    if band is None or ages is None:
        return
    low, _, high = band.rstrip("+").partition("-")
    assert int(low) <= ages[0]
    assert ages[1] <= (int(high) if high else 300)


@given(st.integers(0, 120))
def test_the_broad_bands_leave_no_age_out(age: int) -> None:
    on = date(2026, 11, 25)
    assert PartialDate.of(date(on.year - age, on.month, on.day)).age_band(on) in BROAD_AGES


def test_a_year_alone_may_lie_in_two_bands() -> None:
    assert PartialDate(2008).age_band(date(2026, 6, 1)) is None
    assert PartialDate(1998).age_band(date(2026, 6, 1)) == "27-29"


def test_without_a_year_there_is_no_age() -> None:
    partial = PartialDate(month=5, day=12)
    assert (partial.ages(date(2026, 6, 1)), partial.earliest(), partial.latest()) == (None, None, None)


def test_nobody_is_born_tomorrow() -> None:
    assert PartialDate.of(date(2026, 6, 2)).ages(date(2026, 6, 1)) is None


def test_a_day_without_a_month_fits_the_months_that_have_it() -> None:
    partial = PartialDate(2026, None, 31)
    assert (partial.earliest(), partial.latest()) == (date(2026, 1, 31), date(2026, 12, 31))
    assert PartialDate(2026, None, 29).earliest() == date(2026, 1, 29)


def test_the_last_of_february_may_be_the_29th_when_the_year_is_unknown() -> None:
    assert str(PartialDate(None, 2, 29)) == "????-02-29"


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 2, 29), (None, 2, 30), (2026, 13, 1), (2026, 0, 1), (1026, 1, 1), (2026, 4, 31), (2026, 1, 0)],
)
def test_an_impossible_date_cannot_be_made(year: int | None, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        PartialDate(year, month, day)


@pytest.mark.parametrize(
    "text", ["", "1998", "1998-5-1", "98-05-01", "1998-05-?1", "????-??", " 1998-05-01", "1998-02-30"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        PartialDate.parse(text)


@given(DAYS, st.integers(1, 40000))
def test_nobody_grows_younger(born: date, days: int) -> None:
    later = min(born + timedelta(days), date(2199, 12, 31))
    before, after = PartialDate(born.year).ages(born + timedelta(0)), PartialDate(born.year).ages(later)
    assert before is not None
    assert after is not None
    assert before <= after


@given(st.integers(1900, 2199), st.integers(1, 12))
def test_a_month_begins_on_the_first_and_ends_on_its_last_day(year: int, month: int) -> None:
    partial = PartialDate(year, month)
    assert (partial.earliest(), partial.latest()) == (
        date(year, month, 1),
        date(year, month, monthrange(year, month)[1]),
    )
    assert partial.complete is None
    assert partial.known
    assert not PartialDate().known
