"""The shipped content goes into the tables and comes out as the same edition; a change is seen at once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from komek.knowledge import guide
from komek.knowledge.guide import content, editions, loading, models

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 25)


@pytest.fixture
def loaded(db: None) -> guide.Edition:
    loading.load(TODAY)
    return editions.build(1, demo=True)


def test_the_shipped_content_has_no_fault() -> None:
    assert content.faults() == []


def test_what_goes_in_comes_out(loaded: guide.Edition) -> None:
    shipped = content.shipped(demo=True)

    assert list(loaded.topics.values()) == list(shipped.topics.values())
    assert dict(loaded.contacts) == dict(shipped.contacts)
    assert {(f.key, f.nationality): (f.value, f.unit, f.mark, set(f.claims)) for f in loaded.facts} == {
        (f.key, f.nationality): (f.value, f.unit, f.mark, set(f.claims)) for f in shipped.facts
    }


def test_content_is_loaded_once(loaded: guide.Edition) -> None:
    assert not loading.load(TODAY)


def test_one_fact_is_released_at_a_time(loaded: guide.Edition) -> None:
    fact = models.Fact.objects.get(key="ru.registration.stay", nationality="UZ")

    with pytest.raises(IntegrityError), transaction.atomic():
        models.Fact.objects.create(
            key=fact.key, nationality="UZ", value="9", unit="days", state="released", valid=DateRange(TODAY, None)
        )

    fact.valid = DateRange(None, TODAY)
    fact.save()
    models.Fact.objects.create(
        key=fact.key, nationality="UZ", value="9", unit="days", state="released", valid=DateRange(TODAY, None)
    )


def test_a_process_sees_a_new_edition_within_a_second(
    loaded: guide.Edition, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    moment = 100.0
    monkeypatch.setattr("komek.knowledge.guide.editions.time.monotonic", lambda: moment)
    editions.forget()
    before = guide.current()
    models.Contact.objects.filter(code="ru.emergency").update(state="dead")
    editions.bump()

    assert guide.current() is before
    moment += 1.01
    assert guide.current().contacts["ru.emergency"].state == "dead"
