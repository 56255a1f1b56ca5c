"""Knowing, without reading Django, whether the embedded database is of this version of the program."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

import komek
from komek.machine.home import DATABASE, OWNER, Home

PACKAGES = ("django", "django-allauth", "procrastinate")
"""Whose migrations come with their version."""

TOLD = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


def fingerprint() -> str:
    """Name the state of the tables that this version of the code wants."""
    root = Path(komek.__file__).parent
    digest = hashlib.sha256(usedforsecurity=False)
    for path in [*sorted(root.glob("**/migrations/*.py")), root / "machine" / "grants.py"]:
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    digest.update(" ".join(version(name) for name in PACKAGES).encode())
    return f"komek {digest.hexdigest()[:24]}"


def is_current(home: Home) -> bool:
    """Say whether the embedded database was brought to this version, demo and all."""
    with psycopg.connect(home.address(OWNER), connect_timeout=5) as connection:
        return connection.execute(TOLD).fetchone() == (fingerprint(),)


def mark_current(home: Home) -> None:
    """Write into the embedded database that it is of this version."""
    with psycopg.connect(home.address(OWNER), connect_timeout=5) as connection:
        note = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(fingerprint()))
        connection.execute(note)
