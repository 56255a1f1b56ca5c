"""Tables of the kiosks: where each stands, when it was last heard of, what was made for them, which keys are lost."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Privacy, Public

CODE = r"^[a-z][a-z0-9-]{1,39}$"
KEY = r"^([0-9a-f]{64})?$"


class Kiosk(models.Model):
    """A kiosk in an airport: its names, where somebody helps there, its key, and when it was last heard of.

    `said_at` is the clock of the kiosk in its last greeting: an earlier greeting is never taken again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2)
    names = models.JSONField(default=dict)
    here = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    demo = models.BooleanField(default=False)
    key = models.CharField(max_length=64, blank=True, default="")
    counter = models.PositiveBigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    removed = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "code": Open("name of a kiosk in addresses", pattern=CODE),
        "country": Open("country of the airport", pattern=r"^[A-Z]{2}$"),
        "names": Public("names of the airport by language"),
        "here": Public("where in the airport somebody helps, by language"),
        "languages": Open("languages that come first there", pattern=r"^[a-z-]{2,8}$"),
        "demo": Open("whether it is invented"),
        "key": Open("public half of the kiosk's own key", pattern=KEY),
        "counter": Open("counter of the bundle that it shows"),
        "heard_at": Open("when the machine was last heard of; nothing about whoever stood before it"),
        "said_at": Open("the machine's own clock in its last greeting"),
        "removed": Open("stands there no more"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="kiosks_code"),
            models.CheckConstraint(condition=Q(key__regex=KEY), name="kiosks_key"),
            models.CheckConstraint(
                condition=Q(heard_at__isnull=True, said_at__isnull=True)
                | Q(heard_at__isnull=False, said_at__isnull=False),
                name="kiosks_heard_and_said_together",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Issue(models.Model):
    """One bundle that was made. Its counter only grows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    counter = models.PositiveBigIntegerField(unique=True)
    edition = models.BigIntegerField()
    content = models.CharField(max_length=64, blank=True, default="")
    key = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "counter": Open("counter of the bundle"),
        "edition": Open("number of the edition in it"),
        "content": Open("digest of what it says; a bundle that would say the same is not made", pattern=KEY),
        "key": Open("public half of the key that signed it", pattern=r"^[0-9a-f]{64}$"),
        "size": Open("bytes of it"),
        "made_on": Open("day on which it was made"),
        "made_at": Open("when it was made"),
        "ends_on": Open("last day on which a kiosk takes it"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(counter__gte=1), name="kiosks_counter_from_one")
        ]

    def __str__(self) -> str:
        return str(self.counter)


class Watch(models.Model):
    """One row: when the worker last looked whether kiosks need a new bundle, and what was in the way of making one.

    `looked_at` is empty where no content key lies in the house: bundles are then made at the terminal alone.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    looked_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=20, blank=True, default="")

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("always one"),
        "looked_at": Open("when the worker last looked"),
        "refused": Open("code of what was in the way", pattern=r"^[a-z-]{0,20}$"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="kiosks_one_watch")
        ]

    def __str__(self) -> str:
        return self.refused


class LostKeys(models.Model):
    """The list of lost content keys, as the root key signed it. The highest number is in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    keys = models.JSONField(default=list)
    signed = models.BinaryField()
    taken_on = models.DateField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "number": Open("number of the list"),
        "keys": Open("public halves of lost keys", pattern=r"^[0-9a-f]{64}$"),
        "signed": Open("the list with the signature of the root key"),
        "taken_on": Open("day on which it was taken in"),
    }

    def __str__(self) -> str:
        return str(self.number)
