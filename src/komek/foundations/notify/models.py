"""How somebody wants to be told, and what is still to go out."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Privacy, Sealed

KINDS = ("message", "danger", "contact", "signature", "newcomer", "retention", "content")
"""What may wait: a message of a sender, somebody in danger, a contact passed on by the hotline, a second signature, a
newcomer at a circle, files to erase, facts and numbers to check."""

CHANNELS = ("email", "telegram")
LINK = r"^/desk/([a-z-]+/)*$"
"""A page of the desk, never a row: an address in a mailbox names nobody's file."""


class Wish(models.Model):
    """How one member of staff wants to be told. Without a row: by e-mail, at any hour.

    Her chat is sealed under a key that lives in the memory of this machine (docs/adr/0005-chats-of-colleagues.md).
    """

    user = models.UUIDField(primary_key=True)
    by_email = models.BooleanField(default=True)
    chat = models.BinaryField(blank=True, default=bytes)
    chat_name = models.BinaryField(blank=True, default=bytes)
    closed = models.BooleanField(default=False)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    urgent_always = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "user": Open("random id of a member of staff"),
        "by_email": Open("whether notices go by e-mail"),
        "chat": Sealed("memory"),
        "chat_name": Sealed("memory"),
        "closed": Open("whether her chat was found closed: notices go by e-mail until she links it again"),
        "quiet_from": Open("hour from which she wants no notice"),
        "quiet_until": Open("hour until which she wants none"),
        "urgent_always": Open("whether a message of a sender may wake her"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["chat_name"], condition=~Q(chat_name=b""), name="notify_a_chat_is_one_persons"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
                name="notify_quiet_hours_have_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"wish of {self.user}"

    def quiet_end(self, at: datetime.datetime) -> datetime.datetime | None:
        """Give the end of the quiet hours `at` falls into, in the zone of `at`; None outside of them."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        now = at.time()
        over_midnight = self.quiet_from > self.quiet_until
        inside = (
            now >= self.quiet_from or now < self.quiet_until
            if over_midnight
            else self.quiet_from <= now < self.quiet_until
        )
        if not inside:
            return None
        day = at.date() + datetime.timedelta(days=over_midnight and now >= self.quiet_from)
        return datetime.datetime.combine(day, self.quiet_until, at.tzinfo)


class Notice(models.Model):
    """One notice by one channel: a kind and a page, no words and no row. Sent ones go within minutes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.UUIDField()
    channel = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    link = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "user": Open("random id of a member of staff"),
        "channel": Open("email or telegram", pattern=r"^(email|telegram)$"),
        "kind": Open("what kind of thing waits", pattern=rf"^({'|'.join(KINDS)})$"),
        "link": Open("a page of the desk", pattern=LINK),
        "state": Open("waiting, sent or failed", pattern=r"^(waiting|sent|failed)$"),
        "tries": Open("how often sending failed"),
        "due": Open("when it goes, or went, to five minutes"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "channel", "kind", "link"], condition=Q(state="waiting"), name="notify_said_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="notify_kind_is_a_code"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="notify_channel_is_a_code"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "failed"]), name="notify_state_is_a_code"),
            models.CheckConstraint(condition=Q(link__regex=LINK), name="notify_link_is_a_page"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due"], condition=Q(state="waiting"), name="notify_due"),
        ]

    def __str__(self) -> str:
        return f"notice {self.id}"
