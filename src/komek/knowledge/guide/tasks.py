"""The worker's work for the guide: training the matcher anew when questions were saved."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from komek.foundations.jobs.task import task
from komek.knowledge.guide import content, models
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.matching.keeping import pack
from komek.knowledge.guide.nouns import Question


@task("guide.train", once=True)
def train() -> None:
    """Train on the questions of today; what fails its control questions is kept but never asked."""
    # training needs libraries that no serving process should carry
    from komek.knowledge.guide.matching.training import Lesson, train, trials  # noqa: PLC0415

    lesson = Lesson(questions(), content.phrases("danger"), content.phrases("elsewhere"))
    shares = trials(lesson)
    data = pack(train(lesson))
    with transaction.atomic():
        newest = models.Trained.objects.select_for_update().order_by("-number")[:1]
        number = max((row.number for row in newest), default=0) + 1
        models.Trained.objects.create(
            number=number, data=data, passed=passes(shares), trained_at=timezone.now(), trials=shares
        )
        kept = models.Trained.objects.filter(passed=True).aggregate(newest=Max("number"))["newest"] or 0
        models.Trained.objects.filter(number__lt=number).exclude(number=kept).delete()
        bump()


def questions() -> list[Question]:
    """Give the example questions that editors keep, or the shipped ones while there are none."""
    rows = models.ExampleQuestion.objects.filter(withdrawn=False).select_related("topic").order_by("topic", "words")
    return [Question(row.topic.code, row.language, row.group, row.words) for row in rows] or list(content.questions())


def passes(shares: dict[str, float]) -> bool:
    """Say whether a matcher may be asked: the promised shares, on questions it was not trained on."""
    return shares["first"] >= 0.80 and shares["three"] >= 0.92 and shares["danger"] >= 0.90
