"""The keys of a record: one per field group, numbered, each sealed to every circle that may read the group.

After anyone lost access (a member left a circle, a consent was withdrawn) the present key counts as known to
her. The next thing that is sealed then gets a fresh key with the next number; old numbers stay readable to
those who still may.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import starmap
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from komek.foundations.vault import _boxes, lists
from komek.foundations.vault._circles import Target, targets
from komek.foundations.vault._keys import AnyKeyring, Keyring, opened
from komek.foundations.vault.errors import NeedsGeneration, NotEntitled, Tampered
from komek.foundations.vault.models import GroupKey, IndexRow, MemberKey, SealedRecord
from komek.foundations.vault.records import GROUPS, Record
from komek.kernel.errors import WrongState

NAME = 20


@dataclass(frozen=True)
class Box:
    """A sealed group key as the table has it."""

    record: UUID
    group: str
    number: int
    circle: UUID
    generation: int
    born: int
    stale: bool
    sealed: bytes

    def open(self, ring: Keyring) -> bytes | None:
        """Open with the keyring, if it holds that generation; raises Tampered for a box in the wrong place."""
        secret = ring.secret(self.circle, self.generation) if self.sealed else None
        if secret is None:
            return None
        data = _boxes.open_with(secret.private, secret.public, self.sealed)
        if data[:-32] != _head(self.record, self.group, self.number, self.circle, self.generation):
            raise Tampered
        return data[-32:]


BOX = ("record_id", "group", "number", "circle_id", "generation", "born", "stale", "sealed")
"""The columns of a box, in the order of its fields."""

Keys = dict[tuple[UUID, str, int], list[Box]]
"""The boxes of each key number that one keyring may open."""


def create(record: Record, groups: Collection[str], circles: Collection[UUID], *, keyring: AnyKeyring = None) -> None:
    """Give a record a fresh key for each of these groups, sealed to these circles.

    Needs no keyring: anybody may seal to a circle. A group that has keys is left as it is, so that groups with
    other circles can be added by a second call. Raises NeedsGeneration when every circle waits for its renewal.
    """
    make(record, groups, circles, opened(keyring) if keyring is not None else None)


def make(
    record: Record, groups: Collection[str], circles: Collection[UUID], ring: Keyring | None
) -> dict[str, tuple[int, bytes]]:
    """Do what `create` does, and give the keys that are new, for other parts of the vault."""
    _known(groups)
    with transaction.atomic():
        _row(record)
        had = set(GroupKey.objects.filter(record=record.id, group__in=groups).values_list("group", flat=True))
        aims = targets(circles, ring)
        if all(aim.needy for aim in aims.values()):
            raise NeedsGeneration
        fresh = {group: (1, _boxes.new_key()) for group in groups if group not in had}
        _issue(record, fresh, dict.fromkeys(fresh, set(aims)), aims)
    return fresh


def grant(record: Record, groups: Collection[str], circle: UUID, *, keyring: AnyKeyring) -> None:
    """Seal the keys of these groups, old numbers too, to another circle: what a consent does, and nothing else.

    A circle that waits for its renewal gets its copies from the next session of somebody who may read (`tend`).
    Raises NotEntitled when the keyring does not open every one of them.
    """
    _known(groups)
    ring = opened(keyring)
    with transaction.atomic():
        lock(record)
        aim = targets([circle], ring)[circle]
        rows = _top_and_rest(record, groups)
        for group in groups:
            for number, boxes in rows[group].items():
                key = first_key(boxes, ring)
                if not any(box.circle == circle for box in boxes):
                    _issue(record, {group: (number, key)}, {group: {circle}}, {circle: aim})


def withdraw(record: Record, groups: Collection[str], circle: UUID) -> None:
    """End a circle's access to these groups: its keys and index rows go, and what is written next is fresh.

    Needs no keyring. Raises WrongState when nobody else could read a group: that would be erasing.
    """
    with transaction.atomic():
        lock(record)
        rows = GroupKey.objects.filter(record=record.id, group__in=groups)
        gone = list(rows.filter(circle=circle))
        staying = set(rows.exclude(circle=circle).exclude(sealed=b"").values_list("group", flat=True))
        if {row.group for row in gone} - staying:
            raise WrongState(_("Nobody else could read this."), "", _("Erase the record instead."))
        end_access(record.id, circle, gone)
        if gone:
            keys = [str(row.pk) for row in gone]
            line = {"record": str(record.id), "circle": str(circle), "groups": sorted(groups), "keys": keys}
            lists.note("withdrawn", line)


def end_access(record: UUID, circle: UUID, gone: list[GroupKey]) -> None:
    """Delete these keys of a circle and mark what remains of their groups as known outside."""
    groups = {row.group for row in gone}
    GroupKey.objects.filter(pk__in=[row.pk for row in gone]).delete()
    GroupKey.objects.filter(record=record, group__in=groups).update(stale=True)
    if "identity" in groups:
        IndexRow.objects.filter(record=record, circle=circle).delete()


def entitled(record: Record, group: str, user: UUID) -> bool:
    """Say whether a user may open the group as it is now, that is: is in a circle that its key is sealed to."""
    rows = GroupKey.objects.filter(record=record.id, group=group).exclude(sealed=b"").order_by("-number")
    newest = rows.values("number")[:1]
    circles = rows.filter(number=newest).values("circle").order_by()
    return MemberKey.objects.filter(user=user, circle__in=circles).exists()


def readers(record: Record) -> dict[str, set[UUID]]:
    """Say which circles may read each group of a record, waiting ones included."""
    rows = _top_and_rest(record, GROUPS)
    return {group: {box.circle for box in numbers[max(numbers)]} for group, numbers in rows.items() if numbers}


def existing(records: Iterable[UUID]) -> list[UUID]:
    """Say which of these records have keys."""
    return list(SealedRecord.objects.filter(pk__in=list(records)).values_list("pk", flat=True))


def lock(record: Record) -> SealedRecord:
    """Take a record for writing: one writer at a time. Raises NotEntitled when it has no keys (any more)."""
    rows = SealedRecord.objects.select_for_update(no_key=True)
    row = rows.filter(pk=record.id, organisation=record.organisation).first()
    if row is None:
        raise NotEntitled
    return row


def current(record: Record, groups: Collection[str], ring: Keyring) -> dict[str, tuple[int, bytes]]:
    """Give number and key under which each group is sealed from now on; makes a fresh one where one is due.

    Only inside a transaction: record and circles stay locked until its end, so that no withdrawal and no
    dismissal comes between this answer and what is written. Raises NotEntitled.
    """
    _known(groups)
    lock(record)
    rows = _top_and_rest(record, groups)
    if not all(rows[group] for group in groups):
        raise NotEntitled
    top = {group: rows[group][max(rows[group])] for group in groups}
    aims = targets({box.circle for boxes in top.values() for box in boxes}, ring)
    keys, fresh, circles = {}, {}, {}
    for group, boxes in top.items():
        number, key = boxes[0].number, first_key(boxes, ring)
        if any(_known_outside(box, aims[box.circle]) for box in boxes):
            number, key = number + 1, _boxes.new_key()
            fresh[group], circles[group] = (number, key), {box.circle for box in boxes}
        keys[group] = (number, key)
    _issue(record, fresh, circles, aims)
    return keys


def load(records: Iterable[UUID], groups: Iterable[str], ring: Keyring) -> Keys:
    """Fetch, in one query, every key of these records and groups that the keyring may open; none is opened yet."""
    rows = GroupKey.objects.filter(
        record__in=set(records), group__in=set(groups), circle__in=list(ring.circles())
    ).exclude(sealed=b"")
    keys: Keys = defaultdict(list)
    for box in starmap(Box, rows.values_list(*BOX)):  # twice as fast as rows of the model, on every page
        keys[box.record, box.group, box.number].append(box)
    return keys


def first_key(boxes: Iterable[Box], ring: Keyring) -> bytes:
    """Open the first box that the keyring opens. Raises NotEntitled."""
    for box in boxes:
        if key := box.open(ring):
            return key
    raise NotEntitled


def sealed_box(record: UUID, group: str, number: int, key: bytes, aim: Target) -> bytes:
    """Seal a group key to a circle; the box repeats what it is and for whom."""
    return _boxes.seal_to(aim.public, _head(record, group, number, aim.circle, aim.generation) + key)


def read_boxes(rows: Iterable[GroupKey]) -> list[Box]:
    """Take boxes from rows at hand."""
    return [
        Box(row.record_id, row.group, row.number, row.circle_id, row.generation, row.born, row.stale, bytes(row.sealed))
        for row in rows
    ]


def _top_and_rest(record: Record, groups: Collection[str]) -> dict[str, dict[int, list[Box]]]:
    found: dict[str, dict[int, list[Box]]] = {group: defaultdict(list) for group in groups}
    for box in read_boxes(GroupKey.objects.filter(record=record.id, group__in=groups)):
        found[box.group][box.number].append(box)
    return found


def _known_outside(box: Box, aim: Target) -> bool:
    """Say whether somebody who has lost access may have kept this key."""
    return box.stale or (bool(box.sealed) and (aim.needy or box.born < aim.generation))


def _issue(
    record: Record,
    keys: Mapping[str, tuple[int, bytes]],
    circles: Mapping[str, set[UUID]],
    aims: Mapping[UUID, Target],
) -> None:
    """Write keys, sealed to their circles; a circle that needs a generation gets a row that waits."""
    GroupKey.objects.bulk_create(
        GroupKey(
            organisation=record.organisation,
            record_id=record.id,
            group=group,
            number=number,
            circle_id=circle,
            generation=0 if aims[circle].needy else aims[circle].generation,
            born=aims[circle].generation,
            sealed=b"" if aims[circle].needy else sealed_box(record.id, group, number, key, aims[circle]),
        )
        for group, (number, key) in keys.items()
        for circle in circles[group]
    )


def _row(record: Record) -> None:
    row, _ = SealedRecord.objects.get_or_create(
        pk=record.id,
        defaults={"organisation": record.organisation, "kind": record.kind, "draft_salt": _boxes.new_key()},
    )
    if row.organisation != record.organisation:
        raise NotEntitled


def _known(groups: Iterable[str]) -> None:
    if unknown := set(groups) - set(GROUPS):
        raise ValueError(f"no field group {', '.join(sorted(unknown))}")


def _head(record: UUID, group: str, number: int, circle: UUID, generation: int) -> bytes:
    return record.bytes + circle.bytes + generation.to_bytes(4) + number.to_bytes(4) + group.encode().ljust(NAME)
