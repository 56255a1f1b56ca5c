"""Every period is half-open, and a fiscal year bears the number of the year in which it ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komek.kernel import periods

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
KINDS = ("month", "quarter", "calendar_year", "fiscal_year", "fiscal_quarter")


@given(DAYS, st.sampled_from(KINDS))
def test_a_day_lies_in_its_period_of_each_kind_and_the_code_leads_back(day: date, kind: str) -> None:
    period = periods.of(day, kind)
    assert day in period
    assert period.end not in period
    assert periods.parse(period.code) == period


@given(DAYS, st.sampled_from(KINDS))
def test_periods_of_a_kind_follow_one_another_without_gap(day: date, kind: str) -> None:
    period = periods.of(day, kind)
    assert periods.of(period.end, kind).start == period.end
    assert periods.of(period.start - timedelta(days=1), kind).end == period.start


@given(DAYS)
def test_the_months_of_a_year_fill_it(day: date) -> None:
    year = periods.of(day, "fiscal_year")
    months = list(year.months())
    assert len(months) == 12
    assert (months[0].start, months[-1].end) == (year.start, year.end)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("FY2021", date(2020, 10, 1), date(2021, 10, 1)),
        ("FY2021Q1", date(2020, 10, 1), date(2021, 1, 1)),
        ("FY2021Q2", date(2021, 1, 1), date(2021, 4, 1)),
        ("FY2021Q4", date(2021, 7, 1), date(2021, 10, 1)),
        ("2004Q1", date(2004, 1, 1), date(2004, 4, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_codes_mean_these_days(code: str, start: date, end: date) -> None:
    assert (periods.parse(code).start, periods.parse(code).end) == (start, end)


@pytest.mark.parametrize("code", ["", "26", "FY2026-11", "2026-13", "2026-00", "2026Q5", "0000", "9999", "2026-1", "x"])
def test_anything_else_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is not a period|must be in|month must"):
        periods.parse(code)


def test_an_unknown_kind_of_period_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        periods.of(date(2026, 11, 12), "fortnight")


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)), months=st.integers(-24, 24))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = periods.months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or ((later + timedelta(days=1)).day == 1 and later.day < day.day)
