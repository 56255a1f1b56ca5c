"""The command: a key holder signs in at the terminal, looks, takes in; no name and no password is ever printed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from komek.care.cases.models import Case, RegisterImport
from komek.care.cases.register import actions
from komek.cli import app
from komek.foundations.accounts import terminal as accounts
from komek.foundations.vault.models import OpenSession
from komek.kernel.errors import Forbidden
from komek.machine import signing_in
from komek.machine.commands import imports
from tests.care.cases.records import last_entry
from tests.care.cases.register.conftest import Bring
from tests.care.cases.register.test_importing import AGAIN, BROKEN, DINA, HEAD, SHAKHNOZA
from tests.factories.factors import code, give_app
from tests.factories.orgs import PASSWORD, Cast

pytestmark = pytest.mark.slow

run = CliRunner().invoke
SECRETS = ("Каримова", "Шахноза", "Омарова", "701 234", PASSWORD)


@pytest.fixture
def at_terminal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Sit at the terminal with an authenticator app; what is typed unseen comes from here."""
    from contextlib import nullcontext

    give_app(cast.aigul.user)
    monkeypatch.setattr(imports, "rooms", nullcontext)
    monkeypatch.setattr(signing_in, "PAUSE", 0)
    typed = {"Password: ": [PASSWORD], "Code of your second factor: ": [code()]}
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed[prompt].pop(0))
    return typed


def written(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "register.csv"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return str(path)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    cast: Cast, at_terminal: dict[str, list[str]], tmp_path: Path
) -> None:
    answer = run(
        app, ["import", "register", written(tmp_path, SHAKHNOZA, AGAIN, BROKEN), "--dry-run"], cast.aigul.user.email
    )
    assert answer.exit_code == 0, answer.output
    assert "Line 4: Date of birth: This date does not exist." in answer.output
    assert "Line 3: like line 2" in answer.output
    assert not any(secret in answer.output for secret in SECRETS)
    assert (Case.objects.count(), RegisterImport.objects.count()) == (0, 0)
    looked = last_entry("register.check")
    assert (looked.actor, looked.organisation) == (cast.aigul.user.pk, cast.umit.pk)


def test_a_dry_run_says_who_is_on_record_and_puts_on_record_whose_name_it_opened(
    cast: Cast, at_terminal: dict[str, list[str]], bring: Bring, tmp_path: Path
) -> None:
    register = bring((HEAD + SHAKHNOZA).encode())
    actions.take_batch(register, by=cast.aigul.actor)
    answer = run(app, ["import", "register", written(tmp_path, AGAIN), "--dry-run"], cast.aigul.user.email)
    assert "Line 2: like somebody on record" in answer.output
    looked = last_entry("register.check")
    assert (looked.actor, looked.organisation) == (cast.aigul.user.pk, cast.umit.pk)
    assert looked.objects_seen == [Case.objects.get().person_id]


def test_the_lines_that_are_ready_come_in_and_the_others_wait(
    cast: Cast, at_terminal: dict[str, list[str]], tmp_path: Path
) -> None:
    given = f"{cast.aigul.user.email}\ny\n"
    answer = run(app, ["import", "register", written(tmp_path, SHAKHNOZA, AGAIN, DINA)], given)
    assert answer.exit_code == 0, answer.output
    assert "2 of 3 taken in" in answer.output
    assert not any(secret in answer.output for secret in SECRETS)
    assert (Case.objects.count(), RegisterImport.objects.get().state) == (2, "running")
    entry = last_entry("account.terminal")
    assert (entry.actor, entry.object, entry.organisation) == (None, cast.aigul.user.pk, cast.umit.pk)


def test_a_clean_register_is_finished_and_its_copy_erased(
    cast: Cast, at_terminal: dict[str, list[str]], tmp_path: Path
) -> None:
    answer = run(app, ["import", "register", written(tmp_path, DINA), "--yes"], cast.aigul.user.email)
    assert answer.exit_code == 0, answer.output
    assert RegisterImport.objects.get().state == "finished"


def test_a_wrong_password_opens_nothing(cast: Cast, at_terminal: dict[str, list[str]], tmp_path: Path) -> None:
    at_terminal["Password: "] = ["wrong"] * 3
    answer = run(app, ["import", "register", written(tmp_path, DINA), "--yes"], cast.aigul.user.email)
    assert answer.exit_code != 0
    assert Case.objects.count() == 0
    assert last_entry("account.wrong_password").object == cast.aigul.user.pk


def test_a_wrong_code_opens_nothing(cast: Cast, at_terminal: dict[str, list[str]]) -> None:
    before = OpenSession.objects.count()
    with pytest.raises(accounts.Refused):
        accounts.enter(cast.aigul.user.email, PASSWORD, lambda: "000000")
    assert OpenSession.objects.count() == before


def test_without_a_second_factor_nobody_signs_in(cast: Cast) -> None:
    with pytest.raises(Forbidden, match="authenticator app"):
        accounts.enter(cast.dina.user.email, PASSWORD, lambda: "000000")


def test_the_keyring_is_shut_afterwards(cast: Cast, at_terminal: dict[str, list[str]], tmp_path: Path) -> None:
    before = OpenSession.objects.count()
    run(app, ["import", "register", written(tmp_path, DINA), "--dry-run"], cast.aigul.user.email)
    assert OpenSession.objects.count() == before


def test_a_sample_is_written(tmp_path: Path) -> None:
    answer = run(app, ["import", "sample", str(tmp_path / "sample.xlsx"), "--rows", "20", "--seed", "3"])
    assert answer.exit_code == 0, answer.output
    assert (tmp_path / "sample.xlsx").read_bytes().startswith(b"PK")
    assert run(app, ["import", "sample", str(tmp_path / "sample.pdf")]).exit_code == 2


def test_a_file_larger_than_20_mb_is_refused_unread(
    cast: Cast, at_terminal: dict[str, list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    answer = run(app, ["import", "register", str(path)], cast.aigul.user.email)
    assert "20 MB" in str(answer.exception)
    assert at_terminal["Password: "] == [PASSWORD], "nobody was even asked to sign in"
