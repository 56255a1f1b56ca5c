"""Erasing: the keys of a record are deleted, so that nothing sealed under them ever opens again.

It is complete when the last backup that holds those keys has expired; `erased.complete_on` is that day. The id
of the record goes into a list outside the backups, which is replayed when an older backup is restored.
"""

import datetime
import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from komek.foundations.vault import _files, lists
from komek.foundations.vault.models import GroupKey, IndexRow, SealedFile, SealedForms, SealedRecord, today
from komek.foundations.vault.records import Record

BACKUP_KEY_DAYS = 30
"""How long the key file of a backup may be kept; after it an old backup opens nothing of what was erased."""

REASON = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Erased:
    """What an erasing took away, for the slip that the client gets."""

    record: UUID
    on: datetime.date
    complete_on: datetime.date
    files: int


def erase(record: Record, reason: str) -> Erased:
    """Delete every key of a record, its index rows and its files; drafts about it open to nobody from now on.

    Needs no keyring. Erasing what is erased already changes nothing and is written down again. `reason` is a
    code. The rows of other rooms stay as unreadable ciphertext until those rooms delete them.
    """
    if not REASON.fullmatch(reason):
        raise ValueError("a reason is a code")
    day = today()
    with transaction.atomic():
        files = remove(record.id)
        lists.note("erased", {"record": str(record.id), "organisation": str(record.organisation), "reason": reason})
    return Erased(record.id, day, day + datetime.timedelta(days=BACKUP_KEY_DAYS), files)


def remove(record: UUID) -> int:
    """Delete what the vault has of a record; says how many files that were."""
    list(SealedRecord.objects.select_for_update().filter(pk=record))
    files = list(SealedFile.objects.filter(record=record).values_list("pk", flat=True))
    _files.delete(files)
    IndexRow.objects.filter(record=record).delete()
    SealedForms.objects.filter(record=record).delete()
    GroupKey.objects.filter(record=record).delete()
    SealedRecord.objects.filter(pk=record).delete()
    return len(files)
