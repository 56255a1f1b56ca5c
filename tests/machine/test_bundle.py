"""`komek bundle` and `komek kiosk` at the terminal: from a root key to a kiosk; each refusal with its own status."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from komek.cli import app
from komek.knowledge.kiosks.bundles import keys
from komek.knowledge.kiosks.bundles.refusals import REASONS
from komek.machine.home import Unusable
from tests.knowledge.kiosks.makers import Maker

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bundle")]
TODAY = datetime.now(UTC).date()


def at_the_terminal(at: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, as somebody at a terminal does."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOMEK_")}
    return subprocess.run(
        [sys.executable, "-m", "komek", *map(str, arguments)],
        cwd=at,
        env=clean | {"KOMEK_DATA": str(at / "home")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def komek(at: Path, *arguments: str | Path) -> Result:
    """Run the same command in this process, which is quicker."""
    with contextlib.chdir(at), pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOMEK_DATA", str(at / "home"))
        return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a root key, a certified key, a bundle of the shipped guide, and a kiosk that has taken it in."""
    here = tmp_path_factory.mktemp("bundle")
    for said in (
        ("bundle", "keygen", "root"),
        ("bundle", "keygen", "keys", "--root", "root/root.key"),
        ("bundle", "build", "--keys", "keys", "--shipped", "--counter", "2", "--out", "2.zip", "--bot", "demo_bot"),
        ("kiosk", "setup", "--bundles", "kiosk", "--root", "root/root.pub", "--place", "osh"),
        ("bundle", "install", "2.zip", "--bundles", "kiosk"),
    ):
        done = at_the_terminal(here, *said)
        assert done.returncode == 0, (said, done.stderr)
    return here


def refused(done: Result | subprocess.CompletedProcess[str], code: str) -> None:
    """See that a command was refused for this reason, with one sentence and nothing else."""
    status = done.returncode if isinstance(done, subprocess.CompletedProcess) else done.exit_code
    assert (status, done.stdout) == (REASONS[code].status, "")
    assert done.stderr == f"{code}: {REASONS[code].says}\n"


def test_private_keys_are_for_their_owner_alone(at: Path) -> None:
    for name in ("root/root.key", "keys/content.key", "kiosk/kiosk.key"):
        assert (at / name).stat().st_mode & 0o777 == 0o600, name


def test_a_right_bundle_is_said_to_be_right(at: Path) -> None:
    done = komek(at, "bundle", "verify", "2.zip", "--root", "root/root.pub")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Right: bundle 2 of {TODAY}")
    assert "8 languages, 4 places" in done.stdout
    assert "Bundle 2" in komek(at, "kiosk", "state", "--bundles", "kiosk").stdout


def test_no_key_is_written_over(at: Path) -> None:
    before = (at / "root" / "root.key").read_text()
    refused(komek(at, "bundle", "keygen", "root"), "exists")
    refused(komek(at, "bundle", "keygen", "keys", "--root", "root/root.key"), "exists")
    assert (at / "root" / "root.key").read_text() == before


def test_a_key_is_certified_for_sixty_days_at_most_and_none_is_left_behind_otherwise(at: Path) -> None:
    refused(komek(at, "bundle", "keygen", "long", "--root", "root/root.key", "--days", "61"), "too-long")
    assert not (at / "long").exists()


def test_an_older_bundle_is_refused(at: Path) -> None:
    built = komek(at, "bundle", "build", "--keys", "keys", "--shipped", "--counter", "1", "--out", "1.zip")
    assert built.exit_code == 0
    refused(at_the_terminal(at, "bundle", "install", "1.zip", "--bundles", "kiosk"), "old-counter")


def test_a_flipped_byte_and_another_key_are_refused(at: Path) -> None:
    data = bytearray((at / "2.zip").read_bytes())
    data[len(data) // 2] ^= 1
    (at / "flipped.zip").write_bytes(data)
    (at / "thief.zip").write_bytes(Maker(starts=TODAY).bundle(counter=9))
    for what, code in (("flipped.zip", "changed"), ("thief.zip", "unknown-key")):
        refused(komek(at, "bundle", "verify", what, "--bundles", "kiosk"), code)
        refused(komek(at, "bundle", "install", what, "--bundles", "kiosk"), code)
    assert "Bundle 2" in komek(at, "kiosk", "state", "--bundles", "kiosk").stdout


def test_what_is_no_bundle_and_a_folder_without_a_root_are_refused(at: Path) -> None:
    (at / "words.zip").write_text("not a bundle")
    refused(komek(at, "bundle", "install", "words.zip", "--bundles", "kiosk"), "unreadable")
    refused(komek(at, "bundle", "install", "2.zip", "--bundles", "elsewhere"), "no-root")
    refused(komek(at, "bundle", "verify", "2.zip"), "no-root")
    refused(komek(at, "kiosk", "run", "--bundles", "elsewhere"), "no-root")
    refused(komek(at, "bundle", "verify", "2.zip", "--root", "root/root.key"), "key-file")


def test_another_root_is_not_pinned_over_the_first(at: Path) -> None:
    assert komek(at, "bundle", "keygen", "other").exit_code == 0
    again = komek(at, "kiosk", "setup", "--bundles", "kiosk", "--root", "other/root.pub", "--place", "osh")
    refused(again, "other-root")


def test_a_lost_key_is_revoked_by_the_root_and_signs_no_more(at: Path) -> None:
    other = ("kiosk", "setup", "--bundles", "second", "--root", "root/root.pub", "--place", "termez")
    assert komek(at, *other).exit_code == 0
    assert komek(at, "bundle", "install", "2.zip", "--bundles", "second").exit_code == 0
    lost = keys.public(at / "keys" / "content.pub", keys.CONTENT).hex()
    said = ("bundle", "revoke", lost, "--root", "root/root.key", "--number", "1", "--out", "lost.json")
    assert komek(at, *said).exit_code == 0
    assert komek(at, "bundle", "install", "lost.json", "--bundles", "second").exit_code == 0
    refused(komek(at, "bundle", "install", "2.zip", "--bundles", "second"), "revoked")
    refused(komek(at, "kiosk", "state", "--bundles", "second"), "no-bundle")
    refused(komek(at, "bundle", "install", "lost.json", "--bundles", "second"), "old-list")


def test_a_certificate_that_has_ended_or_not_begun_is_refused(at: Path) -> None:
    root = keys.private(at / "root" / "root.key", keys.ROOT)
    pair = (root, keys.public_of(root))
    for days, code in ((-70, "expired"), (2, "not-yet")):
        made = Maker(root=pair, starts=TODAY + timedelta(days=days)).bundle(counter=50)
        (at / "days.zip").write_bytes(made)
        refused(komek(at, "bundle", "install", "days.zip", "--bundles", "kiosk"), code)


def test_a_place_that_the_bundle_does_not_know_is_refused(at: Path) -> None:
    refused(komek(at, "kiosk", "run", "--bundles", "kiosk", "--place", "nowhere"), "no-place")


def test_a_house_without_an_address_is_not_greeted(at: Path) -> None:
    done = komek(at, "kiosk", "greet", "--bundles", "kiosk")
    assert isinstance(done.exception, Unusable)
    assert "knows no house" in str(done.exception)
    wrong = ("--root", "root/root.pub", "--place", "osh", "--server", "file:///etc/passwd")
    assert isinstance(komek(at, "kiosk", "setup", "--bundles", "kiosk", *wrong).exception, Unusable)
