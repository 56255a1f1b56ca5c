"""By which day: a table by passport, destination and day of arrival, and the rule of the day on which she arrives.

The days were counted by hand with a wall calendar: working days of Russia and Kazakhstan with their moved days off.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from komek.knowledge import guide
from komek.knowledge.guide import calendars, content, rules
from komek.knowledge.guide.nouns import Claim, Fact

ON = date(2026, 11, 30)
STAY = "registration-russia.answer"
HOST, FREE, UZBEK = "work-kazakhstan.answer", "work-kazakhstan.visa-free", "work-kazakhstan.uzbek"
TURKIYE = "residence-turkiye.visa-free"


def day(text: str) -> date:
    return date.fromisoformat(text)


def plan(nationality: str, destination: str, arrived: date, edition: guide.Edition | None = None) -> dict[str, date]:
    reader = guide.Reader("en", nationality, destination, arrived=arrived)
    found = guide.plan(edition or content.shipped(demo=True), reader, min(arrived, ON))
    return {each.passage.id: each.day for each in found.dated if each.day}


@pytest.mark.parametrize(
    ("arrived", "uz", "tj", "others"),
    [
        # 7 working days lead for UZ, 15 days for TJ, 30 days for KG and KZ
        ("2026-11-30", "2026-12-09", "2026-12-15", "2026-12-30"),
        ("2026-12-28", "2027-01-15", "2027-01-12", "2027-01-27"),  # 31 December and the long new year are off
        ("2026-05-07", "2026-05-19", "2026-05-22", "2026-06-06"),  # 9 May is a Saturday, so 11 May is off
        ("2026-10-30", "2026-11-11", "2026-11-14", "2026-11-29"),  # 4 November
        ("2027-02-18", "2027-03-02", "2027-03-05", "2027-03-20"),  # Saturday the 20th is worked, the 22nd is off
    ],
)
def test_russia_by_passport_and_day(arrived: str, uz: str, tj: str, others: str) -> None:
    told = {each: plan(each, "RU", day(arrived)) for each in guide.NATIONALITIES}

    assert told["UZ"] == {STAY: day(uz)}
    assert told["TJ"] == {STAY: day(tj)}
    assert told["KG"] == told["KZ"] == {STAY: day(others)}
    assert told["TM"] == {}, "no source says it, so no day is promised"


@pytest.mark.parametrize(
    ("arrived", "host", "thirty", "ninety"),
    [
        ("2026-11-30", "2026-12-03", "2026-12-30", "2027-02-28"),
        ("2026-12-14", "2026-12-18", "2027-01-13", "2027-03-14"),  # 16 December
        ("2026-12-30", "2027-01-06", "2027-01-29", "2027-03-30"),  # 1 and 4 January
        ("2026-10-22", "2026-10-28", "2026-11-21", "2027-01-20"),  # 25 October is a Sunday, so the 26th is off
        ("2027-05-05", "2027-05-12", "2027-06-04", "2027-08-03"),  # 7 and 10 May
    ],
)
def test_kazakhstan_by_passport_and_day(arrived: str, host: str, thirty: str, ninety: str) -> None:
    told = {each: plan(each, "KZ", day(arrived)) for each in ("UZ", "TJ", "KG", "TM")}

    assert told["UZ"] == {HOST: day(host), FREE: day(thirty), UZBEK: day(thirty)}, (
        "two rules with one day are two lines"
    )
    assert told["TJ"] == {HOST: day(host), FREE: day(thirty)}
    assert told["KG"] == {HOST: day(host), FREE: day(ninety)}
    assert told["TM"] == {HOST: day(host)}


@pytest.mark.parametrize(("arrived", "until"), [("2026-11-30", "2026-12-30"), ("2028-01-31", "2028-03-01")])
def test_other_destinations_by_passport_and_day(arrived: str, until: str) -> None:
    assert plan("UZ", "TR", day(arrived)) == {TURKIYE: day(until)}
    for nationality in guide.NATIONALITIES:
        assert nationality == "UZ" or plan(nationality, "TR", day(arrived)) == {}
        assert [plan(nationality, each, day(arrived)) for each in ("KR", "AE", "PL")] == [{}, {}, {}]


def test_every_dated_line_is_an_entry_of_its_own_in_the_calendar() -> None:
    reader = guide.Reader("en", "UZ", "KZ", arrived=ON)
    made = guide.plan(content.shipped(demo=True), reader, ON)
    lines = guide.calendar_file(made).decode().splitlines()

    names = [line for line in lines if line.startswith("UID:")]
    assert len(names) == len(set(names)) == len(made.dated) == 3
    assert lines.count("BEGIN:VEVENT") == 3


def changing() -> guide.Edition:
    """Give an edition in which another term holds for UZ from 1 January on."""
    shipped, turn = content.shipped(demo=True), date(2027, 1, 1)

    def term(value: str, since: date | None, until: date | None) -> Fact:
        return Fact(
            "ru.registration.stay", "UZ", value, "days", "sourced", country="RU", valid_from=since, valid_until=until
        )

    kept = [each for each in shipped.facts if (each.key, each.nationality) != ("ru.registration.stay", "UZ")]
    return replace(shipped, facts=(*kept, term("20", None, turn), term("5", turn, None)))


@pytest.mark.parametrize(
    ("arrived", "until", "says"),
    [
        ("2026-12-15", "2027-01-04", "20 days"),
        ("2026-12-31", "2027-01-20", "20 days"),
        ("2027-01-01", "2027-01-06", "5 days"),
        ("2027-02-01", "2027-02-06", "5 days"),
    ],
)
def test_who_has_yet_to_arrive_is_told_the_rule_of_that_day(arrived: str, until: str, says: str) -> None:
    reader = guide.Reader("en", "UZ", "RU", arrived=day(arrived))
    shown = guide.answer(changing(), "registration-russia", reader, ON).lead

    assert shown is not None
    assert (shown.by, says in shown.text) == (day(until), True)
    assert plan("UZ", "RU", day(arrived), changing()) == {STAY: day(until)}


def test_a_rule_that_ends_before_she_arrives_promises_no_day() -> None:
    whole = changing()
    ending = replace(whole, facts=tuple(each for each in whole.facts if each.valid_from != date(2027, 1, 1)))

    assert plan("UZ", "RU", date(2026, 12, 31), ending) == {STAY: date(2027, 1, 20)}
    assert plan("UZ", "RU", date(2027, 1, 1), ending) == {}


SEVEN = Fact("k", "UZ", "7", "working days", "confirmed", verified_by="x", verified_on=ON, country="RU")


def test_outside_the_demo_a_day_off_that_nobody_has_confirmed_gives_nobody_more_time() -> None:
    monday, safe, by_all = date(2026, 12, 28), date(2027, 1, 6), date(2027, 1, 15)

    assert rules.deadline(SEVEN, monday, "RU", demo=True) == rules.Deadline(by_all, SEVEN, None)
    assert rules.deadline(SEVEN, monday, "RU", demo=False) == rules.Deadline(safe, SEVEN, by_all)
    quiet = date(2026, 11, 30)
    assert rules.deadline(SEVEN, quiet, "RU", demo=False) == rules.Deadline(date(2026, 12, 9), SEVEN, None)


def test_a_confirmed_day_off_counts_outside_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    russia = calendars.calendar("RU")
    assert russia is not None
    monkeypatch.setattr(calendars, "calendar", lambda country: replace(russia, sure=russia.off))

    found = rules.deadline(SEVEN, date(2026, 12, 28), "RU", demo=False)
    assert found == rules.Deadline(date(2027, 1, 15), SEVEN, None)


def test_readers_outside_the_demo_see_the_safe_day_and_that_another_is_told() -> None:
    shipped = content.shipped(demo=False)
    facts = [
        replace(each, mark="confirmed", verified_by="x", verified_on=ON, claims=claims(each))
        for each in shipped.facts
        if (each.key, each.nationality) == ("ru.registration.stay", "UZ")
    ]
    reader = guide.Reader("en", "UZ", "RU", arrived=date(2026, 12, 28))
    shown = guide.answer(replace(shipped, facts=tuple(facts)), "registration-russia", reader, ON).lead

    assert shown is not None
    assert (shown.by, shown.headline) == (date(2027, 1, 6), "By 6 January 2027")
    assert any("15 January 2027" in note and "earlier day is safe" in note for note in shown.notes)


def claims(fact: Fact) -> tuple[Claim, ...]:
    """Give those claims that say what is released."""
    return tuple(each for each in fact.claims if (each.value, each.unit) == (fact.value, fact.unit))


@pytest.mark.parametrize("country", [*guide.DESTINATIONS, *guide.NATIONALITIES])
def test_doubting_never_gives_more_time(country: str) -> None:
    known = calendars.calendar(country)
    assert known is not None
    start = date(2026, 1, 1)
    for at in range(0, 330, 3):
        begun = start + timedelta(days=at)
        assert known.after(begun, 7, doubting=True) <= known.after(begun, 7)
