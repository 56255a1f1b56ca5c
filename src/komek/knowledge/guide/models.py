"""The tables of the guide: what editors write and confirm. Doors never read them; they read an edition."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy, Public
from komek.knowledge.guide.nouns import KINDS, LANGUAGES, MARKS

CODE = r"^[a-z][a-z0-9-]{0,39}(\.[a-z0-9-]{1,60})?$"
KEY = r"^[a-z0-9][a-z0-9_.-]{0,79}$"
CODES = r"^[A-Z]{2}$"
LANGUAGE = rf"^({'|'.join(LANGUAGES)})$"
HASH = r"^[0-9a-f]{0,16}$"
TEXT_STATES = ("draft", "reviewed", "released", "ended")
FACT_STATES = ("draft", "released", "ended")
CONTACT_STATES = ("draft", "tested", "overdue", "dead")
RESULTS = ("answered", "voice_menu", "busy", "no_answer", "blocked", "does_not_exist")


def codes_of(most: int) -> "ArrayField[list[str], list[str]]":
    """Give a column for a short list of codes."""
    return ArrayField(models.CharField(max_length=most), default=list, blank=True)


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
    withdrawn = models.BooleanField(default=False)
    audio = models.JSONField(default=dict, blank=True)
    sign = models.JSONField(default=dict, blank=True)

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
        "withdrawn": Open("no longer shown"),
        "audio": Open("addresses of recordings by language", pattern=r"^[a-z0-9/_.-]{0,200}$"),
        "sign": Open("addresses of sign-language films by language", pattern=r"^[a-z0-9/_.-]{0,200}$"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="guide_block_kind"),
            models.CheckConstraint(
                condition=Q(topic__isnull=False) | Q(kind="notice", ends_on__isnull=False), name="guide_notice_ends"
            ),
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


class Contact(models.Model):
    """Whom one can ask: numbers, hours, languages by hour, and whether anybody answers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
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

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "code": Open("name of a contact", pattern=KEY),
        "country": Open("where it is", pattern=CODES),
        "kind": Open("kind of contact", pattern=r"^[a-z_]{1,12}$"),
        "name": Public("name of a public line"),
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
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=CONTACT_STATES), name="guide_contact_state"),
            models.CheckConstraint(condition=Q(mark__in=MARKS), name="guide_contact_mark"),
        ]

    def __str__(self) -> str:
        return self.code


class DialTest(models.Model):
    """One test call: when, from where, what was heard."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    tested_on = models.DateField()
    called_from = models.CharField(max_length=2)
    result = models.CharField(max_length=16)
    language = models.CharField(max_length=10, blank=True, default="")
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    tested_by = models.UUIDField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "contact": Open("which line was called"),
        "tested_on": Open("day of the call"),
        "called_from": Open("country called from", pattern=CODES),
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

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "week": Open("Monday of the week"),
        "name": Open("keyed hash of the folded question; its key lives a week, in memory"),
        "language": Open("language guessed", pattern=r"^[a-z-]{0,10}$"),
        "country": Open("where the question leads", pattern=r"^([A-Z]{2})?$"),
        "count": Open("how often it was asked"),
        "voices": Open("how many different chats asked, up to five"),
        "words": Public("a question that five different chats have sent in one week, without numbers or addresses"),
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
