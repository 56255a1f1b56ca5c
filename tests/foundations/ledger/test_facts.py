"""A fact is nameless, declared, bound to the act it speaks of, and stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import time_machine
from django.core.checks import run_checks
from django.db import DatabaseError, IntegrityError, connection, transaction

from komek.foundations import audit, ledger
from komek.foundations.audit.checks import check as check_audit
from komek.foundations.ledger.actions import Loose
from komek.foundations.ledger.checks import check
from komek.foundations.ledger.models import Fact
from komek.foundations.ledger.queries import current
from komek.foundations.ledger.rules import STORY, Undeclared, check_measure, values
from komek.kernel.codes import UnknownCode
from komek.kernel.measures import MEASURES, Measure
from tests.foundations.ledger.cast import AIGUL, ALMATY, BAKYT, DAY, FED, LOAF, MEANS, OVEN, ZARINA, give, note, recount

pytestmark = pytest.mark.django_db


@contextmanager
def declared(measure: Measure) -> Iterator[Measure]:
    MEASURES.add(measure)
    try:
        yield measure
    finally:
        MEASURES._things.pop(measure.code)


@time_machine.travel("2026-11-25T23:59:00+00:00", tick=False)
def test_a_fact_says_what_when_and_roughly_where_and_nothing_else() -> None:
    fact = give(by=AIGUL, region="KZ-75", sex="female", age_band="24_26")
    fact.refresh_from_db()
    assert (fact.measure, fact.measure_version, fact.source) == ("test_loaf", 1, "komek")
    assert (fact.occurred_on, fact.recorded_at) == (date(2026, 11, 1), date(2026, 11, 25))
    assert (fact.organisation, fact.country, fact.region, fact.person) == (ALMATY, "KZ", "KZ-75", ZARINA)
    assert (fact.sex, fact.age_band, fact.axes, fact.quantity) == ("female", "24_26", FED, Decimal(1))


def test_a_flag_may_be_given_as_true_or_false() -> None:
    assert give(by=AIGUL, axes={"type": "medical", "one_off": False}).axes == {"type": "medical", "one_off": "no"}


def test_a_verb_that_fails_leaves_no_fact() -> None:
    with pytest.raises(RuntimeError, match="burnt"):
        give(by=AIGUL, burn=True)
    assert not Fact.objects.exists()


def test_a_fact_outside_every_verb_is_refused() -> None:
    with pytest.raises(Loose):
        ledger.record(OVEN, by=AIGUL, day=DAY, country="KZ", axes={"channel": "phone"})
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"axes": {"type": "emergency_food_hygiene"}},
        {"axes": FED | {"colour": "brown"}},
        {"axes": FED | {"type": "bread"}},
        {"axes": FED | {"one_off": "perhaps"}},
        {"country": "KAZ"},
        {"country": ""},
        {"region": "UZ-TK"},
        {"region": "KZ-99"},
        {"sex": "f"},
        {"age_band": "25"},
        {"source": "ctdc"},
        {"person": None},
    ],
)
def test_what_nobody_declared_is_refused_and_nothing_is_kept(told: dict[str, Any]) -> None:
    with pytest.raises(Undeclared):
        give(by=AIGUL, **told)
    assert not Fact.objects.exists()


def test_a_measure_that_was_not_declared_is_refused() -> None:
    with pytest.raises(KeyError, match="test_loaf"):
        note(measure=Measure("test_loaff", "Loaves"), by=AIGUL)


def test_another_measure_under_a_declared_code_is_refused() -> None:
    with pytest.raises(Undeclared):
        note(measure=Measure("test_oven", "Ovens", version=2), by=AIGUL, axes={"channel": "phone"})


def test_a_fact_that_is_about_nobody_carries_no_person() -> None:
    assert note(measure=OVEN, by=AIGUL, axes={"channel": "phone"}).person is None
    with pytest.raises(Undeclared, match="carries no id"):
        note(measure=OVEN, by=AIGUL, axes={"channel": "phone"}, person=ZARINA)


def test_totals_from_before_komek_are_about_many_and_carry_no_person() -> None:
    fact = give(by=AIGUL, source="before_komek", person=None, quantity=948)
    assert fact.quantity == 948
    with pytest.raises(Undeclared):
        give(by=AIGUL, source="before_komek")


@pytest.mark.parametrize("name", sorted(STORY - {"exploitation_form", "means_of_control"}))
def test_a_measure_about_a_person_cannot_tell_her_story(name: str) -> None:
    values(name)
    with pytest.raises(Undeclared, match="tells a story"):
        check_measure(Measure("test_story", "Story", {"axis": name}, about_person=True))
    check_measure(Measure("test_story", "Story", {"axis": name}))


def test_a_person_s_means_of_control_are_kept_in_the_broadest_code_only() -> None:
    note(measure=MEANS, by=AIGUL, person=ZARINA, axes={"means": "threats"})
    with pytest.raises(Undeclared, match="broadest"):
        note(measure=MEANS, by=AIGUL, person=ZARINA, axes={"means": "uses_children"})


def test_a_measure_that_breaks_a_rule_stops_the_start() -> None:
    with declared(Measure("test_story", "Story", {"how": "recruitment_method"}, about_person=True)):
        assert [error.id for error in run_checks(tags=["ledger"]) if "test_story" in error.msg] == ["komek.ledger.E002"]
    with declared(Measure("test_nowhere", "Nowhere", {"axis": "no_such_list"})):
        assert [error.id for error in run_checks(tags=["ledger"]) if "nowhere" in error.msg] == ["komek.ledger.E001"]
    with pytest.raises(UnknownCode):
        values("no_such_list")


def test_a_correction_is_a_new_fact_and_only_the_new_one_counts() -> None:
    old = give(by=AIGUL)
    new = recount(fact=old, by=AIGUL, axes={"one_off": "no"}, sex="male", quantity=Decimal(2))
    assert new.supersedes == old.id
    assert (new.axes, new.sex, new.quantity) == ({"type": FED["type"], "one_off": "no"}, "male", Decimal(2))
    assert (new.person, new.country, new.occurred_on) == (old.person, old.country, old.occurred_on)
    assert list(current()) == [new]
    assert Fact.objects.count() == 2


def test_a_fact_is_taken_back_with_quantity_nought() -> None:
    assert recount(fact=give(by=AIGUL), by=AIGUL, quantity=0).quantity == 0


def test_on_an_earlier_day_the_fact_stands_as_it_stood_then() -> None:
    with time_machine.travel("2026-11-20T12:00:00+00:00"):
        old = give(by=AIGUL)
    with time_machine.travel("2026-11-22T12:00:00+00:00"):
        new = recount(fact=old, by=AIGUL, quantity=3)
    assert list(current(date(2026, 11, 19))) == []
    assert list(current(date(2026, 11, 21))) == [old]
    assert list(current(date(2026, 11, 22))) == [new]


def test_a_fact_is_corrected_once() -> None:
    old = give(by=AIGUL)
    recount(fact=old, by=AIGUL, quantity=2)
    with pytest.raises(IntegrityError, match="ledger_corrected_once"), transaction.atomic():
        recount(fact=old, by=AIGUL, quantity=3)


def test_nobody_corrects_the_fact_of_another_organisation() -> None:
    with pytest.raises(IntegrityError, match="same organisation"), transaction.atomic():
        recount(fact=give(by=AIGUL), by=BAKYT, quantity=0)


def test_a_fact_and_the_line_about_it_stand_together() -> None:
    fact = give(by=AIGUL)
    assert [entry.verb for entry in audit.history("loaf", fact.id)] == ["bakery.give"]
    assert check() == []
    assert check_audit() == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger_fact SET quantity = 0", "DELETE FROM ledger_fact", "TRUNCATE ledger_fact",
     "ALTER TABLE ledger_fact DISABLE TRIGGER USER"],
)  # fmt: skip
def test_the_role_of_the_web_process_can_change_nothing(statement: str) -> None:
    give(by=AIGUL)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Fact.objects.get().quantity == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ["UPDATE ledger_fact SET quantity = 0", "DELETE FROM ledger_fact",
                                       "TRUNCATE ledger_fact"])  # fmt: skip
def test_the_triggers_refuse_even_the_owner(owner_cursor: psycopg.Cursor, statement: str) -> None:
    give(by=AIGUL)
    with pytest.raises(psycopg.errors.RestrictViolation):
        owner_cursor.execute(statement)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("axes", {"type": "two words"}, "ledger_axes_are_codes"),
        ("axes", {"type": {"inner": "x"}}, "ledger_axes_are_codes"),
        ("axes", {"Шахноза": "x"}, "ledger_axes_are_codes"),
        ("occurred_on", date(2026, 11, 2), "ledger_month_only"),
        ("source", "ctdc", "ledger_source_is_own"),
        ("region", "UZ-TK", "ledger_region_in_country"),
        ("measure", "Loaves given", "ledger_measure_is_code"),
        ("quantity", -1, "ledger_quantity_not_negative"),
        ("supersedes", uuid4(), "names a fact"),
    ],
)
def test_the_database_keeps_the_rules_when_python_is_passed_by(column: str, value: object, rule: str) -> None:
    fact = give(by=AIGUL)
    fact.pk, fact._state.adding = uuid4(), True
    setattr(fact, column, value)
    with pytest.raises(DatabaseError, match=rule), transaction.atomic():
        fact.save(force_insert=True)


def test_the_check_finds_what_no_room_declares_any_longer() -> None:
    with declared(Measure("test_pie", "Pies", {"one_off": "yes_no"})) as pie:
        fact = note(measure=pie, by=AIGUL, axes={"one_off": "yes"})
        assert check() == []
    assert [(each.code, each.fact) for each in check()] == [("undeclared", fact.id)]


@pytest.mark.django_db(transaction=True)
def test_the_check_finds_corrections_that_lost_their_fact(owner_cursor: psycopg.Cursor) -> None:
    orphan = recount(fact=give(by=AIGUL), by=AIGUL, quantity=2)
    strayed = recount(fact=give(by=AIGUL), by=AIGUL, quantity=2)
    tamper(owner_cursor, "DELETE FROM ledger_fact WHERE id = %s", orphan.supersedes)
    tamper(owner_cursor, "UPDATE ledger_fact SET measure = 'test_other' WHERE id = %s", strayed.supersedes)
    assert [(each.code, each.fact) for each in check()] == [
        ("changed_measure", strayed.id),
        ("orphan", orphan.id),
        ("undeclared", strayed.supersedes),
    ]
    assert str(orphan.id) in str(check()[1])


def tamper(cursor: psycopg.Cursor, statement: str, fact: UUID | None) -> None:
    with cursor.connection.transaction():
        cursor.execute("ALTER TABLE ledger_fact DISABLE TRIGGER USER")
        cursor.execute(statement.encode(), [fact])
        cursor.execute("ALTER TABLE ledger_fact ENABLE TRIGGER USER")


def test_the_loaf_is_declared_for_the_tests_only() -> None:
    assert LOAF.code.startswith("test_")
