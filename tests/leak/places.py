"""Everything that rests: the folder of the running server, dumps, backups, sessions, logs, mail, temporary files."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from komek.kernel.logs import ScrubbedFormatter
from komek.machine import tools
from komek.machine.backup import back_up
from komek.machine.home import SUPERUSER, Home
from tests.leak.scanner import Scanner, files


@contextmanager
def logged(file: Path) -> Iterator[None]:
    """Write what the log of a running house says into a file, with the levels and the form of its settings."""
    handler = logging.FileHandler(file)
    handler.setFormatter(ScrubbedFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


class Machine:
    """The machine on which the house runs, as somebody finds it who takes its disk away."""

    def __init__(self, owner: str, folder: Path, temporary: Path) -> None:
        self.owner, self.folder, self.temporary = owner, folder, temporary
        self.log = folder / "komek.log"
        self.began = time.time() - 1

    @property
    def embedded(self) -> bool:
        """Say whether the server keeps its tables on this machine's disk."""
        return Home.here().database.is_dir() and connection.settings_dict["HOST"] == str(Home.here().socket)

    def hits(self, scanner: Scanner) -> dict[str, list[str]]:
        """Scan every place; gives the hits by place."""
        return {name: hits for name, hits in self._places(scanner) if hits}

    def _places(self, scanner: Scanner) -> Iterator[tuple[str, list[str]]]:
        yield "dump", self._dumped(scanner)
        yield "backup", self._backed_up(scanner)
        yield "sessions", scanner.hits(_sessions(), "session")
        yield (
            "mail",
            scanner.hits(b"\n".join(each.message().as_bytes() for each in getattr(mail, "outbox", [])), "mail"),
        )
        yield "log", scanner.hits_in(self.log, "log ")
        yield "temporary files", self._folder(scanner, self.temporary)
        yield "home", [hit for path in self._home() for hit in scanner.hits_in(path, f"{path.parent.name}/")]

    def _dumped(self, scanner: Scanner) -> list[str]:
        """Dump every table as text, jobs and sessions with it."""
        file = self.folder / "dump.sql"
        with psycopg.connect(self.owner) as server:
            tools.run("pg_dump", server, self.owner, ["--format=plain", f"--file={file}"])
        assert file.stat().st_size > 100_000
        return scanner.hits_in(file, "")

    def _backed_up(self, scanner: Scanner) -> list[str]:
        list(back_up(Home(self.folder / "of the backup").prepare(), self.folder / "backups", self.owner))
        return self._folder(scanner, self.folder / "backups")

    def _folder(self, scanner: Scanner, folder: Path) -> list[str]:
        return [hit for path in files(folder) for hit in scanner.hits_in(path, f"{path.relative_to(folder)} ")]

    def _home(self) -> Iterator[Path]:
        """List what the embedded server has of this database, its write-ahead log and its text log included."""
        home = Home.here()
        if not self.embedded:
            return
        with psycopg.connect(home.address(SUPERUSER, "postgres"), autocommit=True) as server:
            server.execute("CHECKPOINT")
        with connection.cursor() as cursor:
            cursor.execute("SELECT oid::text FROM pg_database WHERE datname = current_database()")
            (database,) = cursor.fetchone() or ("",)
        yield from files(home.database / "base" / database)
        for place in ("pg_wal", "pg_stat", "pg_stat_tmp", "pg_xact", "global", "log"):
            yield from (path for path in files(home.database / place) if path.stat().st_mtime >= self.began)
        yield home.database_log


def _sessions() -> bytes:
    """Open every session as the house does, so that nothing hides in its signed form."""
    return b"\n".join(str(each.get_decoded()).encode() for each in Session.objects.all())
