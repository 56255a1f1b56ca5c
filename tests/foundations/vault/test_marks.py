"""What web processes remember together: counted attempts and used codes, nameless, for minutes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from komek.foundations.vault import marks, nightly
from komek.foundations.vault.models import Mark
from tests.factories.processes import elsewhere

ADDRESS = "aigul@umit.example.org"


@pytest.mark.django_db(transaction=True)
def test_what_one_process_keeps_another_knows() -> None:
    cache.set("tried", [3.25, 1.5], 60)
    assert elsewhere(lambda: (caches["default"] is cache, cache.get("tried"))) == (False, [3.25, 1.5])
    assert elsewhere(lambda: cache.delete("tried"))
    assert cache.get("tried") is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_one_is_first() -> None:
    assert elsewhere(lambda: cache.add("code", "y", 60))
    assert not cache.add("code", "n", 60)
    assert cache.get("code") == "y"


@pytest.mark.django_db
def test_what_has_ended_is_not_there_and_may_be_added_again() -> None:
    cache.set("gone", True, 30)
    cache.set("longer", True, 30)
    assert cache.touch("longer", 90)
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=False):
        assert cache.get("gone", "nothing") == "nothing"
        assert not cache.touch("gone", 60)
        assert cache.add("gone", 2, 60)
        assert (cache.get("gone"), cache.get("longer")) == (2, True)


@pytest.mark.django_db
def test_nothing_is_kept_for_ever() -> None:
    cache.set("ever", 1, None)
    assert Mark.objects.get().ends <= timezone.now() + timedelta(days=1)


@pytest.mark.django_db
def test_the_worker_sweeps_what_has_ended() -> None:
    cache.set("gone", 1, 30)
    cache.set("kept", 1, 300)
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=False):
        nightly.sweep()
        assert Mark.objects.count() == 1
        assert cache.get("kept") == 1
    marks.forget_all()
    assert cache.get("kept") is None


@pytest.mark.django_db
def test_the_table_names_nobody_and_a_dump_with_the_signing_key_does_not_find_her(settings: Settings) -> None:
    cache.set(f"login:ip:192.0.2.7:{ADDRESS}", [1.0], 60)
    row = Mark.objects.get()
    rest = bytes(row.name) + bytes(row.sealed)
    assert ADDRESS.encode() not in rest
    assert b"192.0.2.7" not in rest
    known = bytes(row.name)
    for guess in (settings.SECRET_KEY, "", "komek"):
        settings.MARKS_KEY = guess
        cache.set(f"login:ip:192.0.2.7:{ADDRESS}", [1.0], 60)
        assert Mark.objects.exclude(name=known).count() == 1
        Mark.objects.exclude(name=known).delete()


@pytest.mark.django_db
def test_the_length_of_a_value_does_not_count_attempts() -> None:
    cache.set("one", [1732500000.123456], 60)
    cache.set("five", [1732500000.123456] * 20, 60)
    assert len({len(bytes(row.sealed)) for row in Mark.objects.all()}) == 1


@pytest.mark.django_db
def test_a_value_that_was_moved_to_another_name_counts_nothing() -> None:
    cache.set("blocked", [1.0] * 5, 60)
    sealed = Mark.objects.get().sealed
    cache.set("free", [], 60)
    Mark.objects.update(sealed=sealed)
    assert (cache.get("blocked"), cache.get("free", "none")) == ([1.0] * 5, "none")


@pytest.mark.django_db(transaction=True)
def test_what_several_processes_count_at_once_is_all_counted() -> None:
    assert marks.count("tries", 60) == 1

    def five() -> list[int]:
        try:
            return [marks.count("tries", 60) for _ in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = [number for each in pool.map(lambda _: five(), range(4)) for number in each]
    assert sorted(told) == list(range(2, 22))
    assert elsewhere(lambda: marks.count("tries", 60)) == 22
    assert cache.get("tries") == 22


@pytest.mark.django_db
def test_a_count_ends_when_its_first_one_said_and_begins_anew() -> None:
    with time_machine.travel("2026-11-30T12:00Z", tick=False) as clock:
        assert [marks.count("tries", 60), marks.count("tries", 600)] == [1, 2]
        clock.shift(timedelta(seconds=61))
        assert marks.count("tries", 60) == 1
    lengths = {len(bytes(sealed)) for sealed in Mark.objects.values_list("sealed", flat=True)}
    assert len(lengths) == 1
