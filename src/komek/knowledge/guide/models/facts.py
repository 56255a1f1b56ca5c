"""Facts, and the claims they rest on."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy, Public
from komek.knowledge.guide.models.codes import (
    CODES,
    FACT_STATES,
    KEY,
    codes_of,
)
from komek.knowledge.guide.nouns import MARKS


class Fact(models.Model):
    """A value under a key: one released at a time for each nationality ("" for everybody)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80)
    nationality = models.CharField(max_length=2, blank=True, default="")
    value = models.CharField(max_length=120, blank=True, default="")
    unit = models.CharField(max_length=20, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    valid = DateRangeField(default=None, null=True, blank=True)
    mark = models.CharField(max_length=12, default="unverified")
    state = models.CharField(max_length=10, default="draft")
    verified_by = models.UUIDField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    next_review = models.DateField(null=True, blank=True)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "key": Open("name of a fact in texts", pattern=KEY),
        "nationality": Open("for whom it holds", pattern=r"^([A-Z]{2})?$"),
        "value": Public("a public rule"),
        "unit": Open("unit of the value", pattern=r"^[A-Za-z0-9 ]{0,20}$"),
        "country": Open("whose rule it is", pattern=r"^([A-Z]{2})?$"),
        "valid": Open("from when until when it holds"),
        "mark": Open("how sure it is", pattern=rf"^({'|'.join(MARKS)})$"),
        "state": Open("state of the fact", pattern=rf"^({'|'.join(FACT_STATES)})$"),
        "verified_by": Personal("which editor has looked"),
        "verified_on": Open("day somebody looked"),
        "next_review": Open("day somebody must look again"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="guide_one_released_fact",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    ("nationality", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="released"),
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(valid__isnull=False), name="guide_released_fact_is_dated"
            ),
            models.CheckConstraint(condition=Q(mark__in=MARKS), name="guide_fact_mark"),
            models.CheckConstraint(condition=Q(state__in=FACT_STATES), name="guide_fact_state"),
            models.CheckConstraint(
                condition=~Q(mark="confirmed") | Q(verified_by__isnull=False, verified_on__isnull=False),
                name="guide_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Claim(models.Model):
    """What one source says of a fact. Claims that differ stand side by side."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=80, unique=True)
    key = models.CharField(max_length=80)
    value = models.CharField(max_length=120, blank=True, default="")
    unit = models.CharField(max_length=20, blank=True, default="")
    nationality = codes_of(2)
    says = models.TextField(blank=True, default="")
    publisher = models.TextField()
    url = models.CharField(max_length=300, blank=True, default="")
    source_date = models.CharField(max_length=20, blank=True, default="")
    seen = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    mark = models.CharField(max_length=12, default="unverified")
    withdrawn = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "code": Open("name of a claim", pattern=KEY),
        "key": Open("the fact it speaks of", pattern=KEY),
        "value": Public("a public rule"),
        "unit": Open("unit of the value", pattern=r"^[A-Za-z0-9 ]{0,20}$"),
        "nationality": Open("for whom it holds", pattern=CODES),
        "says": Public("what the source says"),
        "publisher": Public("who says it"),
        "url": Public("where it says it"),
        "source_date": Open("when it was written", pattern=r"^[0-9a-z() .-]{0,20}$"),
        "seen": Open("day an editor saw it"),
        "valid_from": Open("from when it holds, as the source says"),
        "valid_until": Open("until when it holds, as the source says"),
        "mark": Open("how sure it is", pattern=rf"^({'|'.join(MARKS)})$"),
        "withdrawn": Open("no longer counted"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(mark__in=MARKS), name="guide_claim_mark")
        ]

    def __str__(self) -> str:
        return self.code
