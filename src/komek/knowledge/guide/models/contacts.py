"""Contacts, test calls, and reports that nobody answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy, Public
from komek.knowledge.guide.models.codes import (
    CODES,
    CONTACT_STATES,
    KEY,
    RESULTS,
)
from komek.knowledge.guide.nouns import MARKS

WHOLE = r"^(\+[1-9][0-9]{5,14})?$"
"""A whole number as ITU's E.164 writes it: what a phone dials from anywhere."""

SHORT = r"^[0-9*#]{0,10}$"
"""A number that works within one country."""


class Contact(models.Model):
    """Whom one can ask: numbers, hours, languages by hour, and whether anybody answers.

    `typed_by` is who typed the numbers as they are; it is empty once somebody else has called them (ADR 8). Until then
    a test is due since the day on which they were typed, and `next_test` stays that day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    phone = models.CharField(max_length=20, blank=True, default="")
    from_abroad = models.CharField(max_length=20, blank=True, default="")
    short = models.CharField(max_length=20, blank=True, default="")
    whatsapp = models.CharField(max_length=20, blank=True, default="")
    telegram = models.CharField(max_length=40, blank=True, default="")
    web = models.CharField(max_length=200, blank=True, default="")
    free = models.CharField(max_length=8, default="unknown")
    languages = models.CharField(max_length=200, blank=True, default="")
    hours = models.CharField(max_length=200, blank=True, default="")
    timezone = models.CharField(max_length=40, blank=True, default="")
    says = models.TextField(blank=True, default="")
    source = models.TextField(blank=True, default="")
    source_date = models.CharField(max_length=20, blank=True, default="")
    mark = models.CharField(max_length=12, default="unverified")
    state = models.CharField(max_length=10, default="draft")
    tested_on = models.DateField(null=True, blank=True)
    next_test = models.DateField(null=True, blank=True)
    typed_by = models.UUIDField(null=True, blank=True)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "code": Open("name of a contact", pattern=KEY),
        "country": Open("where it is", pattern=CODES),
        "kind": Open("kind of contact", pattern=r"^[a-z_]{1,12}$"),
        "name": Public("name of a public line"),
        "names": Public("the same in other languages"),
        "phone": Public("number of a public line"),
        "from_abroad": Public("number of a public line"),
        "short": Public("number of a public line"),
        "whatsapp": Public("number of a public line"),
        "telegram": Public("name of a public channel"),
        "web": Public("address of a public page"),
        "free": Open("whether a call costs", pattern=r"^(yes|no|unknown)$"),
        "languages": Public("languages by hour"),
        "hours": Public("opening hours"),
        "timezone": Open("time zone of the hours", pattern=r"^[A-Za-z_/]{0,40}$"),
        "says": Public("what the source says"),
        "source": Public("who says it"),
        "source_date": Open("when it was written", pattern=r"^[0-9a-z() .-]{0,20}$"),
        "mark": Open("how sure it is", pattern=rf"^({'|'.join(MARKS)})$"),
        "state": Open("whether anybody answers", pattern=rf"^({'|'.join(CONTACT_STATES)})$"),
        "tested_on": Open("day of the last test call"),
        "next_test": Open("day of the next test call"),
        "typed_by": Personal("which colleague typed the numbers, until another one has called them"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=CONTACT_STATES), name="guide_contact_state"),
            models.CheckConstraint(condition=Q(mark__in=MARKS), name="guide_contact_mark"),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__regex": WHOLE}), name=f"guide_contact_{name}")
                for name in ("phone", "from_abroad", "whatsapp")
            ),
            models.CheckConstraint(condition=Q(short__regex=SHORT), name="guide_contact_short"),
            models.CheckConstraint(
                condition=~Q(state="tested") | Q(typed_by__isnull=True), name="guide_contact_called_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DialTest(models.Model):
    """One test call: when, from where, what was heard."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    tested_on = models.DateField()
    called_from = models.CharField(max_length=2)
    network = models.CharField(max_length=40, blank=True, default="")
    result = models.CharField(max_length=16)
    language = models.CharField(max_length=10, blank=True, default="")
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    tested_by = models.UUIDField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "contact": Open("which line was called"),
        "tested_on": Open("day of the call"),
        "called_from": Open("country called from", pattern=CODES),
        "network": Public("telephone company called from: some lines cannot be reached from all"),
        "result": Open("what was heard", pattern=rf"^({'|'.join(RESULTS)})$"),
        "language": Open("language heard", pattern=r"^[a-z-]{0,10}$"),
        "seconds": Open("seconds until a person spoke"),
        "tested_by": Personal("which colleague called"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(result__in=RESULTS), name="guide_dial_test_result")
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.tested_on}"


class Silence(models.Model):
    """How many people said on a day that nobody answers. A count, nothing about them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "contact": Open("which line"),
        "day": Open("day of the reports"),
        "count": Open("how many"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contact", "day"], name="guide_silence_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.day}"
