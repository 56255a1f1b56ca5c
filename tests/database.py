"""The database of the tests: made by its owner, used as the restricted role.

A template, kept from run to run and named after everything that shapes it, is copied for each test process;
so a second run migrates nothing. Between tests that commit, the owner empties what they filled.
"""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from psycopg import sql
from psycopg.conninfo import make_conninfo

from komek.machine import grants
from komek.machine.embedded import Server
from komek.machine.home import APP, OWNER, Home
from komek.settings.database import described

TEMPLATE, COPY = "komek_template_", "komek_test_"
LOCK = 7_203_511
ADDED_BY_DJANGO = {"django_migrations", "django_content_type", "auth_permission"}

UNUSED = """
    SELECT datname FROM pg_database d WHERE starts_with(datname, %s)
      AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname)
"""
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_has_role(current_user, relowner, 'MEMBER')
"""
GUARDED = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Keep a server running and give the URL of its owner: an external one, or the embedded one of the tests."""
    if "KOMEK_DATABASE_URL" in os.environ:
        yield os.environ["KOMEK_DATABASE_OWNER_URL"]
        return
    home = Home.here()
    with Server(home, hasty=True).in_use():
        yield home.address(OWNER)


@contextlib.contextmanager
def database(owner_url: str) -> Iterator["Owner"]:
    """Point Django's connection at a fresh copy of the template, as the restricted role."""
    name = f"{COPY}{os.getpid()}_{time.time_ns() % 10**9}"
    with _maintenance(owner_url) as maintenance:
        template = _template(maintenance, owner_url)
        _drop_unused(maintenance, COPY)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        maintenance.execute(copy)
        owner = Owner(make_conninfo(owner_url, dbname=name), described(owner_url) | {"NAME": name})
    settings = connections["default"].settings_dict
    before, settings["NAME"] = settings["NAME"], name
    try:
        yield owner
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close()
        settings["NAME"] = before
        owner.close()
        # the server may be vacuuming it just now, as after a hundred thousand rows: then whoever comes next drops it
        busy = contextlib.suppress(psycopg.errors.InsufficientPrivilege)
        with busy, psycopg.connect(owner_url, autocommit=True) as maintenance:
            maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Owner:
    """The owner's own connection to the test database."""

    def __init__(self, address: str, settings: dict[str, object]) -> None:
        self.address, self.settings = address, settings
        self.connection = psycopg.connect(address, autocommit=True)
        self.tables = [str(name) for (name,) in self.connection.execute(TABLES).fetchall()]
        self.guarded = {str(name) for (name,) in self.connection.execute(GUARDED).fetchall()}
        self.seeds = {name: self._rows(name) for name in self._filled() if name not in ADDED_BY_DJANGO}

    def flush(self) -> None:
        """Empty every table that a test filled and put back what the migrations had written."""
        filled = [name for name in self._filled() if name not in ADDED_BY_DJANGO]
        guarded = [name for name in filled if name in self.guarded]
        with self.connection.transaction():
            self.connection.execute("SET LOCAL lock_timeout = '10s'")
            self.connection.execute("SET CONSTRAINTS ALL DEFERRED")
            self._triggers(guarded, "DISABLE")
            if filled:
                names = sql.SQL(", ").join(map(sql.Identifier, filled))
                self.connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
            for name, rows in self.seeds.items():
                with self.connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                    copy.write(rows)
            self._triggers(guarded, "ENABLE")

    def close(self) -> None:
        self.connection.close()

    def wrapper(self) -> BaseDatabaseWrapper:
        """Return a Django connection to the test database as its owner."""
        return _wrapper(self.settings)

    def _triggers(self, tables: list[str], how: str) -> None:
        for name in tables:
            change = sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(name), sql.SQL(how))
            self.connection.execute(change)

    def _filled(self) -> list[str]:
        one = sql.SQL("SELECT {name} WHERE EXISTS (SELECT 1 FROM {table})")
        parts = [one.format(name=sql.Literal(name), table=sql.Identifier(name)) for name in self.tables]
        return [str(name) for (name,) in self.connection.execute(sql.SQL(" UNION ALL ").join(parts))] if parts else []

    def _rows(self, name: str) -> bytes:
        with self.connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
            return b"".join(bytes(block) for block in copy)


@contextlib.contextmanager
def default_is(wrapper: BaseDatabaseWrapper) -> Iterator[None]:
    """Let Django's default connection be another one while the block runs."""
    usual = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        wrapper.close()
        connections["default"] = usual


@contextlib.contextmanager
def used(url: str) -> Iterator[None]:
    """Let Django use quite another database while the block runs."""
    with default_is(_wrapper(described(url))):
        yield


@contextlib.contextmanager
def _maintenance(owner_url: str) -> Iterator[psycopg.Connection]:
    """One process at a time makes or removes databases."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield connection


def _template(maintenance: psycopg.Connection, owner_url: str) -> str:
    """Return the name of a migrated database, made now if its ingredients have changed."""
    name = f"{TEMPLATE}{_mark()}"
    if maintenance.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return name
    _drop_unused(maintenance, TEMPLATE)
    draft = f"{TEMPLATE}draft_{os.getpid()}"
    maintenance.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(draft)))
    with default_is(_wrapper(described(owner_url) | {"NAME": draft})):
        call_command("migrate", verbosity=0, interactive=False)
        with connections["default"].cursor() as cursor:
            grants.apply(cursor, _restricted())
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
    maintenance.execute(rename)
    return name


def _mark() -> str:
    """Hash everything that shapes a migrated database."""
    modules = {migration.__module__ for migration in MigrationLoader(None).disk_migrations.values()}
    files = {path for module in modules if (path := _source(module))} | {Path(grants.__file__)}
    digest = hashlib.sha256(usedforsecurity=False)
    for path in sorted(files):
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _source(module: str) -> Path | None:
    import importlib  # noqa: PLC0415

    file = importlib.import_module(module).__file__
    return Path(file) if file else None


def _restricted() -> str:
    return str(connections.settings["default"]["USER"]) or APP


def _wrapper(settings: dict[str, object]) -> BaseDatabaseWrapper:
    whole = {**connections["default"].settings_dict, **settings}
    return type(connections["default"])(whole, alias="default")


def _drop_unused(maintenance: psycopg.Connection, prefix: str) -> None:
    for (name,) in maintenance.execute(UNUSED, [prefix]).fetchall():
        with contextlib.suppress(psycopg.errors.ObjectInUse, psycopg.errors.InvalidCatalogName):
            maintenance.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
