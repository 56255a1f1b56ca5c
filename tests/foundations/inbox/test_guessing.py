"""Guessing numbers is bounded, from one place and from everywhere, and nobody can shut the others out by it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django.fixtures import Settings

from komek.foundations import inbox, vault
from komek.foundations.inbox import limits
from komek.foundations.vault import _argon, passing
from komek.kernel.nightly import MINUTELY
from tests.foundations.inbox.conftest import Rota
from tests.foundations.inbox.letters import dropped, opened
from tests.foundations.inbox.test_dropping import clock

__all__ = ["clock"]


def guess(source: bytes, channel: str = "web") -> bool:
    """Try two wrong numbers; says whether they were looked up at all."""
    try:
        inbox.read("12345678", "12345678", source=source, channel=channel)
    except inbox.WrongNumbers:
        return True
    except inbox.TooMany:
        return False
    raise AssertionError("these numbers open nothing")


def places(count: int) -> list[bytes]:
    """Name places of an attacker."""
    return [f"place {number}".encode() for number in range(count)]


def test_wrong_numbers_are_limited_from_one_place(manned: Rota, clock: Any) -> None:
    made = dropped()
    assert [guess(b"one") for _ in range(limits.WRONG.each + 1)] == [True] * limits.WRONG.each + [False]
    with pytest.raises(inbox.TooMany):
        opened(made, source=b"one")
    assert opened(made, source=b"two").state == "waiting"
    clock.shift(timedelta(hours=1))
    assert opened(made, source=b"one").state == "waiting"


def test_an_attacker_who_has_used_the_total_up_shuts_nobody_out(manned: Rota, clock: Any) -> None:
    made = dropped()
    for place in places(30):
        clock.shift(timedelta(seconds=50))
        for _ in range(limits.WRONG.each):
            guess(place)
    assert not guess(places(30)[0])
    assert opened(made, source=b"hers").state == "waiting"
    with pytest.raises(inbox.WrongNumbers):
        inbox.read(made.receipt.first, "12345678", source=b"a slip of the hand")
    assert opened(made, source=b"a slip of the hand").state == "waiting"
    assert opened(made, source=b"hers", channel="telegram").state == "waiting"


def test_above_the_total_every_place_has_few_guesses_left(
    manned: Rota, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    monkeypatch.setattr(limits, "WRONG", limits.Limit("inbox-wrong", each=5, all=9, seconds=3600))
    looked = []
    for place in places(6):
        clock.shift(timedelta(minutes=1))
        looked.append(sum(guess(place) for _ in range(9)))
    assert looked == [5, 4, 3, 3, 3, 3]
    assert guess(b"one", channel="telegram"), "another channel has a total of its own"


def test_guessing_stays_bounded_in_total_from_however_many_places(
    manned: Rota, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    runs: list[str] = []
    monkeypatch.setattr(vault, "open_receipt", runs.append)
    monkeypatch.setattr(limits, "WRONG", limits.Limit("inbox-wrong", each=10, all=9999, seconds=3600))
    for place in places(40):
        for _ in range(4):
            guess(place)
    assert len(runs) == limits.NUMBERS.all + 10, "of 160 tries: few for ten of them, and once more for each of those"
    clock.shift(timedelta(minutes=1))
    for place in [*places(40)] * 5:
        guess(place)
    assert len(runs) - limits.NUMBERS.all - 10 == 2 * limits.NUMBERS.all == 60


def test_who_comes_again_and_again_with_numbers_that_are_right_takes_nothing_from_who_comes_once(
    manned: Rota, clock: Any
) -> None:
    made = dropped()
    crowd = places(4)
    for place in crowd:
        for _ in range(limits.FEW):
            opened(made, source=place)
    refused = 0
    for place in [*crowd] * 10:
        try:
            opened(made, source=place)
        except inbox.TooMany:
            refused += 1
    assert refused == 10, "those who come again share thirty in a minute"
    assert opened(made, source=b"hers").state == "waiting"


def test_who_was_refused_for_the_sake_of_all_has_lost_nothing_of_her_own(
    manned: Rota, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    monkeypatch.setattr(limits, "NUMBERS", limits.Limit("inbox-numbers", each=2, all=1, seconds=60))
    made = dropped()
    assert guess(b"one")
    for _ in range(5):
        with pytest.raises(inbox.TooMany):
            opened(made, source=b"hers")
    for _ in range(2):
        clock.shift(timedelta(minutes=1))
        assert opened(made, source=b"hers").state == "waiting"
    clock.shift(timedelta(minutes=1))
    with pytest.raises(inbox.TooMany):
        opened(made, source=b"hers")


def test_right_numbers_too_are_not_looked_up_without_end(manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NUMBERS", limits.Limit("inbox-numbers", each=2, all=9, seconds=60))
    made = dropped()
    opened(made)
    opened(made)
    with pytest.raises(inbox.TooMany):
        opened(made)


def test_a_flood_of_messages_from_some_places_shuts_out_nobody_who_writes_once(manned: Rota, clock: Any) -> None:
    sent = 0
    for place in places(8):
        for _ in range(limits.DROPS.each):
            try:
                dropped("Flood.", source=place)
            except inbox.TooOften:
                continue
            sent += 1
    assert sent == 8 * limits.FEW + limits.DROPS.all, "of 160"
    assert dropped(source=b"hers").receipt.first


def test_the_key_that_names_an_address_goes_with_its_day(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.KOMEK_RAM = str(tmp_path / "ram")
    monkeypatch.setattr(passing, "_kept", {})

    def keys() -> set[str]:
        return {path.name for path in (tmp_path / "ram").iterdir()}

    with time_machine.travel(datetime(2026, 11, 30, 23, 59, tzinfo=UTC), tick=False) as clock:
        yesterday = limits.source("web", "203.0.113.7")
        MINUTELY["inbox.sources"].work()
        assert limits.source("web", "203.0.113.7") == yesterday, "while the day lasts"
        clock.shift(timedelta(minutes=2))
        MINUTELY["inbox.sources"].work()
        assert keys() == set(), "also where nobody comes on the next day"
        assert passing._kept == {}
        assert limits.source("web", "203.0.113.7") != yesterday
        assert keys() == {"doors-2026-12-01"}


def test_a_message_costs_one_run_and_so_does_a_look_at_its_numbers(
    manned: Rota, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, real = list[str](), _argon.run

    def run(password: str, salt: bytes, price: _argon.Cost) -> _argon.Run:
        runs.append(password)
        return real(password, salt, price)

    monkeypatch.setattr(_argon, "run", run)
    made = dropped()
    assert len(runs) == 1
    opened(made)
    inbox.say_more(made.receipt.first, made.receipt.second, "Яна.", source=b"hers")
    inbox.erase(made.receipt.first, made.receipt.second, source=b"hers")
    assert len(runs) == 4
    assert guess(b"one")
    assert len(runs) == 5
