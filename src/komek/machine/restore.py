"""A restore puts a backup into an empty database and does again, before anybody can look, what the lists say.

While it runs the database carries a mark, and no server starts on a database that carries it: a restore that
was broken off is begun anew, in another empty database.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from komek.foundations.vault import erasure
from komek.foundations.vault.lists import LISTS
from komek.machine import hooks, migrating, tools
from komek.machine.backup import Backup, backups_in
from komek.machine.home import Home, Unusable
from komek.machine.migrating import RESTORING

RULES = ("--exit-on-error", "--no-owner", "--no-privileges", "--no-comments")
TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"


def newest(folder: Path) -> Backup:
    """Return the newest backup whose keys are there and may still be used."""
    usable = [each for each in backups_in(folder) if each.data.is_file() and each.keys.is_file()]
    if not usable:
        raise Unusable(f"{folder} holds no backup with its keys: without them nothing in it can be opened.")
    if usable[-1].age > datetime.timedelta(days=erasure.BACKUP_KEY_DAYS):
        raise Unusable(f"The keys of {usable[-1].data.name} are past {erasure.BACKUP_KEY_DAYS} days: take a newer one.")
    return usable[-1]


def check_lists(home: Home) -> None:
    """Refuse to restore without the lists of what was erased since."""
    missing = [name for name in LISTS if not (home.lists / f"{name}.jsonl").is_file()]
    if missing:
        raise Unusable(
            f"The lists of erasures are not in {home.lists} ({', '.join(missing)}): bring them from the old machine, "
            "or people who were erased would be readable again."
        )


def restore_into(home: Home, folder: Path, url: str) -> Iterator[str]:
    """Restore the newest backup; tells what it does. Django runs as the owner of the database at `url`."""
    backup = newest(folder)
    check_lists(home)
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute(TABLES).fetchone() != (0,):
            raise Unusable("The database is not empty: a restore goes into an empty one only.")
        _mark(connection, RESTORING)
        steps = (
            ("Making the tables ...", ["--section=pre-data", str(backup.data)]),
            ("Restoring the data ...", ["--section=data", str(backup.data)]),
            ("Restoring the sealed keys ...", ["--section=data", str(backup.keys)]),
            ("Restoring rules and indexes ...", ["--section=post-data", str(backup.data)]),
        )
        for sentence, arguments in steps:
            yield sentence
            tools.run("pg_restore", connection, url, [*RULES, f"--dbname={connection.info.dbname}", *arguments])
        yield "Bringing the tables to this version ..."
        migrating.migrate(verbosity=0)
        yield "Doing again what was erased, withdrawn and removed since ..."
        replayed = erasure.replay(home.lists)
        hooks.call(hooks.AFTER_REPLAY, replayed.erased)
        hooks.call(hooks.AFTER_ENDINGS, replayed.ended)
        _mark(connection, None)
    yield f"Restored {backup.data.name}; {replayed.removed_again} later erasures and withdrawals were done again."


def _mark(connection: psycopg.Connection, text: str | None) -> None:
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(text)))
