"""A backup is two files: the data, whose values are sealed, and the sealed keys, which are kept thirty days at most.

Whoever is erased today can be opened from no backup thirty days from now, however long the data file is kept.
The lists of what was erased, withdrawn and removed are in neither file: they lie in a place of their own.
"""

import datetime
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from komek.foundations.vault.erasure import BACKUP_KEY_DAYS, flush
from komek.foundations.vault.tables import EPHEMERAL_TABLES, KEY_TABLES
from komek.machine import tools
from komek.machine.home import Home, Unusable

NAME = re.compile(r"komek-(\d{8}T\d{6}Z)\.(data|keys)")
STAMP = "%Y%m%dT%H%M%SZ"
NEVER_DUMPED = (*EPHEMERAL_TABLES, "bots_conversation", "django_session")
"""Tables of which a backup has the shape and no row: sessions end with the machine they were on."""


@dataclass(frozen=True, slots=True)
class Backup:
    """Two files of one moment; the keys of an old one are gone."""

    folder: Path
    stamp: str

    @property
    def data(self) -> Path:
        """Return the data file."""
        return self.folder / f"komek-{self.stamp}.data"

    @property
    def keys(self) -> Path:
        """Return the key file."""
        return self.folder / f"komek-{self.stamp}.keys"

    @property
    def age(self) -> datetime.timedelta:
        """Say how long ago it was made."""
        made = datetime.datetime.strptime(self.stamp, STAMP).replace(tzinfo=datetime.UTC)
        return datetime.datetime.now(datetime.UTC) - made


def backups_in(folder: Path) -> list[Backup]:
    """List the backups of a folder, oldest first, also those whose keys are gone."""
    stamps = {match.group(1) for path in folder.iterdir() if (match := NAME.fullmatch(path.name))}
    return [Backup(folder, stamp) for stamp in sorted(stamps)]


def back_up(home: Home, folder: Path, url: str) -> Iterator[str]:
    """Write both files of one moment, then remove key files that are too old; tells what it does."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if home.lists.resolve().is_relative_to(folder.resolve()):
        raise Unusable("The lists of erasures must lie outside the folder of the backups: choose another folder.")
    flush()
    backup = Backup(folder, datetime.datetime.now(datetime.UTC).strftime(STAMP))
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        moment = ["--snapshot", str(row[0]) if row else "", "--format=custom", "--no-owner", "--no-privileges"]
        left_out = [f"--exclude-table-data=public.{name}" for name in (*KEY_TABLES, *NEVER_DUMPED)]
        yield "Writing the data ..."
        _dump(connection, url, backup.data, [*moment, "--no-comments", *left_out])
        yield "Writing the sealed keys ..."
        chosen = [f"--table=public.{name}" for name in KEY_TABLES]
        _dump(connection, url, backup.keys, [*moment, "--data-only", *chosen])
    _remember(home, backup)
    yield f"Backed up to {backup.data} and {backup.keys.name}."
    yield from _remove_old_keys(folder)
    yield f"The lists of erasures are in no backup: copy {home.lists} to another machine as well."


def last_backup(home: Home) -> datetime.datetime | None:
    """Say when a backup was made last, as far as this machine remembers."""
    try:
        told = json.loads((home.root / "last_backup").read_text())
        return datetime.datetime.strptime(told["stamp"], STAMP).replace(tzinfo=datetime.UTC)
    except (OSError, ValueError, KeyError):
        return None


def _dump(connection: psycopg.Connection, url: str, file: Path, arguments: list[str]) -> None:
    """Write a private file whole or not at all."""
    draft = file.with_name(f".{file.name}.new")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        tools.run("pg_dump", connection, url, [*arguments, f"--file={draft}"])
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)


def _remove_old_keys(folder: Path) -> Iterator[str]:
    for old in backups_in(folder):
        if old.keys.exists() and old.age > datetime.timedelta(days=BACKUP_KEY_DAYS):
            old.keys.unlink()
            yield f"Removed {old.keys.name}: keys are kept {BACKUP_KEY_DAYS} days, so that the erased stay erased."


def _remember(home: Home, backup: Backup) -> None:
    path = home.root / "last_backup"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"stamp": backup.stamp, "folder": str(backup.folder.resolve())}) + "\n")
