"""Keys that pass: one for all processes of the machine while their time lasts, gone afterwards."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from komek.foundations.vault import passing
from komek.foundations.vault.errors import Tampered
from komek.foundations.vault.passing import Passing

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture(autouse=True)
def ram(settings: Settings, tmp_path: Path) -> Path:
    settings.KOMEK_RAM = str(tmp_path / "ram")
    passing._kept.clear()
    return tmp_path / "ram"


def test_one_name_a_day_and_another_the_next() -> None:
    monday, tuesday = (Passing.of_day("bots", day).name_for("telegram", "12345") for day in (MONDAY, TUESDAY))

    assert monday == Passing.of_day("bots", MONDAY).name_for("telegram", "12345")
    assert monday != tuesday
    assert monday != Passing.of_day("doors", MONDAY).name_for("telegram", "12345")
    assert Passing.of_week("gaps", MONDAY) == Passing.of_week("gaps", TUESDAY)


def test_parts_do_not_run_into_one_another() -> None:
    key = Passing.of_day("bots", MONDAY)

    assert key.name_for("a", "bc") != key.name_for("ab", "c")


def test_what_was_sealed_opens_while_the_key_lives() -> None:
    key = Passing.of_day("bots", MONDAY)
    sealed = key.seal(b"state", b"here", least=200)

    assert key.open(sealed, b"here") == b"state"
    with pytest.raises(Tampered):
        key.open(sealed, b"there")
    passing.forget_before("bots", TUESDAY.isoformat())
    with pytest.raises(Tampered):
        key.open(sealed, b"here")


def test_another_process_shares_the_key(ram: Path) -> None:
    here = Passing.of_day("bots", MONDAY).name_for("x").hex()
    script = (
        "import django; django.setup(); from datetime import date; from komek.foundations.vault.passing import Passing;"
        "print(Passing.of_day('bots', date(2026, 11, 23)).name_for('x').hex())"
    )
    environment = os.environ | {"KOMEK_RAM": str(ram), "DJANGO_SETTINGS_MODULE": "komek.settings"}
    told = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == here


def test_a_key_that_has_passed_leaves_the_ram_too(ram: Path) -> None:
    for name in ("bots", "gaps"):
        Passing.of_day(name, MONDAY).name_for("x")
    Passing.of_day("bots", TUESDAY).name_for("x")
    passing.forget_before("bots", TUESDAY.isoformat())

    assert {path.name for path in ram.iterdir()} == {"bots-2026-11-24", "gaps-2026-11-23"}


def test_a_folder_that_others_may_read_is_not_used(ram: Path) -> None:
    ram.mkdir(mode=0o755)
    Passing.of_day("bots", MONDAY).name_for("x")

    assert list(ram.iterdir()) == []


def test_without_ram_the_process_keeps_its_own(settings: Settings) -> None:
    settings.KOMEK_RAM = ""
    key = Passing.of_day("bots", MONDAY)

    assert key.open(key.seal(b"x", b""), b"") == b"x"
    with pytest.raises(ValueError, match="purpose"):
        Passing.of_day("anything", MONDAY)
