"""The `komek` command: help, exit codes, one sentence for each refusal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
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


ANSWERS = ("--organisation", "Umut", "--kind", "ngo", "--country", "kg", "--email", "a@umut.example", "--person", "A")


@pytest.fixture(scope="module")
def set_up(home: Home) -> "subprocess.CompletedProcess[str]":
    """What setup said when it made the first organisation; before it no other can be added."""
    early = komek(home, "organisation", "add", *ANSWERS, said="\n")
    assert (early.returncode, early.stdout) == (1, "")
    assert "No organisation exists yet" in early.stderr
    return komek(home, "setup", *ANSWERS, said="\n")


VERBS = (
    "run",
    "serve",
    "worker",
    "migrate",
    "setup",
    "organisation",
    "backup",
    "restore",
    "doctor",
    "fold",
    "check",
    "import",
    "demo",
)


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


def test_setup_makes_one_organisation_and_no_second(home: Home, set_up: "subprocess.CompletedProcess[str]") -> None:
    assert set_up.returncode == 0, set_up.stderr
    assert len(set_up.stdout.split("Password: ")[1].splitlines()[0].split()) == 6
    assert len(set_up.stdout.split("Recovery words, for paper, shown this once: ")[1].split()) == 16
    assert {path.name for path in home.lists.iterdir()} == {"erased.jsonl", "withdrawn.jsonl", "removed.jsonl"}
    second = komek(home, "setup", *ANSWERS, said="\n")
    assert (second.returncode, second.stdout) == (1, "")
    assert "An organisation exists already" in second.stderr


@pytest.mark.usefixtures("set_up")
def test_another_organisation_is_added_at_the_terminal_and_both_are_listed(home: Home) -> None:
    other = ("--organisation", "Sabr", "--kind", "ngo", "--country", "uz", "--person", "B")
    added = komek(home, "organisation", "add", *other, "--email", "b@sabr.example", "--platform-admin", said="\n")
    assert added.returncode == 0, added.stderr
    assert "Sabr is set up. Sign in as b@sabr.example." in added.stdout
    assert len(added.stdout.split("Recovery words, for paper, shown this once: ")[1].split()) == 16
    same = komek(home, "organisation", "add", *other, "--email", "b@sabr.example", said="\n")
    assert (same.returncode, same.stdout) == (1, "")
    listed = komek(home, "organisation", "list").stdout.splitlines()
    assert [line.split("  ")[1:] for line in listed] == [["UZ", "ngo", "1", "Sabr"], ["KG", "ngo", "1", "Umut"]]
    with psycopg.connect(home.address()) as connection:
        roles = connection.execute("SELECT roles FROM orgs_membership ORDER BY roles").fetchall()
    assert roles == [(["organisation_admin"],), (["platform_admin", "organisation_admin"],)]


def test_a_demo_never_enters_a_database_of_somebody(home: Home) -> None:
    for verb in ("load", "reset"):
        done = komek(home, "demo", verb, KOMEK_DATABASE_URL="postgresql://nobody@localhost/nothing")
        assert done.returncode == 1
        assert "KOMEK_DATABASE_URL is set, so nothing is loaded" in done.stderr


@pytest.mark.usefixtures("set_up")
def test_a_demo_is_not_reset_where_a_real_organisation_works(home: Home) -> None:
    done = komek(home, "demo", "reset")
    assert (done.returncode, done.stdout) == (1, "")
    assert "A real organisation works here" in done.stderr
    assert "An organisation exists already" in komek(home, "setup", *ANSWERS, said="\n").stderr


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
