"""A figure that was given out can be derived again at any later day, whatever has been written down since."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from komek.evidence.results.models import Reading
from komek.evidence.results.readings import check, derive, freeze
from komek.foundations.audit.models import Entry
from komek.kernel import periods
from komek.kernel.errors import Forbidden, Invalid
from tests.evidence.results.kitchen import AIGUL, BAKYT, DINARA, FED, MEALS, TIMUR, ZARINA, recount, serve

pytestmark = pytest.mark.django_db

YEAR = periods.calendar_year(2026)


@pytest.fixture
def reading() -> Reading:
    with time_machine.travel("2026-11-10T10:00:00+00:00"):
        serve(by=AIGUL, person=ZARINA)
        serve(by=BAKYT, person=TIMUR)
    with time_machine.travel("2026-11-11T10:00:00+00:00"):
        return freeze(indicator=MEALS.code, period=YEAR, by=AIGUL)


def test_a_reading_keeps_rule_version_period_day_and_the_number_and_hash_of_its_facts(reading: Reading) -> None:
    assert (reading.value, reading.facts, reading.until) == (Decimal(1), 1, date(2026, 11, 10))
    assert (reading.indicator, reading.version, reading.rule) == (MEALS.code, 1, "count=service; window=period")
    assert (reading.period, reading.everywhere, len(reading.facts_hash)) == ("2026", False, 32)


def test_freezing_leaves_a_line(reading: Reading) -> None:
    entry = Entry.objects.get(verb="results.freeze")
    assert (entry.actor, entry.organisation, entry.object) == (AIGUL.user, AIGUL.organisation, reading.id)
    assert entry.details == {"indicator": MEALS.code, "period": "2026"}


def test_later_facts_and_corrections_do_not_change_it(reading: Reading) -> None:
    with time_machine.travel("2026-11-20T10:00:00+00:00"):
        recount(fact=serve(by=AIGUL, person=TIMUR), by=AIGUL, quantity=9)
    reading.refresh_from_db()
    value, number, hashed = derive(reading)
    assert (value, number, hashed) == (reading.value, reading.facts, bytes(reading.facts_hash))
    assert check() == []


def test_a_programme_officer_freezes_the_figure_of_all_organisations(reading: Reading) -> None:
    with time_machine.travel("2026-11-11T10:00:00+00:00"):
        assert freeze(indicator=FED.code, period=YEAR, by=DINARA).value == 2


def test_a_reading_is_corrected_once_by_a_new_one(reading: Reading) -> None:
    with time_machine.travel("2026-11-21T10:00:00+00:00"):
        again = freeze(indicator=MEALS.code, period=YEAR, by=AIGUL, supersedes=reading)
        assert again.supersedes == reading.id
        with pytest.raises(DatabaseError, match="results_corrected_once"), transaction.atomic():
            freeze(indicator=MEALS.code, period=YEAR, by=AIGUL, supersedes=reading)


def test_a_day_that_is_not_over_cannot_be_frozen() -> None:
    with time_machine.travel("2026-11-10T10:00:00+00:00"), pytest.raises(Invalid) as refused:
        freeze(indicator=MEALS.code, period=YEAR, by=AIGUL, until=date(2026, 11, 10))
    assert refused.value.field == "until"


def test_a_supervisor_does_not_freeze() -> None:
    with pytest.raises(Forbidden):
        freeze(indicator=MEALS.code, period=YEAR, by=BAKYT)


def test_codes_that_the_figure_keeps_to_are_frozen_with_it(reading: Reading) -> None:
    with time_machine.travel("2026-11-11T10:00:00+00:00"):
        men = freeze(indicator=MEALS.code, period=YEAR, by=AIGUL, where={"sex": "male"})
    assert (men.value, men.where) == (Decimal(0), {"sex": "male"})


@pytest.mark.parametrize("statement", ["UPDATE results_reading SET value = 7", "DELETE FROM results_reading"])
def test_a_reading_cannot_be_changed(reading: Reading, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_check_finds_a_reading_whose_facts_the_owner_has_changed(
    reading: Reading, owner_cursor: psycopg.Cursor
) -> None:
    with owner_cursor.connection.transaction():
        owner_cursor.execute("ALTER TABLE ledger_fact DISABLE TRIGGER USER")
        owner_cursor.execute("UPDATE ledger_fact SET sex = 'male'")
        owner_cursor.execute("ALTER TABLE ledger_fact ENABLE TRIGGER USER")
    found = check()
    assert [each.reading for each in found] == [reading.id]
    assert str(reading.id) in str(found[0])
