"""PostgreSQL's own programs: the ones that fit the server, called without a password on the command line."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from komek.machine.embedded import binary
from komek.machine.home import Unusable

VARIABLES = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
}  # fmt: skip


def run(name: str, connection: psycopg.Connection, url: str, arguments: Sequence[str]) -> None:
    """Run a program of PostgreSQL against a server; its complaint, which quotes no rows, becomes one sentence."""
    program = fitting(name, connection.info.server_version // 10_000)
    parts = conninfo_to_dict(url)
    environment = os.environ | {VARIABLES[key]: str(value) for key, value in parts.items() if key in VARIABLES}
    done = subprocess.run([str(program), *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "error:" in line), "no reason given")
        raise Unusable(f"{name} failed: {reason.partition('error:')[2].strip() or reason}")


def fitting(name: str, server: int) -> Path:
    """Find a program at least as new as the server, the nearest first."""
    found = shutil.which(name)
    candidates = [Path(found)] if found else []
    candidates += [path for path in (binary(name),) if path.exists()]
    fit = sorted((major, path) for path in candidates if (major := _major(path)) >= server)
    if not fit:
        raise Unusable(f"{name} of PostgreSQL {server} is not here: install the client programs of that version.")
    return fit[0][1]


def _major(program: Path) -> int:
    told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)(\.\d+)?", told)
    return int(number.group(1)) if number else 0
