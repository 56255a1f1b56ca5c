"""Topics: begun with a title, changed, called full once they lead to an answer and to a person."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.kernel.errors import Text as Sentence
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.texts import begin_text
from komek.knowledge.guide.actions.words import check_words
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.models import Block, Text, Topic
from komek.knowledge.guide.nouns import DESTINATIONS, ICONS, SOURCE

NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+){0,4}$"
"""A topic is called by a word or a few: its name stands in addresses and on printed codes."""

TAKEN = ("topics", "ask", "person", "receipt", "chat", "journey")
"""Names that are pages already."""

NEEDED: dict[str, Sentence] = {"title": _("a title"), "answer": _("an answer"), "contact": _("whom to ask")}
"""Kinds of which a full topic has one that is shown, as one says them."""

LETTERS = "ABCDEFGHIJKLMN"
COLOURS = ("green", "yellow", "red")


@dataclass(frozen=True)
class Place:
    """Where a topic stands: letter of the taxonomy, colour, drawing, the country it is about, related topics."""

    letter: str
    sensitivity: str
    icon: str
    country: str = ""
    see: Sequence[str] = ()


@audit.verb("guide.topic_begin", _("began a topic of the guide"))
def begin_topic(*, code: str, title: str, place: Place, by: Actor) -> Topic:
    """Begin a topic with its English title as a draft: readers see it once the title is released.

    Its name never changes: links, codes on paper, questions and counts use it. Raises Invalid.
    """
    ACCESS.require(by, "guide.write")
    if not re.fullmatch(NAME, code) or len(code) > 40 or code in TAKEN:
        raise Invalid(_("A topic is named with small letters, digits and lines."), _("Like going-home."), field="code")
    if Topic.objects.filter(code=code).exists():
        raise Invalid(_("There is a topic of this name already."), field="code")
    _check(place, code)
    last = Topic.objects.aggregate(last=Max("position"))["last"] or 0
    topic = Topic(code=code, position=last + 1)
    _put(topic, place)
    block = Block(code=f"{code}.title", topic=topic, kind="title")
    check_words(block, SOURCE, title)
    topic.save()
    block.save()
    begin_text(block, title, by=by)
    audit.record("guide.topic_begin", "topic", topic.id, by=by)
    return topic


@audit.verb("guide.topic_change", _("changed where a topic of the guide stands"))
def change_topic(*, topic: Topic, place: Place, full: bool, by: Actor) -> Topic:
    """Change where a topic stands, and whether it is full or a stub that says it is not checked.

    Raises Invalid for a full topic that has no answer, or leads to nobody.
    """
    ACCESS.require(by, "guide.release", topic)
    _check(place, topic.code)
    if full and (lacking := _lacking(topic)):
        raise Invalid(
            _("A full topic has an answer that is shown, and says whom to ask."),
            _("Until then it says that it is not yet checked."),
            _("Write and release: %(kinds)s.") % {"kinds": ", ".join(lacking)},
            field="full",
        )
    _put(topic, place)
    topic.full = full
    topic.save()
    audit.record("guide.topic_change", "topic", topic.id, by=by, details={"full": full})
    bump()
    return topic


def _put(topic: Topic, place: Place) -> None:
    for name, value in asdict(place).items():
        setattr(topic, name, list(value) if name == "see" else value)


def _check(place: Place, code: str) -> None:
    if len(place.letter) != 1 or place.letter not in LETTERS:
        raise Invalid(_("Choose a letter from A to N."), field="letter")
    if place.sensitivity not in COLOURS:
        raise Invalid(_("Choose a colour."), field="sensitivity")
    if place.icon not in ICONS:
        raise Invalid(_("Choose a drawing."), field="icon")
    if place.country and place.country not in DESTINATIONS:
        raise Invalid(_("Choose one of the countries of work."), field="country")
    known = set(Topic.objects.exclude(code=code).values_list("code", flat=True))
    if set(place.see) - known:
        raise Invalid(_("A related topic is not there."), field="see")


def _lacking(topic: Topic) -> list[str]:
    shown = Text.objects.filter(block__topic=topic, block__withdrawn=False, language=SOURCE, state="released")
    there = set(shown.values_list("block__kind", flat=True))
    return [str(name) for kind, name in NEEDED.items() if kind not in there]
