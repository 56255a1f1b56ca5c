"""For backup, restore and start: the lists outside the backup, written in time and replayed in full."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import transaction

from komek.foundations.vault import _erasing, _files, _receipts, _records, lists
from komek.foundations.vault._erasing import BACKUP_KEY_DAYS
from komek.foundations.vault.lists import flush, folder
from komek.foundations.vault.models import Circle, GroupKey, MemberKey

__all__ = ["BACKUP_KEY_DAYS", "ListsMissing", "Replayed", "flush", "folder", "note_ended", "prepare", "replay"]


class ListsMissing(Exception):
    """A backup must not be used without the lists of what was erased since it was made."""


@dataclass(frozen=True)
class Replayed:
    """What a replay took away again. `erased` names every record of the list, for the tables of other rooms.

    `ended` names what other rooms had noted as ended (`note_ended`), each with its day.
    """

    erased: frozenset[UUID]
    removed_again: int
    ended: Mapping[UUID, date] = field(default_factory=dict)


def prepare(where: Path | None = None) -> None:
    """Make sure that the three lists exist; called once, when a house is set up."""
    for name in lists.LISTS:
        lists.start(name, where)


def note_ended(what: UUID) -> None:
    """Note that a row of another room ended, a membership, so that it is not found alive after a restore."""
    lists.note("removed", {"ended": str(what)})


def replay(where: Path | None = None) -> Replayed:
    """Do again what the lists say, before a restored database is opened to anybody. May be repeated.

    Lines name the keys that were deleted then, so a consent or a membership that was given again later stays.
    Raises ListsMissing unless all three lists are there.
    """
    missing = [name for name in lists.LISTS if not lists.path(name, where).is_file()]
    if missing:
        raise ListsMissing(", ".join(missing))
    with transaction.atomic():
        lines = list(lists.read("erased", where))
        _files.delete(UUID(line["file"]) for line in lines if "file" in line)
        erased = frozenset(UUID(line["record"]) for line in lines if "record" in line)
        receipts = _receipts.remove_receipts(erased)
        present = set(_records.existing(erased))
        for record in present:
            _erasing.remove(record)
        again = sum(_withdraw_again(line) for line in lists.read("withdrawn", where))
        removed = list(lists.read("removed", where))
        again += sum(_remove_again(line) for line in removed if "keys" in line)
    ended = {UUID(line["ended"]): date.fromisoformat(line["day"]) for line in removed if "ended" in line}
    return Replayed(erased, len(present) + receipts + again, ended)


def _withdraw_again(line: dict[str, str]) -> int:
    rows = list(GroupKey.objects.filter(pk__in=line["keys"]))
    if rows:
        _records.end_access(UUID(line["record"]), UUID(line["circle"]), rows)
    return int(bool(rows))


def _remove_again(line: dict[str, str]) -> int:
    rows = MemberKey.objects.filter(pk__in=line["keys"])
    circles = set(rows.values_list("circle", flat=True))
    Circle.objects.filter(pk__in=circles).update(needs_generation=True)
    rows.delete()
    return len(circles)
