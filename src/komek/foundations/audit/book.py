"""The open book of one transaction: entries wait here and are chained once, at its very end."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from komek.foundations.audit.canonical import Line, digest
from komek.foundations.audit.registry import HOUSE, VERBS, Unrecorded
from komek.kernel.actor import Actor

Detail = str | int | UUID | date
VALUE = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass
class Book:
    """The entries of the running transaction, and on whose behalf it runs."""

    scope: tuple[str, str] = ("", "")
    lines: list[Line] = field(default_factory=list)


_open: ContextVar[Book | None] = ContextVar("komek_audit_book", default=None)


def record(
    verb: str,
    kind: str,
    object: UUID | None,  # noqa: A002
    *,
    by: Actor,
    objects: Iterable[UUID] = (),
    motive: bytes | None = None,
    details: Mapping[str, Detail] | None = None,
    organisation: UUID | None = None,
) -> None:
    """Note an act of the actor on one object, or on `objects` for a list. Only inside a verb.

    `motive` is sealed by the vault; `details` are codes and ids. Raises ValueError for anything else.
    """
    book = _open.get()
    if book is None:
        raise Unrecorded(f"{verb}: an act is recorded inside a verb, so that it stands or falls with it")
    whose = by.organisation if organisation is None else organisation
    book.lines.append(
        _line(verb, kind, object, organisation=whose, actor=by.user, objects=objects, motive=motive, details=details)
    )


def record_system(
    verb: str,
    kind: str,
    object: UUID | None = None,  # noqa: A002
    *,
    organisation: UUID | None = None,
    objects: Iterable[UUID] = (),
    motive: bytes | None = None,
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Note an act by no user: a job, a failed sign-in. Outside a verb it is chained at once.

    Without an organisation it goes to the chain of the house.
    """
    whose = organisation or HOUSE
    line = _line(verb, kind, object, organisation=whose, actor=None, objects=objects, motive=motive, details=details)
    book = _open.get()
    if book is not None:
        book.lines.append(line)
        return
    with transaction.atomic():
        chain([line])


def running() -> bool:
    """Say whether a verb is running here and now."""
    return _open.get() is not None


@contextmanager
def act(verb: str, actor: Actor | None, organisation: UUID | None) -> Iterator[None]:
    """Run one verb: a transaction (or a savepoint inside one) that leaves at least one entry of its code."""
    outer = _open.get()
    book = outer or Book()
    before, mark = book.scope, len(book.lines)
    token = _open.set(book)
    try:
        with transaction.atomic():
            _set_scope(book, _scope(actor, organisation))
            yield
            if not any(line.verb == verb for line in book.lines[mark:]):
                raise Unrecorded(f"{verb}: the verb ended without an entry of its own")
            if outer is None:
                chain(book.lines)
            else:
                _set_scope(book, before)
    except BaseException:
        del book.lines[mark:]
        book.scope = before
        raise
    finally:
        _open.reset(token)


def chain(lines: Iterable[Line]) -> None:
    """Lock the heads of the organisations concerned, in one order for all, and append."""
    by_chain: dict[UUID, list[Line]] = {}
    for line in lines:
        by_chain.setdefault(line.organisation, []).append(line)
    for organisation in sorted(by_chain):
        _append(organisation, by_chain[organisation])


def _append(organisation: UUID, lines: list[Line]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM audit_lock_head(%s)", [organisation])
        sequence, previous = cursor.fetchone()
        rows = []
        for place, line in enumerate(lines, start=sequence + 1):
            hashed = digest(line, place, bytes(previous))
            rows.append(_row(line, place, bytes(previous), hashed))
            previous = hashed
        cursor.executemany(
            "INSERT INTO audit_entry (organisation, sequence, at, actor, verb, kind, object, objects, motive,"
            " details, previous, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )


def _row(line: Line, sequence: int, previous: bytes, hashed: bytes) -> list[Any]:
    about = [line.actor, line.verb, line.kind, line.object, list(line.objects), bytes(line.motive)]
    return [line.organisation, sequence, line.at, *about, Jsonb(dict(line.details)), previous, hashed]


def _line(
    verb: str,
    kind: str,
    object: UUID | None,  # noqa: A002
    *,
    organisation: UUID,
    actor: UUID | None,
    objects: Iterable[UUID],
    motive: bytes | None,
    details: Mapping[str, Detail] | None,
) -> Line:
    VERBS[verb]  # an unknown code raises, naming those that come close
    if not NAME.fullmatch(kind):
        raise ValueError(f"{verb}: a kind is a short code")
    codes = {key: _code(verb, key, value) for key, value in (details or {}).items()}
    now = timezone.now()
    return Line(organisation, now, actor, verb, kind, object, tuple(objects), motive or b"", codes)


def _code(verb: str, key: str, value: Detail) -> str:
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    if not NAME.fullmatch(key) or not VALUE.fullmatch(text):
        raise ValueError(f"{verb}: the detail {key!r} is not a code; words belong into the sealed motive")
    return text


def _scope(actor: Actor | None, organisation: UUID | None) -> tuple[str, str]:
    if actor is not None:
        return str(actor.organisation), str(actor.user)
    return str(organisation or ""), ""


def _set_scope(book: Book, scope: tuple[str, str]) -> None:
    if scope == book.scope:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('komek.organisation', %s, true), set_config('komek.actor', %s, true)", list(scope)
        )
    book.scope = scope
