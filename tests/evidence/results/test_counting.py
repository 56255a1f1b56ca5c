"""A person is one person in every figure, however often she comes; nothing is added up from parts."""

import random
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db.models import Q

from komek.evidence.results.access import ACCESS, reach
from komek.evidence.results.counting import Selection, facts, figure
from komek.evidence.results.indicators import INDICATORS, Indicator
from komek.evidence.results.tables import Table, table
from komek.foundations.ledger.models import Fact
from komek.kernel import periods
from komek.kernel.actor import Actor
from komek.kernel.periods import Period
from tests.evidence.results.kitchen import (
    AIGUL,
    ALMATY,
    BAKYT,
    BISHKEK,
    BY_NEED,
    DINARA,
    EVER,
    FED,
    KNOWN,
    MEAL,
    MEALS,
    NEW,
    OLGA,
    PEOPLE,
    TIMUR,
    ZARINA,
    name,
    recount,
    serve,
)

pytestmark = pytest.mark.django_db

YEAR = periods.fiscal_year(2027)
CALENDAR = periods.calendar_year(2026)


def count(
    indicator: Indicator, period: Period = CALENDAR, where: dict[str, str] | None = None, reached: Q | None = None
) -> int:
    return int(figure(facts(Selection(indicator, period, where or {}, reached or Q())), indicator.rule))


def cells(found: Table) -> dict[str, list[int]]:
    return {line.key: [int(cell.value) for cell in line.cells] for line in found.lines}


def test_a_person_who_comes_thrice_is_one_person_and_three_services() -> None:
    for month in (9, 10, 10):
        serve(by=AIGUL, person=ZARINA, month=month)
    assert (count(FED), count(MEALS)) == (1, 3)


def test_the_same_person_in_two_months_is_one_in_each_and_one_in_the_total() -> None:
    for month in (9, 10):
        serve(by=AIGUL, person=ZARINA, month=month)
    found = table(Selection(FED, CALENDAR))
    by_month = {line.key: int(line.total.value) for line in found.lines}
    assert (by_month["2026-09"], by_month["2026-10"], by_month["2026-11"]) == (1, 1, 0)
    assert list(by_month) == [f"2026-{number:02}" for number in range(1, 13)]
    assert found.total.value == 1


def test_what_lies_outside_the_period_is_not_counted_and_the_end_is_outside() -> None:
    serve(by=AIGUL, person=ZARINA, month=9)
    serve(by=AIGUL, person=TIMUR, month=10)
    assert count(FED, periods.fiscal_year(2026)) == 1
    assert count(FED, YEAR) == 1
    assert count(FED, periods.month(2026, 10)) == 1
    assert count(FED, periods.month(2026, 8)) == 0


def test_a_window_of_all_time_counts_what_came_before_the_period_but_not_after() -> None:
    serve(by=AIGUL, person=ZARINA, month=3, year=2021)
    serve(by=AIGUL, person=TIMUR, month=10)
    assert count(EVER, periods.month(2026, 9)) == 1
    assert count(EVER, periods.month(2026, 10)) == 2


def test_one_off_help_and_help_without_assessment_do_not_count_as_support_by_need() -> None:
    for person in (ZARINA, TIMUR, OLGA):
        name(by=AIGUL, person=person)
    serve(by=AIGUL, person=ZARINA)
    serve(by=AIGUL, person=TIMUR, one_off="yes")
    serve(by=AIGUL, person=OLGA, needs_based="no")
    found = table(Selection(BY_NEED, YEAR))
    assert (found.total.value, found.of, round(found.share or 0, 2)) == (Decimal(1), Decimal(3), Decimal("0.33"))


def test_support_by_need_counts_only_identified_people_and_each_once_a_quarter() -> None:
    name(by=AIGUL, person=ZARINA, month=10)
    for month, year in ((10, 2026), (11, 2026), (1, 2027)):
        serve(by=AIGUL, person=ZARINA, month=month, year=year)
        serve(by=AIGUL, person=TIMUR, month=month, year=year)
    assert count(BY_NEED, periods.fiscal_quarter(2027, 1)) == 1
    assert count(BY_NEED, YEAR) == 2


def test_a_decision_that_came_after_the_period_does_not_make_her_counted_in_it() -> None:
    serve(by=AIGUL, person=ZARINA, month=9)
    name(by=AIGUL, person=ZARINA, month=10)
    assert count(BY_NEED, periods.quarter(2026, 3)) == 0


def test_only_the_new_ones_of_each_quarter() -> None:
    serve(by=AIGUL, person=ZARINA, month=8)
    serve(by=AIGUL, person=ZARINA, month=9)
    serve(by=AIGUL, person=ZARINA, month=10)
    serve(by=AIGUL, person=TIMUR, month=10)
    assert count(NEW, periods.quarter(2026, 3)) == 1
    assert count(NEW, periods.quarter(2026, 4)) == 1
    assert count(NEW) == 2


def test_a_correction_replaces_and_nought_takes_back() -> None:
    first, second = serve(by=AIGUL, person=ZARINA), serve(by=AIGUL, person=TIMUR)
    recount(fact=first, by=AIGUL, quantity=4)
    recount(fact=second, by=AIGUL, quantity=0)
    assert (count(MEALS), count(FED)) == (4, 1)


def test_totals_from_before_komek_are_added_to_people_and_services() -> None:
    serve(by=AIGUL, person=ZARINA)
    serve(by=AIGUL, person=None, source="before_komek", quantity=948)
    assert (count(FED), count(MEALS)) == (949, 949)


def test_figures_keep_to_codes_of_facts_and_of_axes() -> None:
    serve(by=AIGUL, person=ZARINA, sex="female")
    serve(by=AIGUL, person=TIMUR, sex="male", region="KZ-71")
    serve(by=AIGUL, person=TIMUR, sex="male", type="medical")
    assert count(FED, where={"sex": "male"}) == 1
    assert count(MEALS, where={"sex": "male"}) == 2
    assert count(MEALS, where={"region": "KZ-75"}) == 2
    assert count(MEALS, where={"axis.type": "medical"}) == 1
    assert count(MEALS, where={"month": "2026-11", "sex": "female"}) == 1


def test_a_table_shows_every_code_of_short_lists_and_the_regions_that_occur() -> None:
    serve(by=AIGUL, person=ZARINA, region="KZ-71")
    serve(by=AIGUL, person=TIMUR, region="", sex="male")
    found = table(Selection(FED, CALENDAR), rows="region", columns="sex")
    assert [key for key, _name in found.heads] == ["female", "male", "intersex", "unknown"]
    assert cells(found) == {"KZ-71": [1, 0, 0, 0], "": [0, 1, 0, 0]}
    assert [line.name for line in found.lines][1] == "Not recorded"
    assert [int(cell.value) for cell in found.totals] == [1, 1, 0, 0]


def test_every_cell_leads_to_exactly_its_facts() -> None:
    for person in PEOPLE:
        for month in (3, 4, 9):
            serve(by=AIGUL, person=person, month=month, sex="male" if person.int % 2 else "female")
    found = table(Selection(MEALS, CALENDAR), rows="month", columns="sex")
    for cell in (*found.totals, found.total, *(each for line in found.lines for each in (*line.cells, line.total))):
        assert facts(Selection(MEALS, CALENDAR, cell.where)).count() == cell.value


def test_a_table_along_an_unknown_dimension_is_refused() -> None:
    with pytest.raises(KeyError):
        table(Selection(FED, CALENDAR), rows="name")


def test_small_figures_are_marked() -> None:
    serve(by=AIGUL, person=ZARINA)
    assert table(Selection(FED, CALENDAR)).few
    assert not table(Selection(KNOWN, CALENDAR)).few


def test_figures_as_they_stood_on_a_day() -> None:
    with time_machine.travel("2026-11-10T10:00:00+00:00"):
        fact = serve(by=AIGUL, person=ZARINA)
    with time_machine.travel("2026-11-12T10:00:00+00:00"):
        recount(fact=fact, by=AIGUL, quantity=5)
    on = {day: Selection(MEALS, CALENDAR, until=date(2026, 11, day)) for day in (9, 11, 12)}
    assert [int(figure(facts(asked), MEALS.rule)) for asked in on.values()] == [0, 1, 5]


def test_a_supervisor_sees_her_organisation_and_a_programme_officer_sees_all() -> None:
    serve(by=AIGUL, person=ZARINA)
    serve(by=BAKYT, person=TIMUR)
    assert count(FED, reached=reach(AIGUL)) == 1
    assert count(FED, reached=reach(BAKYT)) == 1
    assert count(FED, reached=reach(DINARA)) == 2
    assert {fact.organisation for fact in ACCESS.visible(BAKYT, Fact.objects.all())} == {BISHKEK}


@pytest.mark.parametrize("role", ["case_worker", "lawyer", "platform_admin", "hotline_operator", "shelter_manager"])
def test_other_roles_see_no_figures(role: str) -> None:
    serve(by=AIGUL, person=ZARINA)
    other = Actor(uuid4(), ALMATY, frozenset({role}))
    assert not ACCESS.may(other, "results.read")
    assert not ACCESS.visible(other, Fact.objects.all()).exists()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("indicator", [FED, MEALS, BY_NEED, NEW, EVER], ids=lambda each: each.code)
def test_any_figure_equals_a_count_by_hand(indicator: Indicator, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - invented data, not secrets
    facts_made = [_random_fact(dice) for _n in range(120)]
    Fact.objects.bulk_create(facts_made)
    for period in (CALENDAR, YEAR, periods.quarter(2026, 4), periods.month(2026, 10)):
        for where in ({}, {"sex": "male"}):  # type: dict[str, str]
            wanted = _by_hand(indicator, period, facts_made, where)
            assert count(indicator, period, where) == wanted, (period, where)


def _random_fact(dice: random.Random) -> Fact:
    axes = {"type": "medical", "one_off": dice.choice(["yes", "no"]), "needs_based": dice.choice(["yes", "no"])}
    named = dice.randrange(4) == 0
    month = dice.randrange(24)
    return Fact(
        measure=KNOWN.measure_code if named else MEAL.code,
        occurred_on=date(2025 + month // 12, month % 12 + 1, 1),
        recorded_at=date(2027, 1, 1),
        organisation=dice.choice([ALMATY, BISHKEK]),
        country="KZ",
        person=dice.choice(PEOPLE),
        sex=dice.choice(["male", "female"]),
        axes={"status": dice.choice(["identified_by_ngo", "potential_victim"])} if named else axes,
        quantity=dice.randrange(3),
        source="komek",
    )


def _by_hand(indicator: Indicator, period: Period, made: list[Fact], where: dict[str, str]) -> int:
    rule = indicator.rule
    named = {
        fact.person
        for fact in made
        if fact.quantity and fact.axes.get("status") == "identified_by_ngo" and fact.occurred_on < period.end
    }
    taken = [fact for fact in made if fact.measure == MEAL.code and fact.quantity and _meets(fact, indicator)]
    first: dict[UUID | None, date] = {}
    for fact in sorted(taken, key=lambda each: each.occurred_on):
        first.setdefault(fact.person, periods.of(fact.occurred_on, "quarter").start)
    units, quantity = set(), 0
    for fact in taken:
        quarter = periods.of(fact.occurred_on, "quarter").start
        inside = fact.occurred_on in period or (rule.window == "ever" and fact.occurred_on < period.end)
        wanted = inside and all(getattr(fact, key) == code for key, code in where.items())
        if not wanted or (rule.among and fact.person not in named) or (rule.new_only and first[fact.person] != quarter):
            continue
        units.add((fact.person, quarter if rule.window == "quarter" else None))
        quantity += int(fact.quantity)
    return len(units) if rule.by_person else quantity


def _meets(fact: Fact, indicator: Indicator) -> bool:
    rule = indicator.rule
    kept = all(fact.axes[each.axis] in each.codes for each in rule.require)
    return kept and not any(fact.axes[each.axis] in each.codes for each in rule.exclude)


def test_the_windows_of_fiscal_and_calendar_years_are_told_apart() -> None:
    for month, year in ((9, 2026), (10, 2026), (1, 2027)):
        serve(by=AIGUL, person=ZARINA, month=month, year=year)
    both = Period(date(2026, 1, 1), date(2028, 1, 1), "2026")
    for window, wanted, new in (("fiscal_year", 2, 1), ("calendar_year", 2, 1), ("month", 3, 1)):
        text = f"count=person; window={window}; once_per=person+{window}"
        assert count(Indicator("test_w", "", "", MEAL.code, text), both) == wanted
        assert count(Indicator("test_n", "", "", MEAL.code, f"{text}; new_only=yes"), both) == new
    fiscal = "count=person; window=fiscal_year; once_per=person+fiscal_year; new_only=yes"
    assert count(Indicator("test_n", "", "", MEAL.code, fiscal), periods.fiscal_year(2026)) == 1
    assert count(Indicator("test_n", "", "", MEAL.code, fiscal), YEAR) == 0


def test_a_table_costs_the_same_queries_for_few_facts_and_for_many(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    for person in PEOPLE:
        serve(by=AIGUL, person=person)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        table(Selection(BY_NEED, CALENDAR), rows="month", columns="sex")
    assert INDICATORS[BY_NEED.code] is BY_NEED
