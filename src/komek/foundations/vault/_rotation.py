"""After somebody has left: bring what is stored under the circle's older keys to its newest, batch by batch.

Each batch is a transaction of its own and says how much is left, so that it can be stopped and resumed at any
point; old and new rows are both found and opened meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from komek.foundations.vault import _circles, _records, _search
from komek.foundations.vault._keys import AnyKeyring, CircleSecret, Keyring, opened
from komek.foundations.vault.errors import NotEntitled
from komek.foundations.vault.models import Circle, GroupKey, SealedRecord

UPDATE = """
    UPDATE vault_groupkey AS k SET sealed = fresh.sealed, generation = %s, born = COALESCE(fresh.born, k.born)
    FROM unnest(%s::uuid[], %s::bytea[], %s::int[]) AS fresh(id, sealed, born) WHERE k.id = fresh.id
"""


@dataclass(frozen=True)
class Tended:
    """What a session mended in passing: renewed circles, copies handed out, generations put on the sheets."""

    rotated: tuple[UUID, ...]
    handed_out: int
    covered: int


def reseal_batch(circle: UUID, keyring: AnyKeyring, limit: int = 200) -> int:
    """Re-seal and re-index up to `limit` records for the newest generation of the circle.

    Also makes findable what was granted to the circle since. Says how many are left: call it until that is 0,
    from any session, in any order. Raises NotEntitled unless the keyring is of a member.
    """
    ring = opened(keyring)
    with transaction.atomic():
        row = Circle.objects.get(pk=circle)
        if row.needs_generation:
            _circles.rotate(circle, ring)
            row.refresh_from_db()
        secret = ring.secret(circle, row.generation)
        if secret is None:
            raise NotEntitled
        chosen = _take(_old(row).values_list("record", flat=True).order_by().distinct()[:limit])
        _reseal(list(_old(row).filter(record__in=chosen)), secret, ring)
        chosen |= _take(_search.unindexed(circle, row.generation)[: limit - len(chosen)])
        _search.index_anew(chosen, secret, ring)
    return to_reseal(circle)


def to_reseal(circle: UUID) -> int:
    """Say how many records wait to be re-sealed or indexed for the circle."""
    row = Circle.objects.get(pk=circle)
    old = _old(row)
    unfindable = _search.unindexed(circle, row.generation).filter(~Exists(old.filter(record=OuterRef("record"))))
    return int(old.aggregate(n=Count("record", distinct=True))["n"]) + unfindable.count()


def tend(keyring: AnyKeyring, limit: int = 500) -> Tended:
    """Mend what waits for somebody with keys. Every `unlock` does it; cheap when nothing waits.

    Renews the circles of the keyring that lost a member, hands out copies of group keys that other circles wait
    for, and puts missing generations on the organisation's sheets.
    """
    ring = opened(keyring)
    with transaction.atomic():
        rotated = _renew_circles(ring)
        handed_out = _hand_out(ring, limit)
        covered = sum(_cover(ring, organisation) for organisation in sorted(set(ring.circles().values())))
    return Tended(rotated, handed_out, covered)


def _renew_circles(ring: Keyring) -> tuple[UUID, ...]:
    needy = Circle.objects.filter(pk__in=list(ring.circles()), needs_generation=True).order_by("pk")
    mine = [row.pk for row in needy if ring.newest(row.pk) == row.generation]
    for circle in mine:
        _circles.rotate(circle, ring)
    return tuple(mine)


def _hand_out(ring: Keyring, limit: int) -> int:
    """Seal group keys to circles that were waiting for their renewal when the key was made or granted."""
    mine = GroupKey.objects.filter(
        record=OuterRef("record"),
        group=OuterRef("group"),
        number=OuterRef("number"),
        circle__in=list(ring.circles()),
    ).exclude(sealed=b"")
    waiting = GroupKey.objects.filter(Exists(mine), sealed=b"", circle__needs_generation=False)
    rows = list(waiting.filter(record__in=_take(waiting.values_list("record", flat=True)[:limit]))[:limit])
    if not rows:
        return 0
    aims = _circles.targets({row.circle_id for row in rows}, ring)
    keys = _records.load((row.record_id for row in rows), (row.group for row in rows), ring)
    count = 0
    for circle, aim in aims.items():
        ready = [row for row in rows if row.circle_id == circle and not aim.needy]
        sealed = []
        for row in ready:
            key = _records.first_key(keys[row.record_id, row.group, row.number], ring)
            sealed.append(_records.sealed_box(row.record_id, row.group, row.number, key, aim))
        _update(ready, sealed, aim.generation, [aim.generation] * len(ready))
        count += len(ready)
    return count


def _cover(ring: Keyring, organisation: UUID) -> int:
    pairs = ring.generations()
    mine = (ring.secret(*pair) for pair in pairs if ring.circles()[pair[0]] == organisation)
    return _circles.cover(organisation, (secret for secret in mine if secret))


def _old(row: Circle) -> QuerySet[GroupKey]:
    return GroupKey.objects.filter(circle=row.pk, generation__lt=row.generation).exclude(sealed=b"")


def _take(records: Iterable[UUID]) -> set[UUID]:
    """Lock records against other batches and writers, passing over those that are being written just now."""
    rows = SealedRecord.objects.select_for_update(no_key=True, skip_locked=True)
    return set(rows.filter(pk__in=list(records)).values_list("pk", flat=True))


def _reseal(rows: list[GroupKey], secret: CircleSecret, ring: Keyring) -> None:
    aim = _circles.Target(secret.circle, ring.circles()[secret.circle], secret.generation, False, secret.public)
    sealed = []
    for box in _records.read_boxes(rows):
        key = _records.first_key([box], ring)
        sealed.append(_records.sealed_box(box.record, box.group, box.number, key, aim))
    _update(rows, sealed, secret.generation, [None] * len(rows))


def _update(rows: list[GroupKey], sealed: list[bytes], generation: int, born: "list[int] | list[None]") -> None:
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [generation, [row.pk for row in rows], sealed, born])
