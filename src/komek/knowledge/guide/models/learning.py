"""Example questions, trained matchers, questions that nobody answers, and the number of the edition."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Privacy, Public
from komek.knowledge.guide.models.codes import (
    LANGUAGE,
)
from komek.knowledge.guide.models.texts import Topic


class ExampleQuestion(models.Model):
    """One way in which people ask for a topic; saving one trains the matcher anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    group = models.CharField(max_length=20)
    words = models.CharField(max_length=400)
    withdrawn = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "topic": Open("the topic meant"),
        "language": Open("language of the question", pattern=LANGUAGE),
        "group": Open("language and letters", pattern=r"^[a-z-]{2,20}$"),
        "words": Public("an invented or anonymous question, written by an editor"),
        "withdrawn": Open("no longer trained on"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "language", "words"], name="guide_question_once")
        ]

    def __str__(self) -> str:
        return self.words


class Trained(models.Model):
    """A trained matcher: arrays and JSON as bytes with a hash. The newest that passed its trials is asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    data = models.BinaryField()
    passed = models.BooleanField(default=False)
    trained_at = models.DateTimeField()
    trials = models.JSONField(default=dict)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "number": Open("number of the matcher"),
        "data": Open("weights learnt from public example questions"),
        "passed": Open("whether it passed its control questions"),
        "trained_at": Open("when it was trained"),
        "trials": Open("what the control questions gave, as shares", pattern=r"^[a-z0-9_.@]{0,40}$"),
    }

    def __str__(self) -> str:
        return str(self.number)


class Gap(models.Model):
    """A question that nobody answered, by a name that only this week's key can make; words once five have asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    week = models.DateField()
    name = models.BinaryField(max_length=16)
    language = models.CharField(max_length=10)
    country = models.CharField(max_length=2, blank=True, default="")
    count = models.PositiveIntegerField(default=0)
    voices = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=400, blank=True, default="")
    settled = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "week": Open("Monday of the week"),
        "name": Open("keyed hash of the folded question; its key lives a week, in memory"),
        "language": Open("language guessed", pattern=r"^[a-z-]{0,10}$"),
        "country": Open("where the question leads", pattern=r"^([A-Z]{2})?$"),
        "count": Open("how often it was asked"),
        "voices": Open("how many different chats asked, up to five"),
        "words": Public("a question that five different chats have sent in one week, without numbers or addresses"),
        "settled": Open("an editor has made an example question of it, or set it aside"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["week", "name"], name="guide_gap_once_a_week"),
            models.CheckConstraint(condition=Q(words="") | Q(voices__gte=5), name="guide_gap_words_of_five"),
        ]

    def __str__(self) -> str:
        return self.words


class GapVoice(models.Model):
    """That one chat has asked a question this week, by a name that says neither chat nor question."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    week = models.DateField()
    name = models.BinaryField(max_length=16)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "week": Open("Monday of the week"),
        "name": Open("keyed hash of chat and question; its key lives a week, in memory"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["week", "name"], name="guide_gap_voice_once")
        ]

    def __str__(self) -> str:
        return str(self.week)


class EditionNumber(models.Model):
    """One row: how often what is released has changed. Processes look at it before they answer."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("always one"),
        "number": Open("how often what is released has changed"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="guide_one_edition")
        ]

    def __str__(self) -> str:
        return str(self.number)
