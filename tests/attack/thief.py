"""Somebody with the disk, every setting, the environment and a dump of every table, and with all our source code.

Every byte string of 16 to 64 bytes that lies anywhere is a candidate: as it is, read as hexadecimal, as base64,
and through SHA-256. Each candidate is tried as the key of every sealed value, as a private key, and as the key
of the index. What a key opens is searched for further keys, until nothing new comes.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from nacl.bindings import crypto_box_seal_open, crypto_scalarmult_base
from nacl.exceptions import CryptoError
from nacl.secret import Aead

TOKEN = re.compile(rb"[A-Za-z0-9+/_-]{16,128}")
LARGEST_FILE = 1_000_000
KEY = 32
Rows = list[dict[str, Any]]


def dump() -> dict[str, Rows]:
    """Read every row of every table."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in connection.introspection.table_names(cursor)}


def lying_about(tables: dict[str, Rows], folder: Path | None = None) -> set[bytes]:
    """Gather every candidate from settings, environment, tables, sessions and files."""
    found: set[bytes] = {b"", b"komek"}
    places = [getattr(settings, name) for name in dir(settings) if name.isupper()]
    for value in [*places, *os.environ.values(), *tables.values(), *_files(folder)]:
        for text in _flat(value):
            found |= set(_readings(text))
    return {each for each in found if len(each) <= 64}


def as_keys(candidates: Iterable[bytes]) -> set[bytes]:
    """Turn candidates into keys of 32 bytes: as they are, filled up with zeros, and through SHA-256."""
    keys = set()
    for each in candidates:
        keys.add(hashlib.sha256(each).digest())
        if 16 <= len(each) <= KEY:
            keys.add(each.ljust(KEY, b"\0"))
        elif len(each) > KEY:
            keys |= {each[:KEY], each[-KEY:]}
    return keys


@dataclass
class Loot:
    """What was opened: whose private keys, which circles, which values, the key of the index, whose receipts.

    `answers` are those that a receipt opened.
    """

    users: set[UUID] = field(default_factory=set)
    circles: set[UUID] = field(default_factory=set)
    cells: dict[tuple[UUID, str, str], bytes] = field(default_factory=dict)
    indexes: set[bytes] = field(default_factory=set)
    drafts: int = 0
    """Drafts whose head opened: the key of the body lies in it."""
    receipts: set[UUID] = field(default_factory=set)
    answers: list[bytes] = field(default_factory=list)

    def __bool__(self) -> bool:
        opened = (self.users, self.circles, self.cells, self.indexes, self.drafts, self.receipts, self.answers)
        return any(map(bool, opened))


@dataclass(frozen=True)
class Cell:
    """A sealed value of some room, and where it stands: that is in the tables, in clear."""

    organisation: UUID
    record: UUID
    group: str
    place: str
    sealed: bytes


class Thief:
    """Tries keys."""

    def __init__(self, tables: dict[str, Rows], cells: Iterable[Cell]) -> None:
        self.tables, self.cells, self.loot = tables, list(cells), Loot()
        pairs = ("vault_userkey", "vault_circlekey", "vault_receipt")
        self.publics = {bytes(row["public"]): row for table in pairs for row in tables[table]}
        self.tags = {bytes(row["tag"]) for row in tables["vault_indexrow"]}
        self.locks = [*self._wrapped(), *self._sessions(), *self._receipts()]

    def tries(self, keys: Iterable[bytes], form: str) -> Loot:
        """Try each key on everything. `form` is one that the thief knows to be in the index."""
        for key in keys:
            self._try(key, form)
        return self.loot

    def numbers(self, key: bytes, kind: str, numbers: Iterable[str]) -> set[str]:
        """Find the numbers of a range that the index holds, with a key of the index."""
        return {number for number in numbers if _tag(key, f"{kind}|{number}") in self.tags}

    def _try(self, key: bytes, form: str) -> None:
        if _tag(key, form) in self.tags:
            self.loot.indexes.add(key)
        for sealed, bound, _ in self.locks:
            if (inside := _unlock(key, sealed, bound)) is not None and len(inside) == KEY:
                self._try(inside, form)
        if (row := self.publics.get(crypto_scalarmult_base(key))) is not None:
            self._opened_pair(key, row, form)
        for cell in self.cells:
            self._cell(key, cell)

    def _opened_pair(self, private: bytes, row: dict[str, Any], form: str) -> None:
        public = bytes(row["public"])
        if "name" in row:
            self._opened_receipt(private, public, row["id"])
            return
        if "circle_id" in row:
            self.loot.circles.add(row["circle_id"])
            boxes = [r["sealed"] for r in self.tables["vault_groupkey"] if r["circle_id"] == row["circle_id"]]
        else:
            self.loot.users.add(row["user"])
            boxes = [r["sealed"] for r in self.tables["vault_memberkey"] if r["user"] == row["user"]]
            drafts = [_draft_head(r["sealed"]) for r in self.tables["vault_draft"] if r["user"] == row["user"]]
            self.loot.drafts += len(list(_opened(drafts, public, private)))
        for inside in _opened(boxes, public, private):
            self._inside(inside, "circle_id" in row, form)

    def _opened_receipt(self, private: bytes, public: bytes, receipt: UUID) -> None:
        self.loot.receipts.add(receipt)
        boxes = [row["for_writer"] for row in self.tables["inbox_answer"]]
        boxes += [row["sealed"] for row in self.tables["inbox_thread"]]
        self.loot.answers += _opened(boxes, public, private)

    def _inside(self, data: bytes, group: bool, form: str) -> None:
        if group:
            self._try(data[-KEY:], form)
        else:
            self._try(data[-2 * KEY : -KEY], form)
            self._try(data[-KEY:], form)

    def _cell(self, key: bytes, cell: Cell) -> None:
        head = cell.sealed[: 8 + cell.sealed[7]]
        bound = f"komek cell|{cell.organisation}|{cell.record}|{cell.group}|{cell.place}|".encode() + head
        if (inside := _unlock(key, cell.sealed[len(head) :], bound)) is not None:
            self.loot.cells[cell.record, cell.group, cell.place] = inside

    def _wrapped(self) -> Iterator[tuple[bytes, bytes, UUID]]:
        for row in self.tables["vault_userkey"]:
            for way, column in (("password", "wrapped"), ("sheet", "on_sheet")):
                yield bytes(row[column]), f"komek user key|{way}|{row['user']}".encode(), row["user"]

    def _receipts(self) -> Iterator[tuple[bytes, bytes, UUID]]:
        for row in self.tables["vault_receipt"]:
            yield bytes(row["wrapped"]), f"komek receipt|{row['id']}".encode(), row["id"]

    def _sessions(self) -> Iterator[tuple[bytes, bytes, UUID]]:
        for row in self.tables["vault_opensession"]:
            name = bytes(row["session"]).hex()
            bound = f"komek session|{row['stage']}|{row['user']}|{name}|{row['expires'].isoformat()}"
            yield bytes(row["sealed"]), bound.encode(), row["user"]


def _opened(boxes: Iterable[bytes], public: bytes, private: bytes) -> Iterator[bytes]:
    """Open what a pair of keys opens, and pass by the rest."""
    for box in boxes:
        with suppress(CryptoError):
            yield crypto_box_seal_open(bytes(box), public, private)


def _rows(cursor: Any, table: str) -> Rows:
    cursor.execute(f'SELECT * FROM "{table}"')
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _flat(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _flat(each)
    elif isinstance(value, UUID):
        yield from (value.bytes, str(value).encode())
    elif isinstance(value, bytes | bytearray | memoryview):
        yield bytes(value)
    elif isinstance(value, str | Path):
        yield str(value).encode()


def _readings(text: bytes) -> Iterator[bytes]:
    """Read a value whole, by every window of 32 bytes if it is short, and by every token in it."""
    if 16 <= len(text) <= 64:
        yield text
    if len(text) <= 256:
        yield from (text[at : at + KEY] for at in range(len(text) - KEY + 1))
    for token in TOKEN.findall(text):
        yield token[:64]
        with suppress(binascii.Error, ValueError):
            yield binascii.unhexlify(token)
        with suppress(binascii.Error, ValueError):
            yield base64.urlsafe_b64decode(token.replace(b"+", b"-").replace(b"/", b"_") + b"=" * (-len(token) % 4))


def _files(folder: Path | None) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_FILE:
            with suppress(OSError):
                yield path.read_bytes()


def _unlock(key: bytes, sealed: bytes, bound: bytes) -> bytes | None:
    try:
        return Aead(key).decrypt(sealed, bound)
    except CryptoError:
        return None


def _tag(key: bytes, form: str) -> bytes:
    return hmac.digest(key, form.encode(), "sha256")[:16]


def _draft_head(sealed: bytes) -> bytes:
    (length,) = struct.unpack(">H", bytes(sealed)[:2])
    return bytes(sealed)[2 : 2 + length]
