"""Recordings: a text read aloud, shown in sign language, or written under a film."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy, Public
from komek.knowledge.guide.models.codes import HASH, LANGUAGE
from komek.knowledge.guide.models.texts import Block
from komek.knowledge.guide.nouns import FORMS, LANGUAGES, RECORDED


class Recording(models.Model):
    """The bytes of one recording of a block in one language; another one takes its place.

    They lie in the database: text and voice change in one transaction, and one backup holds both. `says` is the hash
    of the text and its facts as they were spoken: once they differ, the recording is offered nowhere (staleness.py).
    `heard_by` is who else has heard it and found it right: without anybody it is offered in the demo alone (ADR 8).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    address = models.CharField(max_length=40)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    says = models.CharField(max_length=16)
    speaker = models.CharField(max_length=80)
    recorded_on = models.DateField()
    added_by = models.UUIDField()
    added_on = models.DateField()
    heard_by = models.UUIDField(null=True, blank=True)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "block": Open("the block whose text is spoken"),
        "language": Open("language of the recording", pattern=LANGUAGE),
        "kind": Open("voice, film or captions", pattern=rf"^({'|'.join(RECORDED)})$"),
        "address": Open("hash of the bytes and their form", pattern=rf"^[0-9a-f]{{32}}\.({'|'.join(FORMS)})$"),
        "data": Open("a public recording, played to everybody"),
        "size": Open("how many bytes"),
        "says": Open("hash of the text that is spoken", pattern=HASH),
        "speaker": Public("who speaks, by the name that may be published"),
        "recorded_on": Open("day of the recording"),
        "added_by": Personal("which editor put it in"),
        "added_on": Open("day it was put in"),
        "heard_by": Personal("which other editor has heard it and found it right"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["block", "language", "kind"], name="guide_recording_once"),
            models.CheckConstraint(condition=Q(kind__in=RECORDED), name="guide_recording_kind"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="guide_recording_language"),
            models.CheckConstraint(
                condition=Q(heard_by__isnull=True) | ~Q(heard_by=F("added_by")), name="guide_recording_heard_by_another"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["address"], name="guide_recording_address")]

    def __str__(self) -> str:
        return self.address
