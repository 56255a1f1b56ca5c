"""`komek doctor`: each fault is found, and a well machine is called well."""

import datetime
import json
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker
from pytest_django import Settings

from komek.machine import doctor, outside, serving
from komek.machine.backup import STAMP
from komek.machine.doctor import Finding
from komek.machine.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").prepare()


def states(found: Iterator[Finding]) -> dict[str, str]:
    return {finding.name: finding.state for finding in found}


def test_everything_is_looked_at(home: Home) -> None:
    names = {finding.name for finding in doctor.examine(home)}
    assert names >= {"database", "server log", "TLS", "clock", "disk", "worker", "mail", "backup", "lists", "secrets"}


def test_the_database_of_the_tests_is_well(home: Home) -> None:
    assert states(doctor.database(home)) == {"database": "well"}


def test_a_server_that_logs_what_people_type_is_ill(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.QUIET, "log_statement", ("something else",))
    (finding,) = doctor.database_log(home)
    assert finding.state == "ill"
    assert "log_statement" in finding.sentence


@pytest.mark.parametrize(("seconds", "state"), [(5, "well"), (120, "ill"), (None, "ill")])
def test_a_silent_worker_is_ill(home: Home, seconds: int | None, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    beats = [] if seconds is None else [timezone.now() - datetime.timedelta(seconds=seconds)]
    monkeypatch.setattr(ProcrastinateWorker.objects, "order_by", lambda _: Beats(beats))
    assert states(doctor.worker(home)) == {"worker": state}


class Beats:
    """What the query of the last heartbeat answers."""

    def __init__(self, beats: list[datetime.datetime]) -> None:
        self.beats = beats

    def values_list(self, *_: str, flat: bool) -> "Beats":
        return self

    def first(self) -> datetime.datetime | None:
        return self.beats[0] if self.beats else None


@pytest.mark.parametrize(("hours", "state"), [(1, "well"), (30, "look"), (24 * 8, "ill")])
def test_an_old_backup_is_named(home: Home, hours: int, state: str) -> None:
    made = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=hours)
    (home.root / "last_backup").write_text(json.dumps({"stamp": made.strftime(STAMP), "folder": "/x"}))
    assert states(doctor.backups(home)) == {"backup": state, "lists": "ill"}


def test_a_file_that_others_may_read_is_ill(home: Home) -> None:
    assert states(doctor.secrets(home)) == {"secrets": "well"}
    (home.root / "secret_key").chmod(0o644)
    assert states(doctor.secrets(home)) == {"secrets": "ill"}


def test_mail_that_is_sent_nowhere_is_named(home: Home, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert states(doctor.mail(home)) == {"mail": "look"}
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = 1
    assert states(doctor.mail(home)) == {"mail": "ill"}


def test_a_name_without_tls_is_ill(home: Home, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(doctor.tls(home)) == {"TLS": "look"}
    settings.LOOPBACK, settings.ALLOWED_HOSTS = False, ["127.0.0.1"]
    monkeypatch.setattr(outside.certificate, "__defaults__", (1,))
    assert states(doctor.tls(home)) == {"TLS": "ill"}


def test_a_certificate_that_nobody_trusts_is_ill(monkeypatch: pytest.MonkeyPatch) -> None:
    def distrust(*_: object, **__: object) -> None:
        raise ssl.SSLCertVerificationError

    monkeypatch.setattr("komek.machine.outside.socket.create_connection", distrust)
    assert outside.certificate("komek.example")[0] == "ill"


def test_swap_in_clear_and_core_dumps_are_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "clear_swap", lambda: "/dev/sda2")
    monkeypatch.setattr(outside, "dumps_core", lambda: True)
    assert states(doctor.memory(home)) | {"KOMEK_RAM": ""} == {"swap": "look", "core dumps": "look", "KOMEK_RAM": ""}


def test_the_kind_of_a_file_system_is_known() -> None:
    assert outside.file_system(Path("/proc/self")) == "proc"


@pytest.mark.parametrize(
    ("hosts", "state"),
    [
        (["guide.example.org"], "well"),
        (["guide.example.org", ".example.org"], "well"),
        ([".example.org"], "look"),
        (["*"], "ill"),
        (["https://guide.example.org"], "ill"),
        (["guide.example.org", "a b"], "ill"),
    ],
)
def test_a_name_to_which_no_link_leads_is_named(home: Home, settings: Settings, hosts: list[str], state: str) -> None:
    assert not list(doctor.address(home)), "on this machine alone nobody follows a link"
    settings.LOOPBACK, settings.ALLOWED_HOSTS = False, hosts
    assert states(doctor.address(home)) == {"KOMEK_HOSTS": state}


def test_keys_that_pass_need_a_folder_in_memory(
    home: Home, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.KOMEK_RAM = str(tmp_path / "ram")
    monkeypatch.setattr(outside, "file_system", lambda _folder: "ext4")
    assert states(doctor.memory(home))["KOMEK_RAM"] == "ill", "a disk keeps them"
    monkeypatch.setattr(outside, "file_system", lambda _folder: "tmpfs")
    assert states(doctor.memory(home))["KOMEK_RAM"] == "well"
    assert serving._sharing(3) == 3
    (tmp_path / "ram").chmod(0o755)
    assert states(doctor.memory(home))["KOMEK_RAM"] == "ill", "others may read it"
    settings.KOMEK_RAM = ""
    assert states(doctor.memory(home))["KOMEK_RAM"] == "ill"


def test_processes_that_cannot_share_keys_are_not_started(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.KOMEK_RAM = ""
    assert serving._sharing(1) == 1
    assert not caplog.text
    assert serving._sharing(4) == 1
    assert "KOMEK_RAM" in caplog.text
