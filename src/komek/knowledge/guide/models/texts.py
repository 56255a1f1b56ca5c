"""Topics, blocks and their texts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy, Public
from komek.knowledge.guide.models.codes import (
    CODE,
    CODES,
    HASH,
    KEY,
    LANGUAGE,
    TEXT_STATES,
    codes_of,
)
from komek.knowledge.guide.nouns import GROUNDS, KINDS, LANGUAGES


class Topic(models.Model):
    """What a migrant asks about. `code` never changes: links, QR codes, questions and counts use it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    letter = models.CharField(max_length=1)
    sensitivity = models.CharField(max_length=10)
    icon = models.CharField(max_length=40)
    full = models.BooleanField(default=False)
    see = codes_of(40)
    country = models.CharField(max_length=2, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "code": Open("name of a topic in addresses", pattern=CODE),
        "letter": Open("place in the taxonomy", pattern=r"^[A-N]$"),
        "sensitivity": Open("colour of the topic", pattern=r"^(green|yellow|red)$"),
        "icon": Open("name of a drawing", pattern=r"^[a-z0-9-]{1,40}$"),
        "full": Open("whether it is more than a stub"),
        "see": Open("related topics", pattern=CODE),
        "country": Open("destination the topic is about", pattern=r"^([A-Z]{2})?$"),
        "position": Open("order in lists"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="guide_topic_code"),
            models.CheckConstraint(
                condition=Q(sensitivity__in=["green", "yellow", "red"]), name="guide_topic_sensitivity"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Block(models.Model):
    """A short text for an audience; `topic` is empty for a notice, which stands on top of every channel."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=100, unique=True)
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField(default=0)
    nationality = codes_of(2)
    destination = codes_of(2)
    stage = codes_of(10)
    legal = models.BooleanField(default=False)
    deadline = models.CharField(max_length=80, blank=True, default="")
    contacts = codes_of(40)
    rests_on = codes_of(80)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=10, blank=True, default="")
    withdrawn = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "code": Open("name of a block", pattern=CODE),
        "topic": Open("the topic it belongs to"),
        "kind": Open("kind of block", pattern=rf"^({'|'.join(KINDS)})$"),
        "position": Open("order in the topic"),
        "nationality": Open("for whom", pattern=CODES),
        "destination": Open("for whom", pattern=CODES),
        "stage": Open("for which part of the journey", pattern=r"^[a-z]{1,10}$"),
        "legal": Open("whether it states a rule of law"),
        "deadline": Open("key of the fact that is counted from the arrival", pattern=KEY),
        "contacts": Open("names of contacts", pattern=KEY),
        "rests_on": Open("keys of facts", pattern=KEY),
        "starts_on": Open("first day of a notice"),
        "ends_on": Open("last day of a notice"),
        "ground": Open("what it stands on where it rests on no fact", pattern=rf"^({'|'.join(GROUNDS)})$"),
        "withdrawn": Open("no longer shown"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="guide_block_kind"),
            models.CheckConstraint(
                condition=Q(topic__isnull=False) | Q(kind="notice", ends_on__isnull=False), name="guide_notice_ends"
            ),
            models.CheckConstraint(condition=Q(ground__in=GROUNDS), name="guide_block_ground"),
            models.CheckConstraint(condition=~Q(legal=True, ground="advice"), name="guide_law_is_no_advice"),
        ]

    def __str__(self) -> str:
        return self.code


class Text(models.Model):
    """One version of a block's text in one language; English is the source.

    `made_from` and `used` are the hashes of the English text and of the facts as they were when it was written:
    what differs today makes it stale (staleness.py). `machine` stays until a person signs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    words = models.TextField()
    made_from = models.CharField(max_length=16, blank=True, default="")
    used = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, default="draft")
    machine = models.BooleanField(default=False)
    written_by = models.UUIDField(null=True, blank=True)
    reviewed_by = models.UUIDField(null=True, blank=True)
    signed_by = models.UUIDField(null=True, blank=True)
    written_on = models.DateField()
    release_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "block": Open("the block it belongs to"),
        "language": Open("language of the text", pattern=LANGUAGE),
        "words": Public("a text of the guide, shown to everybody"),
        "made_from": Open("hash of the English text", pattern=HASH),
        "used": Open("hashes of the facts it names", pattern=HASH),
        "state": Open("state of the text", pattern=rf"^({'|'.join(TEXT_STATES)})$"),
        "machine": Open("whether a machine drafted it and nobody has signed it"),
        "written_by": Personal("which editor wrote it"),
        "reviewed_by": Personal("which editor read it"),
        "signed_by": Personal("which native reader signed it"),
        "written_on": Open("day it was written"),
        "release_on": Open("day from which it is to be shown"),
        "released_on": Open("day it was first shown"),
        "version": Open("number of the version"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=TEXT_STATES), name="guide_text_state"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="guide_text_language"),
            models.CheckConstraint(condition=~Q(words=""), name="guide_text_says_something"),
            models.UniqueConstraint(
                fields=["block", "language"], condition=Q(state="released"), name="guide_text_one_released"
            ),
            models.UniqueConstraint(fields=["block", "language", "version"], name="guide_text_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.block} ({self.language}) {self.version}"
