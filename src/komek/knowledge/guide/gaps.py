"""What people ask and nobody answers: counted without knowing who asks, read by editors once five have asked.

A question is counted under a name made with a key that lives a week, in memory. Its words are written when the fifth
different chat sends it within that week, if nothing in them looks like somebody's number or address.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from komek.foundations.vault import passing
from komek.foundations.vault.passing import Passing
from komek.knowledge.guide.matching.spelling import skeleton
from komek.knowledge.guide.models import Gap, GapVoice
from komek.knowledge.guide.personal import looks_personal

ENOUGH = 5
"""Different chats (guidance.md 4.1: k >= 5)."""
LONGEST = 400
KEPT_WEEKS = 26


@transaction.atomic
def missed(text: str, *, chat: str, language: str, on: date, country: str = "") -> None:
    """Count a question that was not answered. `chat` tells one asker from another and is kept nowhere."""
    told = skeleton(text)
    if not told:
        return
    week, key = monday(on), Passing.of_week("gaps", on)
    gap, _made = Gap.objects.select_for_update().get_or_create(
        week=week, name=key.name_for("question", told), defaults={"language": language, "country": country}
    )
    Gap.objects.filter(pk=gap.pk).update(count=F("count") + 1)
    if gap.voices >= ENOUGH:
        return
    _voice, fresh = GapVoice.objects.get_or_create(week=week, name=key.name_for("voice", chat, told))
    if fresh:
        gap.voices += 1
        if gap.voices >= ENOUGH and len(text) <= LONGEST and not looks_personal(text):
            gap.words = " ".join(text.split())
        gap.save(update_fields=["voices", "words"])


def worth_reading(most: int = 100) -> list[Gap]:
    """Give the questions that five and more have asked and no editor has settled, the most asked first."""
    return list(Gap.objects.filter(settled=False).exclude(words="").order_by("-count", "-week")[:most])


def monday(day: date) -> date:
    """Give the first day of a week."""
    return day - timedelta(days=day.weekday())


@transaction.atomic
def forget_past(today: date) -> None:
    """Forget past weeks: their key, who asked, and what fewer than five asked. Words stay half a year."""
    here = monday(today)
    passing.forget_before("gaps", Passing.of_week("gaps", today).period)
    GapVoice.objects.filter(week__lt=here).delete()
    Gap.objects.filter(week__lt=here, words="").delete()
    Gap.objects.filter(week__lt=here - timedelta(weeks=KEPT_WEEKS)).delete()
