"""Watches, messages, who may see them, answers. Every word is sealed; of times there is the day, or five minutes."""

import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from komek.foundations import vault
from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy, Sealed

STATES = ("held", "waiting", "taken", "answered", "closed", "erased")
STATE = r"^(held|waiting|taken|answered|closed|erased)$"
RANDOM = Open("random")
WHOSE = Open("which organisation works here is public")
DAY = Open("day")
ROUNDED = Open("rounded up to five minutes, and empty once the message is taken: it does not say when somebody wrote")
SILENT = Open(
    "rounded up to five minutes; once it is taken it follows from the taking alone; empty once it is answered"
)

HEAD = vault.Schema(
    "inbox_head",
    1,
    {
        "country": vault.Code,
        "language": vault.Code,
        "channel": vault.Code,
        "danger": bool,
        "at": datetime.datetime,
        "may_tell": bool,
        "back": vault.Code,
        "address": str,
    },
)
TEXT = vault.Schema("inbox_text", 1, {"text": str})
REPLY = vault.Schema("inbox_reply", 1, {"text": str})


def today() -> datetime.date:
    """Give the day in UTC."""
    return timezone.now().date()


class Watch(models.Model):
    """An organisation reads for a country, in these languages, on these days of the week, between these hours.

    Hours go by the organisation's own clock; an end before the beginning is on the next day, equal ones are the
    whole day. Without a country it serves every country, without languages every language. A `fallback` reads
    whatever nobody else has taken, at any hour.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.UUIDField(db_index=True)
    country = models.CharField(max_length=2, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)
    begins = models.TimeField()
    ends = models.TimeField()
    rank = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=15)
    fallback = models.BooleanField(default=False)
    set_by = models.UUIDField()
    set_on = models.DateField(default=today)
    ended_on = models.DateField(null=True)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "country": Open("which country it reads for is told to everybody who writes", pattern=r"^([A-Z]{2})?$"),
        "languages": Open("languages it reads", pattern=r"^[a-z]{2}$"),
        "weekdays": Open("days on which it reads"),
        "begins": Open("hour"),
        "ends": Open("hour"),
        "rank": Open("who reads first"),
        "minutes": Open("after how long the next one is asked"),
        "fallback": Open("whether it reads at any hour"),
        "set_by": Personal("which member of staff keeps the rota"),
        "set_on": DAY,
        "ended_on": DAY,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=1440), name="inbox_watch_minutes"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=9), name="inbox_watch_rank"),
            models.CheckConstraint(condition=Q(weekdays__len__gte=1), name="inbox_watch_has_days"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["rank", "id"], condition=Q(ended_on=None), name="inbox_watch_live"),
        ]

    def __str__(self) -> str:
        return f"watch {self.id}"


class Message(vault.SealedRow, models.Model):
    """A sealed message. `organisation` is the first of its rota chain; who may see it stands in `Access`.

    `receipt` is the vault's. `taken_at` and `taken_by` say which organisation and who took it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.UUIDField(db_index=True)
    receipt = models.UUIDField(null=True, db_index=True)
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="waiting")
    day = models.DateField(default=today)
    changed = models.DateField(default=today)
    held_until = models.DateTimeField(null=True)
    silent_from = models.DateTimeField(null=True)
    ticket = models.BinaryField(default=bytes)
    taken_at = models.UUIDField(null=True, db_index=True)
    taken_by = models.UUIDField(null=True)
    contact = models.UUIDField(null=True)
    head = vault.SealedField(group="contact", schema=HEAD)
    text = vault.SealedField(group="story", schema=TEXT)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "receipt": RANDOM,
        "number": Open("which message of one writer it is"),
        "state": Open("how a nameless message stands", pattern=STATE),
        "day": DAY,
        "changed": DAY,
        "held_until": Open("within fifteen minutes, while the writer is asked; then empty"),
        "silent_from": SILENT,
        "ticket": Open("hash of a random ticket; empty once she has answered"),
        "taken_at": WHOSE,
        "taken_by": Personal("which member of staff took a nameless message"),
        "contact": RANDOM,
        "head": Sealed("contact"),
        "text": Sealed("story"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="inbox_message_state"),
            models.CheckConstraint(
                condition=Q(state__in=("held", "waiting", "erased"))
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="inbox_message_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="held") | Q(held_until=None, ticket=b""), name="inbox_message_held_only"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "taken")) | Q(silent_from=None),
                name="inbox_message_time_while_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.id}"


class Access(models.Model):
    """An organisation of the rota chain: sees the message from `opens` on. `told`: its people were told once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.UUIDField()
    message = models.ForeignKey(Message, models.PROTECT, related_name="access")
    circle = models.UUIDField()
    rank = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    opens = models.DateTimeField(null=True)
    told = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "message": RANDOM,
        "circle": RANDOM,
        "rank": Open("who reads first"),
        "minutes": Open("after how long the next one is asked"),
        "opens": ROUNDED,
        "told": Open("whether its people were told that something waits"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "message"], name="inbox_access_one"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["opens"], condition=Q(told=False), name="inbox_access_untold"),
        ]

    def __str__(self) -> str:
        return f"access {self.id}"


class Answer(vault.SealedRow, models.Model):
    """An answer: sealed to the receipt for the writer, and under the message's key for colleagues.

    `number` counts the answers to one writer: it alone says which came first on a day.
    """

    RECORD: ClassVar[str] = "message_id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.UUIDField()
    message = models.ForeignKey(Message, models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField(default=1)
    day = models.DateField(default=today)
    by = models.UUIDField()
    for_writer = models.BinaryField()
    text = vault.SealedField(group="story", schema=REPLY)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "message": RANDOM,
        "number": Open("which answer to one writer it is"),
        "day": DAY,
        "by": Personal("which member of staff answered a nameless message"),
        "for_writer": Sealed("receipt"),
        "text": Sealed("story"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "message", "number"], name="inbox_answer_number"),
        ]

    def __str__(self) -> str:
        return f"answer {self.id}"


class Thread(models.Model):
    """What is the same in all messages of one receipt: country and language, sealed to it."""

    receipt = models.UUIDField(primary_key=True)
    sealed = models.BinaryField()
    day = models.DateField(default=today)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "receipt": RANDOM,
        "sealed": Sealed("receipt"),
        "day": DAY,
    }

    def __str__(self) -> str:
        return f"thread {self.receipt}"


class Wait(models.Model):
    """How long one of the last messages waited until somebody took it; not which."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.UUIDField(db_index=True)
    day = models.DateField(default=today)
    minutes = models.PositiveIntegerField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": RANDOM,
        "organisation": WHOSE,
        "day": DAY,
        "minutes": Open("rounded up to five; of which message is not noted"),
    }

    def __str__(self) -> str:
        return f"wait {self.id}"
