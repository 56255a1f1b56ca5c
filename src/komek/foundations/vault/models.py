"""The tables of the vault: public halves, sealed keys, index rows, drafts, files. No column opens another.

Users, organisations and records are known by id only. Everything but file content and open sessions belongs
into the short-lived part of a backup, see `tables.py`.
"""

import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy, Sealed

CODE = r"^[a-z][a-z0-9_.-]{0,39}$"
WHOSE = Open("which organisation works here is public")
RANDOM = Open("random")
COUNTED = Open("how often a circle lost a member is known to whoever sees its members")


def today() -> datetime.date:
    """Return today's day in UTC."""
    return timezone.now().date()


class UserKey(models.Model):
    """The key pair of a user: public in clear, private under her password and under her recovery sheet."""

    user = models.UUIDField(primary_key=True)
    public = models.BinaryField()
    salt = models.BinaryField()
    passes = models.PositiveSmallIntegerField()
    memory = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    on_sheet = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "user": Personal("id of a member of staff"),
        "public": Open("the public half of a key; everybody may seal to her"),
        "salt": Open("random"),
        "passes": Open("cost of Argon2id"),
        "memory": Open("cost of Argon2id"),
        "wrapped": Sealed("user"),
        "on_sheet": Sealed("user"),
    }


class Circle(models.Model):
    """The people of one organisation who share keys: those of its cases, hotline, shelter or legal work."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    generation = models.PositiveIntegerField(default=1)
    needs_generation = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "kind": Open("what an organisation works on is public", pattern=CODE),
        "generation": COUNTED,
        "needs_generation": COUNTED,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="vault_circle_kind"),
        ]


class CircleKey(models.Model):
    """The public half of one generation of a circle."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.UUIDField()
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField()
    public = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "circle": RANDOM,
        "generation": COUNTED,
        "public": Open("the public half of a key; everybody may seal to the circle"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "circle", "generation"], name="vault_circlekey_one"),
        ]


class MemberKey(models.Model):
    """The private half of one generation of a circle and its index key, sealed to one member."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.UUIDField()
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField()
    user = models.UUIDField(db_index=True)
    sealed = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "circle": RANDOM,
        "generation": COUNTED,
        "user": Personal("which colleague works in which circle"),
        "sealed": Sealed("circle"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "circle", "generation", "user"], name="vault_memberkey_one"
            ),
        ]


class RecoveryPair(models.Model):
    """The public half of the key that an organisation keeps on paper, in shares."""

    organisation = models.UUIDField(primary_key=True)
    public = models.BinaryField()
    threshold = models.PositiveSmallIntegerField()
    codes = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "organisation": WHOSE,
        "public": Open("the public half of a key"),
        "threshold": Open("how many sheets open the safe"),
        "codes": Open(
            "printed on the sheets to prove that they were printed; unrelated to their words", pattern=r"^[0-9 ]*$"
        ),
        "confirmed": Open("whether the sheets were printed"),
    }


class RecoveryKey(models.Model):
    """One generation of a circle, sealed to the organisation's sheets."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.UUIDField()
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField()
    sealed = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "circle": RANDOM,
        "generation": COUNTED,
        "sealed": Sealed("circle"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "circle", "generation"], name="vault_recoverykey_one"),
        ]


class SealedRecord(models.Model):
    """A record that has keys. Erasing removes this row, and with it the salt of drafts about the record."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    draft_salt = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "kind": Open("person, case or message", pattern=CODE),
        "draft_salt": Open("random; opens nothing without the author's key"),
    }


class GroupKey(models.Model):
    """One number of the key of a field group, sealed to one circle.

    The rows of the highest number say who may read the group now. `generation` is that of the circle key it is
    sealed to, `born` the circle's generation when the key was made: a higher one means that somebody who may
    have kept this key is gone. Without `sealed` the circle waits for its copy.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.UUIDField()
    record = models.ForeignKey(SealedRecord, models.PROTECT, related_name="+")
    group = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+", db_index=False)
    generation = models.PositiveIntegerField()
    born = models.PositiveIntegerField()
    stale = models.BooleanField(default=False)
    sealed = models.BinaryField(default=bytes)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "record": RANDOM,
        "group": Open("every record has the same groups", pattern=CODE),
        "number": COUNTED,
        "circle": Open("which organisations may read a nameless record"),
        "generation": COUNTED,
        "born": COUNTED,
        "stale": COUNTED,
        "sealed": Sealed("group"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "record", "group", "number", "circle"], name="vault_groupkey_one"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["circle", "generation"], name="vault_groupkey_generation"),
            models.Index(fields=["circle"], condition=models.Q(sealed=b""), name="vault_groupkey_waiting"),
        ]


class SealedForms(models.Model):
    """The folded forms under which a record is found, sealed; from them index rows are made anew."""

    record = models.OneToOneField(SealedRecord, models.PROTECT, primary_key=True, related_name="+")
    organisation = models.UUIDField()
    sealed = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "record": RANDOM,
        "organisation": WHOSE,
        "sealed": Sealed("identity"),
    }


class IndexRow(models.Model):
    """A keyed hash of one form of one record: without order and without time."""

    pk = models.CompositePrimaryKey("organisation", "tag", "record")
    organisation = models.UUIDField()
    circle = models.UUIDField()
    generation = models.PositiveIntegerField()
    record = models.UUIDField()
    tag = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "organisation": WHOSE,
        "circle": RANDOM,
        "generation": COUNTED,
        "record": RANDOM,
        "tag": Sealed("index"),
    }

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "circle"], name="vault_indexrow_record"),
        ]


class OpenSession(models.Model):
    """What waits under an unlock cookie. UNLOGGED: in no dump, no replica, no write-ahead log, no backup."""

    session = models.BinaryField(primary_key=True)
    user = models.UUIDField(db_index=True)
    stage = models.CharField(max_length=10)
    sealed = models.BinaryField()
    seen = models.DateTimeField()
    expires = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "session": Open("hash of a random session id"),
        "user": Personal("which member of staff is signed in"),
        "stage": Open("held or open", pattern=r"^(held|open)$"),
        "sealed": Sealed("cookie"),
        "seen": Personal("when she last did something; gone at sign-out and after 15 idle minutes"),
        "expires": Personal("when she has to sign in again; gone with the row"),
    }


class Mark(models.Model):
    """What web processes remember together for some minutes, see `marks.py`. UNLOGGED as well."""

    name = models.BinaryField(primary_key=True)
    sealed = models.BinaryField()
    ends = models.DateTimeField(db_index=True)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "name": Sealed("memory"),
        "sealed": Sealed("memory"),
        "ends": Open("within a day, mostly within minutes; the row goes then"),
    }


class Draft(models.Model):
    """What somebody typed and has not saved yet, sealed to herself; form and record are inside."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.UUIDField(db_index=True)
    day = models.DateField(default=today)
    sealed = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "user": Personal("which member of staff has unfinished work"),
        "day": Personal("the day she left it; it ends after two weeks"),
        "sealed": Sealed("user"),
    }


class Upload(models.Model):
    """A file that came in and belongs to nothing yet; its key is in the memory of the request. UNLOGGED as well."""

    id = models.UUIDField(primary_key=True, default=new_id)
    started = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "started": Open("within the last hour; gone when the file is attached or forgotten"),
    }


class SealedFile(models.Model):
    """A file of a record; its key, name, kind and size are sealed under a field group."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.UUIDField()
    record = models.ForeignKey(SealedRecord, models.PROTECT, related_name="+")
    group = models.CharField(max_length=20)
    sealed = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "record": RANDOM,
        "group": Open("every record has the same groups", pattern=CODE),
        "sealed": Sealed("group"),
    }


class FileChunk(models.Model):
    """A piece of the sealed stream of a file."""

    pk = models.CompositePrimaryKey("file", "number")
    organisation = models.UUIDField(null=True)
    file = models.UUIDField()
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "organisation": WHOSE,
        "file": RANDOM,
        "number": Open("place in the stream; the length is rounded up"),
        "data": Sealed("file"),
    }


class ReceiptSalt(models.Model):
    """The one salt of all receipts of this installation, and what an Argon2id run over their digits costs."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    salt = models.BinaryField()
    passes = models.PositiveSmallIntegerField()
    memory = models.PositiveIntegerField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("always one"),
        "salt": Open("random"),
        "passes": Open("cost of Argon2id"),
        "memory": Open("cost of Argon2id"),
    }


class Receipt(models.Model):
    """The key pair of a receipt: found under a name, and opened with a key, that only its digits give."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.BinaryField(unique=True)
    public = models.BinaryField()
    wrapped = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "name": Sealed("receipt"),
        "public": Open("the public half of a key; everybody may seal to the receipt"),
        "wrapped": Sealed("receipt"),
    }


class ListLine(models.Model):
    """A line of an erasing list that waits to be written outside the database; see `erasure.py`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    list = models.CharField(max_length=20)
    line = models.JSONField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "list": Open("erased, withdrawn or removed", pattern=r"^(erased|withdrawn|removed)$"),
        "line": Open("ids, codes and a day"),
    }
