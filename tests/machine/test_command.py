"""The `komek` command: help, exit codes, one sentence for each refusal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from komek.machine.embedded import Server
from komek.machine.home import Home
from tests.machine.processes import Run, free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("command")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A migrated home without any organisation, with its server running."""
    home = Home(tmp_path_factory.mktemp("command") / "home").prepare()
    with Server(home, hasty=True).in_use():
        assert komek(home, "migrate", "--quiet").returncode == 0
        yield home


def komek(home: Home, *arguments: str, said: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOMEK_")}
    command = [sys.executable, "-m", "komek", *arguments]
    own = clean | {"KOMEK_DATA": str(home.root)} | more
    return subprocess.run(command, env=own, input=said, capture_output=True, text=True, check=False, timeout=300)


VERBS = ("run", "serve", "worker", "migrate", "setup", "backup", "restore", "doctor", "fold", "check", "import", "demo")


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_every_verb_explains_itself(verb: str, tmp_path: Path) -> None:
    done = komek(Home(tmp_path), *filter(None, [verb]), "--help")
    assert done.returncode == 0
    assert f"Usage: komek {verb}".strip() in done.stdout


def test_an_unknown_verb_is_a_wrong_usage(tmp_path: Path) -> None:
    assert komek(Home(tmp_path), "fly").returncode == 2


def test_fold_prints_one_object_a_line(home: Home) -> None:
    done = komek(home, "fold", "Шахноза Хасановна", "-", said="Ali\nВали\n")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == 3
    assert all(set(line) == {"fold", "skeleton", "root"} for line in found)
    assert found[1]["fold"] == "ali"


def test_checks_of_an_empty_house_find_nothing(home: Home) -> None:
    assert komek(home, "check", "audit").returncode == 0
    assert komek(home, "check", "ledger").returncode == 0


def test_doctor_says_by_its_exit_code_that_something_is_ill(home: Home) -> None:
    done = komek(home, "doctor")
    assert done.returncode == 1
    assert "No worker has been heard of" in done.stdout


def test_setup_makes_one_organisation_and_no_second(home: Home) -> None:
    answers = ["--organisation", "Umut", "--kind", "ngo", "--country", "kg", "--email", "a@umut.example"]
    first = komek(home, "setup", *answers, "--person", "Aigul", said="\n")
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.split("Password: ")[1].splitlines()[0].split()) == 6
    assert len(first.stdout.split("Recovery words, for paper, shown this once: ")[1].split()) == 16
    assert {path.name for path in home.lists.iterdir()} == {"erased.jsonl", "withdrawn.jsonl", "removed.jsonl"}
    second = komek(home, "setup", *answers, "--person", "Bakyt", said="\n")
    assert (second.returncode, second.stdout) == (1, "")
    assert "An organisation exists already" in second.stderr


def test_a_demo_never_enters_a_database_of_somebody(home: Home) -> None:
    for verb in ("load", "reset"):
        done = komek(home, "demo", verb, KOMEK_DATABASE_URL="postgresql://nobody@localhost/nothing")
        assert done.returncode == 1
        assert "KOMEK_DATABASE_URL is set, so nothing is loaded" in done.stderr


def test_the_owner_is_asked_for_where_it_is_not_known(home: Home) -> None:
    done = komek(home, "migrate", KOMEK_DATABASE_URL="postgresql://nobody@localhost/nothing")
    assert done.returncode == 1
    assert "KOMEK_DATABASE_OWNER_URL" in done.stderr


def test_with_a_database_of_its_own_nothing_is_loaded_and_no_server_started(home: Home, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run = Run.start(other, free_port(), KOMEK_DATABASE_URL=home.address())
    try:
        run.until_it_answers()
        assert not (other / "postgres").exists()
        assert not Home(other).demo_accounts.exists()
    finally:
        run.end()


def test_the_owner_cannot_serve(home: Home) -> None:
    owner = home.address("komek_owner")
    done = komek(home, "serve", "--port", str(free_port()), KOMEK_DATABASE_URL=owner)
    assert done.returncode == 1
    assert "may do too much" in done.stderr
