"""The embedded server: private, without trust, mended after every kind of end."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from komek.machine import caller, embedded
from komek.machine.embedded import Server
from komek.machine.home import APP, OWNER, SUPERUSER, Home, Unusable

pytestmark = pytest.mark.slow

HOLD = """
import sys, time
from pathlib import Path
from komek.machine.embedded import Server
from komek.machine.home import Home
with Server(Home(Path(sys.argv[1])), hasty=True).in_use():
    print("in use", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = Home(tmp_path_factory.mktemp("machine") / "home").prepare()
    server = Server(home)
    yield server
    server.stop()


@pytest.fixture
def running(server: Server) -> Server:
    server.start()
    return server


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def asked(server: Server, question: str, role: str = SUPERUSER) -> str:
    with server.connect(role, "komek") as connection:
        row = connection.execute(question).fetchone()
        assert row
        return str(row[0])


def hold(home: Home) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "in use\n"
    return process


def let_go(process: "subprocess.Popen[str]") -> None:
    process.communicate("\n", timeout=30)


def test_everything_in_the_home_is_for_its_owner_alone(running: Server) -> None:
    root = running.home.root
    assert mode(root) == mode(running.home.database) == mode(running.home.socket) == 0o700
    secrets = [path for path in root.iterdir() if path.is_file()]
    assert {path.name for path in secrets} >= {"secret_key", f"password.{APP}", f"password.{OWNER}"}
    assert [path.name for path in secrets if mode(path) & 0o077] == []


def test_a_folder_that_others_may_read_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "something").touch()
    with pytest.raises(Unusable, match="chmod 700"):
        Home(tmp_path).prepare()


def test_an_empty_folder_is_closed_to_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Home(tmp_path).prepare()
    assert mode(tmp_path) == 0o700


@pytest.mark.parametrize("role", [APP, OWNER, SUPERUSER])
def test_nobody_comes_in_without_a_password(running: Server, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(dbname="komek", user=role, password="guess", host=str(running.home.socket))


def test_it_listens_on_its_socket_alone(running: Server) -> None:
    assert asked(running, "SHOW listen_addresses") == ""
    assert asked(running, "SHOW unix_socket_permissions") == "0700"


def test_pages_have_checksums_and_texts_are_utf8(running: Server) -> None:
    assert asked(running, "SHOW data_checksums") == "on"
    assert asked(running, "SHOW server_encoding") == "UTF8"


def test_the_roles_may_not_make_roles_or_read_around_policies(running: Server) -> None:
    excess = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'komek\\_%' AND rolname <> 'komek_root'"
    assert asked(running, f"{excess} AND (rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls)") == "0"
    assert asked(running, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'komek'") == OWNER


def test_no_value_of_a_failed_statement_reaches_the_log(running: Server) -> None:
    with running.connect(OWNER, "komek") as connection:
        connection.execute("CREATE TEMP TABLE seen (name text PRIMARY KEY)")
        connection.execute("INSERT INTO seen VALUES ('canary-7731')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO seen VALUES (%s)", ["canary-7731"])
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT 'canary-7731'::integer")
    assert "canary-7731" not in running.home.database_log.read_text()


def test_a_running_server_is_adopted(running: Server) -> None:
    assert running.start() == running.pid()


def test_after_a_clean_stop_what_was_committed_is_there(running: Server) -> None:
    with running.connect(OWNER, "komek") as connection:
        connection.execute("CREATE TABLE kept_by_stop AS SELECT 42 AS answer")
    running.stop()
    assert running.pid() is None
    running.start()
    assert asked(running, "SELECT answer FROM kept_by_stop") == "42"


def test_a_killed_server_is_started_again_with_its_data(running: Server) -> None:
    first = running.pid()
    with running.connect(OWNER, "komek") as connection:
        connection.execute("CREATE TABLE kept_by_kill AS SELECT 43 AS answer")
    assert first
    os.kill(first, signal.SIGKILL)
    assert running.start() != first
    assert asked(running, "SELECT answer FROM kept_by_kill") == "43"


def test_a_server_that_does_not_answer_is_ended(running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "PATIENCE", 1.5)
    monkeypatch.setattr(embedded, "CONNECT_TIMEOUT", 2)
    stuck = running.pid()
    assert stuck
    os.kill(stuck, signal.SIGSTOP)
    try:
        assert running.start() != stuck
    finally:
        if embedded._alive(stuck):
            os.kill(stuck, signal.SIGKILL)


def test_a_pid_file_that_names_another_program_is_no_hindrance(running: Server) -> None:
    running.stop()
    (running.home.database / "postmaster.pid").write_text(f"{os.getpid()}\n{running.home.database}\n")
    assert running.pid() is None
    assert running.start() != os.getpid()


def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    (home.root / "postgres.new").mkdir()
    (home.root / "postgres.new" / "PG_VERSION").write_text("18\n")
    with Server(home, hasty=True).in_use() as server:
        assert server.pid()


def test_a_cluster_of_another_version_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    home.database.mkdir()
    (home.database / "PG_VERSION").write_text("9\n")
    with pytest.raises(Unusable, match="restore a backup"):
        Server(home).start()


def test_the_last_user_stops_the_server(running: Server) -> None:
    first, second = hold(running.home), hold(running.home)
    let_go(first)
    assert running.pid()
    let_go(second)
    assert running.pid() is None


def test_a_killed_user_does_not_keep_the_server_for_ever(running: Server) -> None:
    killed, other = hold(running.home), hold(running.home)
    killed.kill()
    killed.communicate()
    let_go(other)
    assert running.pid() is None


def test_a_deep_home_gets_a_short_private_socket_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir(mode=0o700)
    home = Home(deep).prepare()
    with Server(home, hasty=True).in_use() as server:
        assert len(str(home.socket)) < 90
        assert mode(home.socket) == 0o700
        assert asked(server, "SELECT 1", APP) == "1"
    home.socket.rmdir()


@pytest.mark.skipif(os.getuid() != 0, reason="only root needs a way around the server's refusal of root")
def test_root_runs_it_under_an_unused_number_where_namespaces_are_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caller, "in_namespace", lambda: None)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with Server(Home(closed / "home").prepare(), hasty=True).in_use() as server:
        assert Path(f"/proc/{server.pid()}").stat().st_uid in caller.UNUSED
        assert asked(server, "SELECT 1", APP) == "1"
    assert mode(closed) == 0o700
    assert closed.stat().st_uid == 0
    monkeypatch.undo()
    with server.in_use():
        assert server.home.database.stat().st_uid == 0


@pytest.mark.skipif(os.getuid() != 0, reason="only root needs a way around the server's refusal of root")
def test_root_without_any_way_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "in_namespace", lambda: None)
    monkeypatch.setattr(caller, "as_unused", lambda _: None)
    with pytest.raises(Unusable, match="KOMEK_DATABASE_URL"):
        Server(Home(tmp_path / "home").prepare()).start()
