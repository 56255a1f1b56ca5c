"""Pure rules of the rota: hours over midnight, languages in two scripts, times in steps of five minutes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komek.foundations.inbox import rules

TIMES = st.times().map(lambda at: at.replace(microsecond=0))
INSTANTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1))  # noqa: DTZ001 - local clocks


@dataclass(frozen=True)
class Hours:
    organisation: UUID = field(default_factory=uuid4)
    country: str = ""
    languages: list[str] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=lambda: [1, 2, 3, 4, 5, 6, 7])
    begins: time = time(9)
    ends: time = time(18)
    rank: int = 1
    fallback: bool = False


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("weekdays", "begins", "ends", "local", "awake"),
    [
        ([1], time(9), time(18), "2026-11-30T09:00", True),
        ([1], time(9), time(18), "2026-11-30T17:59:59", True),
        ([1], time(9), time(18), "2026-11-30T18:00", False),
        ([1], time(9), time(18), "2026-12-01T12:00", False),
        ([1], time(22), time(6), "2026-11-30T22:00", True),
        ([1], time(22), time(6), "2026-12-01T05:59", True),
        ([1], time(22), time(6), "2026-12-01T06:00", False),
        ([1], time(22), time(6), "2026-11-30T05:00", False),
        ([7], time(22), time(6), "2026-11-30T05:00", True),
        ([2], time(0), time(0), "2026-12-01T23:59", True),
        ([2], time(0), time(0), "2026-12-02T00:00", False),
    ],
)
def test_a_watch_runs_between_its_hours(weekdays: list[int], begins: time, ends: time, local: str, awake: bool) -> None:
    assert rules.awake(Hours(weekdays=weekdays, begins=begins, ends=ends), at(local)) is awake


@given(begins=TIMES, ends=TIMES, local=INSTANTS)
def test_a_watch_and_its_rest_fill_every_hour_of_every_day_once(begins: time, ends: time, local: datetime) -> None:
    if begins != ends:
        day, night = Hours(begins=begins, ends=ends), Hours(begins=ends, ends=begins)
        assert rules.awake(day, local) is not rules.awake(night, local)


@given(local=INSTANTS, begins=TIMES, ends=TIMES, weekday=st.integers(1, 7))
def test_a_watch_of_one_day_lasts_a_day_at_most(local: datetime, begins: time, ends: time, weekday: int) -> None:
    watch = Hours(weekdays=[weekday], begins=begins, ends=ends)
    if rules.awake(watch, local):
        assert not rules.awake(watch, local + timedelta(days=2))
        assert rules.awake(watch, local + timedelta(days=7))


def test_both_scripts_are_one_language_and_who_names_none_reads_all() -> None:
    assert rules.reads(Hours(languages=["uz"]), "uz-cyrl")
    assert not rules.reads(Hours(languages=["uz"]), "ru")
    assert rules.reads(Hours(), "tk")
    assert rules.serves(Hours(country="RU"), "RU")
    assert not rules.serves(Hours(country="RU"), "KZ")
    assert rules.serves(Hours(), "KZ")
    assert rules.serves(Hours(country="RU"), ""), "who does not say where she is, is read by everybody"


def test_an_organisation_stands_in_a_chain_once() -> None:
    one, other = Hours(rank=1), Hours(rank=2)
    again = Hours(organisation=one.organisation, rank=3)
    assert rules.one_each([one, other, again]) == [one, other]


@given(instant=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_lies_open_is_a_full_step_that_is_not_before_and_less_than_one_step_after(instant: datetime) -> None:
    rounded = rules.rounded_up(instant)
    assert (rounded.minute % 5, rounded.second, rounded.microsecond) == (0, 0, 0)
    assert timedelta() <= rounded - instant < rules.STEP
    assert rules.rounded_up(rounded) == rounded


@given(seconds=st.integers(0, 10**6))
def test_waiting_is_noted_in_fives(seconds: int) -> None:
    noted = rules.steps_up(timedelta(seconds=seconds))
    assert noted % 5 == 0
    assert noted >= 5
    assert noted * 60 >= seconds > (noted - 5) * 60 or noted == 5


@given(minutes=st.lists(st.integers(1, 500), min_size=1))
def test_the_usual_time_is_at_least_that_of_half_of_them(minutes: list[int]) -> None:
    middle = rules.median(minutes)
    assert middle in minutes
    assert sum(each <= middle for each in minutes) * 2 >= len(minutes)
    assert sum(each >= middle for each in minutes) * 2 >= len(minutes)
