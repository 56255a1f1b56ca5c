"""The worker's work for the guide: training the matcher anew when questions were saved."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from komek.foundations.jobs.task import task
from komek.knowledge.guide import content, models
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.matching.keeping import pack, shipped
from komek.knowledge.guide.nouns import Question


@task("guide.train", once=True)
def train() -> None:
    """Train on the questions of today; what fails its control questions is kept but never asked."""
    # training needs libraries that no serving process should carry
    from komek.knowledge.guide.matching.training import lesson_of, train  # noqa: PLC0415

    school = train(lesson_of(questions()))
    data, shares = pack(school.matcher), dict(school.shares)
    with transaction.atomic():
        newest = models.Trained.objects.select_for_update().order_by("-number")[:1]
        number = max((row.number for row in newest), default=0) + 1
        models.Trained.objects.create(
            number=number, data=data, passed=passes(shares), trained_at=timezone.now(), trials=shares
        )
        kept = models.Trained.objects.filter(passed=True).aggregate(newest=Max("number"))["newest"] or 0
        models.Trained.objects.filter(number__lt=number).exclude(number=kept).delete()
        bump()


@task("guide.learn", once=True)
def learn() -> None:
    """Train on the shipped questions where nobody has yet, and keep what was learnt for every process here."""
    shipped(Path(settings.KOMEK_MATCHER))


def questions() -> list[Question]:
    """Give the example questions that editors keep, or the shipped ones while there are none."""
    rows = models.ExampleQuestion.objects.filter(withdrawn=False).select_related("topic").order_by("topic", "words")
    return [Question(row.topic.code, row.language, row.group, row.words) for row in rows] or list(content.questions())


LEAST = {"first": 0.80, "three": 0.92, "danger": 0.85}
MOST_ALARMS = 0.05


def passes(shares: dict[str, float]) -> bool:
    """Say whether a matcher may be asked: the promised shares, on questions it was not trained on."""
    return all(shares[name] >= least for name, least in LEAST.items()) and shares["alarms"] <= MOST_ALARMS
