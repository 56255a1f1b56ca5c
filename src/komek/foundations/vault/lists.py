"""The lists of what was erased, withdrawn and removed: kept outside the database and outside every backup.

A line is noted in the transaction of the act and written to its file once that has been committed, so that
no line speaks of what never happened; a line that a crash kept from its file waits in the table and is
written at the next `flush`. The files are only ever appended to.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from komek.foundations.vault.models import ListLine, today

LISTS = ("erased", "withdrawn", "removed")


def folder() -> Path:
    """Name the folder of the lists: KOMEK_LISTS, else one inside the data folder."""
    return Path(os.environ.get("KOMEK_LISTS") or settings.DATA / "lists")


def path(name: str, where: Path | None = None) -> Path:
    """Name the file of a list."""
    return (where or folder()) / f"{name}.jsonl"


def start(name: str, where: Path | None = None) -> None:
    """Make an empty list where there is none."""
    file = path(name, where)
    if not file.exists():
        _append(file, [])


def note(name: str, line: dict[str, Any]) -> None:
    """Note an act for a list; it reaches the file when the transaction has been committed."""
    ListLine.objects.create(list=name, line={"day": today().isoformat()} | line)
    transaction.on_commit(flush)


def flush() -> int:
    """Write waiting lines to their files and make sure they are on the disk; says how many."""
    with transaction.atomic():
        waiting = list(ListLine.objects.select_for_update(skip_locked=True))
        for name in {row.list for row in waiting}:
            _append(path(name), [row.line for row in waiting if row.list == name])
        ListLine.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(waiting)


def read(name: str, where: Path | None = None) -> Iterator[dict[str, Any]]:
    """Read a list, oldest first. A line that a crash cut off is passed over: it was written again afterwards."""
    file = path(name, where)
    for line in file.read_text().splitlines() if file.exists() else ():
        with contextlib.suppress(json.JSONDecodeError):
            yield json.loads(line)


def _append(file: Path, lines: list[dict[str, Any]]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = not file.exists()
    file.touch(mode=0o600)
    with file.open("rb+") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)  # another flush may be appending other lines at this moment
        if stream.seek(0, os.SEEK_END) and not _ends(stream):
            stream.write(b"\n")
        stream.write("".join(json.dumps(line) + "\n" for line in lines).encode())
        stream.flush()
        os.fsync(stream.fileno())
    if new:
        _sync_folder(file.parent)


def _ends(stream: BinaryIO) -> bool:
    """Say whether the last line is whole; a crash may have cut it."""
    stream.seek(-1, os.SEEK_END)
    return stream.read(1) == b"\n"


def _sync_folder(where: Path) -> None:
    descriptor = os.open(where, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
