"""Search: keyed hashes of folded forms, one set per circle and generation; the keys live only in keyrings.

`forms` maps a kind ("name", "phone", "name+year") to the forms of that kind. What a form is, is decided by the
rooms; here two forms are equal or they are not. An onlooker sees which records share a form, and how often.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from random import SystemRandom
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from komek.foundations.vault import _boxes, _records
from komek.foundations.vault._cells import Cell, open_or_closed, seal
from komek.foundations.vault._keys import AnyKeyring, CircleSecret, Keyring, opened
from komek.foundations.vault.models import GroupKey, IndexRow, SealedForms
from komek.foundations.vault.records import Record
from komek.foundations.vault.schema import Schema

Forms = Mapping[str, Iterable[str]]
FORMS = Schema("vault_forms", 1, {"forms": list[str]})
BETWEEN = "|"
COPY = "COPY vault_indexrow (organisation, circle, generation, record, tag) FROM STDIN"
_random = SystemRandom()


def index(record: Record, forms: Forms, *, keyring: AnyKeyring) -> None:
    """Make the record findable by exactly these forms, replacing those it had; {} makes it unfindable.

    The forms are kept sealed in the group `identity`, so that index rows can be made anew under the keys of a
    later generation or of a circle that is granted the group. Raises NotEntitled, KeyringLocked.
    """
    ring, lines = opened(keyring), sorted(_lines(forms))
    with transaction.atomic():
        sealed = seal(record, "identity", _cell(record.id), FORMS, {"forms": lines}, keyring=ring)
        IndexRow.objects.filter(record=record.id).delete()
        SealedForms.objects.filter(record=record.id).delete()
        if lines:
            SealedForms.objects.create(record_id=record.id, organisation=record.organisation, sealed=sealed)
            _write(_rows({record.id: lines}, _own_secrets(record, ring), ring))


def find(forms: Forms, *, keyring: AnyKeyring) -> dict[UUID, set[tuple[str, str]]]:
    """Find the records that have one of these forms: record id -> the (kind, form) pairs that matched.

    Looks in every generation of every circle of the keyring, in one query. A hit is confirmed by opening the
    record. Raises KeyringLocked.
    """
    ring, found = opened(keyring), defaultdict(set)
    meant = {}
    for secret in _secrets(ring):
        for line in _lines(forms):
            kind, _, form = line.partition(BETWEEN)
            meant[_boxes.tag(secret.index, line)] = (kind, form)
    rows = IndexRow.objects.filter(organisation__in=set(ring.circles().values()), tag__in=list(meant))
    for record, tag in rows.values_list("record", "tag"):
        found[record].add(meant[bytes(tag)])
    return dict(found)


def index_anew(records: Iterable[UUID], secret: CircleSecret, ring: Keyring) -> int:
    """Make the index rows of these records anew for one generation of a circle; says how many records had forms.

    Forms under a key of which the circle still waits for its copy are left as they are: their turn comes with it.
    """
    rows = SealedForms.objects.filter(record__in=list(records))
    cells = [
        Cell(Record(row.organisation, row.record_id), "identity", _cell(row.record_id), bytes(row.sealed))
        for row in rows
    ]
    values = zip(cells, open_or_closed(cells, keyring=ring), strict=True)
    lines = {cell.record.id: value["forms"] for cell, value in values if isinstance(value, dict)}
    IndexRow.objects.filter(record__in=list(lines), circle=secret.circle).delete()
    _write(_rows(lines, [secret], ring))
    return len(lines)


def unindexed(circle: UUID, generation: int) -> "QuerySet[SealedForms, UUID]":
    """Name the records that the circle may find and that have no index rows of this generation yet.

    A record of which a copy of a key is still waited for comes later: somebody else has to hand it out first.
    """
    here = {"record": OuterRef("record"), "circle": circle}
    copies = GroupKey.objects.filter(**here, group="identity")
    readable, waited_for = copies.exclude(sealed=b""), copies.filter(sealed=b"")
    done = IndexRow.objects.filter(**here, generation=generation)
    found = SealedForms.objects.filter(Exists(readable), ~Exists(waited_for), ~Exists(done))
    return found.values_list("record", flat=True)


def _own_secrets(record: Record, ring: Keyring) -> list[CircleSecret]:
    """Open the newest generation of those of the ring's circles that may read the identity."""
    readers = _records.readers(record)["identity"]
    mine = [ring.secret(circle, ring.newest(circle)) for circle in ring.circles() if circle in readers]
    return [secret for secret in mine if secret]


def _secrets(ring: Keyring) -> list[CircleSecret]:
    return [secret for circle, generation in ring.generations() if (secret := ring.secret(circle, generation))]


def _rows(forms: Mapping[UUID, Iterable[str]], secrets: Iterable[CircleSecret], ring: Keyring) -> list[IndexRow]:
    """Make index rows and shuffle them, so that no order tells what kind of form a row is."""
    rows = [
        IndexRow(
            organisation=ring.circles()[secret.circle],
            circle=secret.circle,
            generation=secret.generation,
            record=record,
            tag=_boxes.tag(secret.index, line),
        )
        for secret in secrets
        for record, lines in forms.items()
        for line in lines
    ]
    _random.shuffle(rows)
    return rows


def _write(rows: Iterable[IndexRow]) -> None:
    """Write index rows by COPY: a person has dozens, a circle hundreds of thousands."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            copy.write_row((row.organisation, row.circle, row.generation, row.record, row.tag))


def _lines(forms: Forms) -> set[str]:
    return {f"{kind}{BETWEEN}{form}" for kind, each in forms.items() for form in each if form}


def _cell(record: UUID) -> str:
    return f"{SealedForms._meta.db_table}.sealed:{record}"
