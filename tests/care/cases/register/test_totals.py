"""Totals from before Komek: nameless, marked, and taken back by a fact of nothing."""

from datetime import date

import pytest

from komek.care.cases.register import totals
from komek.care.cases.register.totals import Total
from komek.foundations.ledger.models import Fact
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.records import facts, last_entry
from tests.factories.orgs import Cast

ONE = Total("service_delivered", date(2019, 5, 1), 40, "KZ-75", "female", "18_20", "medical")


def test_a_total_is_one_nameless_fact_that_is_marked(cast: Cast) -> None:
    (row,) = totals.record_totals(totals=[ONE], country="KZ", by=cast.aigul.actor)
    fact = facts("service_delivered")[0]
    assert (fact.source, fact.person, int(fact.quantity)) == ("before_komek", None, 40)
    assert fact.occurred_on == date(2019, 5, 1)
    assert fact.axes == {"type": "medical", "one_off": "unknown", "needs_based": "unknown", "origin": "unknown"}
    assert (fact.country, fact.region, fact.sex, fact.age_band) == ("KZ", "KZ-75", "female", "18_20")
    assert list(last_entry("register.record_totals").objects_seen) == [row.id]


@pytest.mark.parametrize("measure", list(totals.KINDS))
def test_every_measure_can_be_brought_along_without_any_detail(cast: Cast, measure: str) -> None:
    totals.record_totals(totals=[Total(measure, date(2019, 1, 1), 3)], country="KZ", by=cast.charos.actor)
    assert facts(measure)[0].quantity == 3


def test_a_total_is_taken_back(cast: Cast) -> None:
    (row,) = totals.record_totals(totals=[ONE], country="KZ", by=cast.aigul.actor)
    totals.take_back(total=row, by=cast.dina.actor)
    assert [fact.quantity for fact in facts("service_delivered")] == [0]
    assert last_entry("register.take_back_total").object == row.id
    with pytest.raises(WrongState):
        totals.take_back(total=row, by=cast.dina.actor)


@pytest.mark.parametrize(
    "wrong",
    [
        Total("nothing", date(2019, 5, 1), 4),
        Total("case_opened", date(2099, 5, 1), 4),
        Total("case_opened", date(2019, 5, 1), 0),
        Total("case_opened", date(2019, 5, 1), 4, region="KG-GO"),
        Total("case_opened", date(2019, 5, 1), 4, sex="x"),
        Total("case_opened", date(2019, 5, 1), 4, detail="medical"),
    ],
    ids=range(6),
)
def test_a_total_that_cannot_be_is_refused_with_all_beside_it(cast: Cast, wrong: Total) -> None:
    with pytest.raises(Invalid):
        totals.record_totals(totals=[ONE, wrong], country="KZ", by=cast.aigul.actor)
    assert not Fact._default_manager.exists()


def test_a_small_table_is_read(cast: Cast) -> None:
    table = "measure;month;region;sex;age_band;detail;quantity\ncase_opened;2019;Алматы қаласы;ж;18-20;self;12\n"
    (total,) = totals.read_csv(table.encode(), "KZ")
    assert total == Total("case_opened", date(2019, 1, 1), 12, "KZ-75", "female", "18_20", "self")


@pytest.mark.parametrize("row", ["case_opened;;;;;;4", "case_opened;2019;;;;;x", "nothing;2019;;;;;4", "=1+1;;;;;;"])
def test_a_wrong_line_of_a_table_is_named(row: str) -> None:
    with pytest.raises(Invalid, match="Line 2"):
        totals.read_csv(f"case_opened;2019;;;;;4\n{row}\n".encode(), "KZ")


def test_who_may(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        totals.record_totals(totals=[ONE], country="KZ", by=cast.saule.actor)
    (row,) = totals.record_totals(totals=[ONE], country="KZ", by=cast.aigul.actor)
    with pytest.raises(Hidden):
        totals.find(cast.bakyt.actor, row.pk)
    with pytest.raises(Forbidden):
        totals.find(cast.saule.actor, row.pk)
    assert list(totals.visible(cast.aigul.actor)) == [row]
    assert not totals.visible(cast.charos.actor).exists()
