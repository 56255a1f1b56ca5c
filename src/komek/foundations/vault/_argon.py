"""One run of Argon2id over a password: half of it proves the password, the other half wraps the private key.

The server keeps SHA-256 of the first half. The second half is kept nowhere, and no other function of the
password is stored. A run takes 128 MiB, so a machine makes at most two at a time.
"""

import platform
import time
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection
from nacl import pwhash

from komek.foundations.vault import _boxes
from komek.foundations.vault.errors import Busy

SALT = 16
AT_ONCE = 2
PATIENCE = 10.0
PAUSE = 0.05
MEMORY_LIFE = 60.0


@dataclass(frozen=True)
class Cost:
    """What a run costs: passes over the memory, and the memory in KiB."""

    passes: int
    memory: int


def cost() -> Cost:
    """Give the cost of every new run. Nothing outside this line lowers it; tests put another function here."""
    return Cost(passes=3, memory=128 * 1024)


@dataclass(frozen=True)
class Run:
    """What one run gave."""

    salt: bytes
    cost: Cost
    verifier: bytes = field(repr=False)
    wrapping: bytes = field(repr=False)


def new_salt() -> bytes:
    """Draw the salt of a new password."""
    return _boxes.new_key()[:SALT]


def run(password: str, salt: bytes, price: Cost) -> Run:
    """Run Argon2id once. Raises Busy when the machine is at its limit for ten seconds."""
    text = unicodedata.normalize("NFKC", password).encode()
    with _turn():
        out = pwhash.argon2id.kdf(64, text, salt, opslimit=price.passes, memlimit=price.memory * 1024)
    return Run(salt, price, _boxes.digest(b"komek password", out[:32]), out[32:])


def dummy(password: str) -> None:
    """Spend what a real check costs: for a user who does not exist."""
    run(password, new_salt(), cost())


@contextmanager
def _turn() -> Iterator[None]:
    """Hold one of the machine's places; the lock lives in the session of the connection, not in a transaction."""
    machine = zlib.crc32(f"komek argon2id {platform.node()}".encode()) - 2**31
    place = _place(machine)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [machine, place])


def _place(machine: int) -> int:
    end = time.monotonic() + PATIENCE
    while True:
        for place in range(AT_ONCE):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [machine, place])
                if cursor.fetchone() == (True,):
                    return place
        if time.monotonic() >= end:
            raise Busy
        time.sleep(PAUSE)


# One sign-in checks a password (Django's hasher) and opens a key (the vault): both shall cost one run together.
# Whoever ran first leaves the result here for the other, once, in the same context and for a minute.


@dataclass(frozen=True)
class _Left:
    by: str
    mark: bytes
    at: float
    run: Run


_left: ContextVar[_Left | None] = ContextVar("komek_argon2id", default=None)
_process = _boxes.new_key()


def leave(password: str, result: Run, by: str) -> None:
    """Leave a run for the other side; `by` says who made it: "verify", "encode" or "vault"."""
    _left.set(_Left(by, _mark(password), time.monotonic(), result))


def take(password: str, by: str, salt: bytes | None = None) -> Run | None:
    """Take the run that was left for this very password (and salt), if there is one; it can be taken once."""
    left = _left.get()
    if left is None or left.by != by:
        return None
    _left.set(None)
    fresh = time.monotonic() - left.at < MEMORY_LIFE and _boxes.same(left.mark, _mark(password))
    return left.run if fresh and salt in (None, left.run.salt) else None


def forget() -> None:
    """Forget what was left."""
    _left.set(None)


def _mark(password: str) -> bytes:
    return _boxes.digest(_process, password.encode())
