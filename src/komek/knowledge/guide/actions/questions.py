"""Example questions: saving one trains the matcher anew."""

from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.models import ExampleQuestion, Gap, Topic
from komek.knowledge.guide.nouns import LANGUAGES
from komek.knowledge.guide.personal import looks_personal
from komek.knowledge.guide.tasks import train

LONGEST = 400


@audit.verb("guide.teach", _("taught the guide a question"))
def teach(*, topic: Topic, language: str, words: str, by: Actor, gap: Gap | None = None) -> ExampleQuestion:
    """Keep a way of asking for a topic; `gap` is the unanswered question that it comes from.

    Raises Invalid for one that carries a number or an address of somebody.
    """
    ACCESS.require(by, "guide.teach", topic)
    if language not in LANGUAGES or not words.strip():
        raise Invalid(_("Write the question and choose its language."), field="words")
    if looks_personal(words):
        raise Invalid(
            _("This looks like somebody's number or address."), _("Questions are kept without them."), field="words"
        )
    question, _made = ExampleQuestion.objects.get_or_create(
        topic=topic, language=language, words=" ".join(words.split())[:LONGEST], defaults={"group": language}
    )
    question.withdrawn = False
    question.save()
    if gap is not None:
        gap.settled = True
        gap.save(update_fields=["settled"])
    audit.record("guide.teach", "question", question.id, by=by)
    train.defer()
    return question


@audit.verb("guide.unteach", _("took a question out of the guide"))
def unteach(*, question: ExampleQuestion, by: Actor) -> ExampleQuestion:
    """Train on a question no longer."""
    ACCESS.require(by, "guide.teach", question)
    question.withdrawn = True
    question.save()
    audit.record("guide.unteach", "question", question.id, by=by)
    train.defer()
    return question


@audit.verb("guide.gap_settle", _("set an unanswered question aside"))
def settle_gap(*, gap: Gap, by: Actor) -> Gap:
    """Set aside what many asked and the guide shall not answer."""
    ACCESS.require(by, "guide.teach", gap)
    gap.settled = True
    gap.save(update_fields=["settled"])
    audit.record("guide.gap_settle", "gap", gap.id, by=by)
    return gap
