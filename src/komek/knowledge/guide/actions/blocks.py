"""Blocks: put into a topic, framed anew, moved, taken out of every channel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden, Invalid, WrongState
from komek.kernel.ids import new_id
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.texts import begin_text
from komek.knowledge.guide.actions.words import check_words
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.models import Block, Contact, Fact, Text, Topic
from komek.knowledge.guide.nouns import DESTINATIONS, GROUNDS, NATIONALITIES, SOURCE, STAGES
from komek.knowledge.guide.placeholders import bare_number
from komek.knowledge.guide.queries import countable_facts

ADDABLE = ("answer", "fact", "step", "checklist", "warning", "contact", "document", "money", "audio", "notice")
"""Kinds that an editor adds; a topic has one title. What is of kind audio is shown where a recording is there."""

PASSPORTS = (*NATIONALITIES, "AM", "BY", "RU")
"""Nationalities that a block may name: those of the guide, and those whose citizens share a rule with them."""


@dataclass(frozen=True)
class Audience:
    """For whom a block is: nationalities, destinations, parts of the journey; none means everybody."""

    nationality: Sequence[str] = ()
    destination: Sequence[str] = ()
    stage: Sequence[str] = ()


@dataclass(frozen=True)
class Footing:
    """What a block stands on: the fact its day is counted by, other facts, or advice; whom it names; its last day."""

    deadline: str = ""
    rests_on: Sequence[str] = ()
    contacts: Sequence[str] = ()
    ground: str = ""
    ends_on: date | None = None


NOTHING = Footing()
FRAME = ("legal", *(each.name for each in fields(Audience)), *(each.name for each in fields(Footing)))
"""What a frame says of a block: its place and whether it is there at all are told by other verbs."""


@audit.verb("guide.block_add", _("wrote a new block of the guide"))
def add_block(
    *, topic: Topic, kind: str, words: str, legal: bool, audience: Audience, by: Actor, footing: Footing = NOTHING
) -> Block:
    """Put a block at the end of a topic, with its English text as a draft: nobody sees it before it is released.

    Raises Invalid.
    """
    ACCESS.require(by, "guide.write", topic)
    if kind not in ADDABLE:
        raise Invalid(_("Choose what kind of text it is."), field="kind")
    row = new_id()
    last = Block.objects.filter(topic=topic).aggregate(last=Max("position"))["last"] or 0
    block = Block(id=row, code=f"{topic.code}.{kind}-{row.hex[:8]}", topic=topic, kind=kind, position=last + 1)
    _frame(block, legal, audience, footing)
    check_words(block, SOURCE, words)
    block.save()
    begin_text(block, words, by=by)
    audit.record("guide.block_add", "block", block.id, by=by, details={"kind": kind})
    return block


@audit.verb("guide.block_frame", _("changed for whom a block is and what it stands on"))
def frame_block(*, block: Block, legal: bool, audience: Audience, footing: Footing, by: Actor) -> Block:
    """Change everything of a block but its words: readers see it at once, in every language.

    Raises Invalid for facts and contacts that are not there, for a day counted by a fact that is no time, for advice
    that states a rule of law, for a notice without a last day, and for a rule of law in whose text a number stands
    bare.
    """
    ACCESS.require(by, "guide.release", block)
    _hold(block)
    _frame(block, legal, audience, footing)
    said = Text.objects.filter(block=block).exclude(state="ended").values_list("words", flat=True)
    if legal and any(bare_number(words) for words in said):
        raise Invalid(
            _("A number of law stands in a fact, not in a text."),
            _("So that one change changes every language and every channel."),
            _("Write the text anew with the name of the fact, then call it a rule of law."),
            field="legal",
        )
    block.save(update_fields=FRAME)
    audit.record("guide.block_frame", "block", block.id, by=by)
    bump()
    return block


@audit.verb("guide.block_move", _("moved a block of the guide"))
def move_block(*, block: Block, up: bool, by: Actor) -> Block:
    """Let a block change places with the one above or below; at the end of the topic it stays where it is.

    Raises Hidden for a block that was taken out meanwhile.
    """
    ACCESS.require(by, "guide.release", block)
    rows = list(
        Block.objects.select_for_update().filter(topic=block.topic_id, withdrawn=False).order_by("position", "code")
    )
    at = next((place for place, each in enumerate(rows) if each.pk == block.pk), None)
    if at is None:
        raise Hidden
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    _number(rows)
    audit.record("guide.block_move", "block", block.id, by=by)
    bump()
    return block


@audit.verb("guide.block_withdraw", _("took a block out of the guide"))
def withdraw_block(*, block: Block, by: Actor) -> Block:
    """Take a block out of every channel; its texts stay in the history.

    Raises WrongState for a title: without it the whole topic would be gone, also for links and codes on paper.
    """
    ACCESS.require(by, "guide.release", block)
    if block.kind == "title":
        raise WrongState(
            _("A title is not taken out."),
            _("Without it the whole topic would be gone, also for links and codes on paper."),
            _("Write it anew, or call the topic a stub."),
        )
    _hold(block)
    block.withdrawn = True
    block.save(update_fields=["withdrawn"])
    audit.record("guide.block_withdraw", "block", block.id, by=by)
    bump()
    return block


def _hold(block: Block) -> None:
    """Lock a block until the verb ends, so that two editors change it one after the other."""
    Block.objects.select_for_update().get(pk=block.pk)


def _frame(block: Block, legal: bool, audience: Audience, footing: Footing) -> None:
    """Put a frame around a block. Raises Invalid for one that does not hold."""
    _check_audience(audience)
    _check_footing(legal, footing)
    if block.kind == "contact" and not footing.contacts:
        raise Invalid(_("Choose whom one can ask."), field="contacts")
    if block.kind == "notice" and footing.ends_on is None:
        raise Invalid(_("A notice has a last day."), field="ends_on")
    block.legal = legal
    block.nationality, block.destination = list(audience.nationality), list(audience.destination)
    block.stage = list(audience.stage)
    block.deadline, block.rests_on = footing.deadline, list(footing.rests_on)
    block.contacts, block.ground, block.ends_on = list(footing.contacts), footing.ground, footing.ends_on


def _check_audience(audience: Audience) -> None:
    for field, told, known in (
        ("nationality", audience.nationality, PASSPORTS),
        ("destination", audience.destination, DESTINATIONS),
        ("stage", audience.stage, STAGES),
    ):
        if set(told) - set(known):
            raise Invalid(_("Choose from the list."), field=field)


def _check_footing(legal: bool, footing: Footing) -> None:
    if footing.deadline and footing.deadline not in countable_facts():
        raise Invalid(
            _("A day is counted by a fact that is a time and released."), _("As 15 working days."), field="deadline"
        )
    if _strangers(footing.rests_on, Fact.objects.filter(key__in=footing.rests_on).values_list("key", flat=True)):
        raise Invalid(_("A fact is not there."), _("Propose the fact first."), field="rests_on")
    if _strangers(footing.contacts, Contact.objects.filter(code__in=footing.contacts).values_list("code", flat=True)):
        raise Invalid(_("A line is not there."), field="contacts")
    if footing.ground not in GROUNDS:
        raise Invalid(_("Choose from the list."), field="ground")
    if legal and footing.ground == "advice":
        raise Invalid(
            _("A rule of law is no advice of ours."), _("It rests on a fact, and the fact on a source."), field="ground"
        )


def _strangers(told: Sequence[str], known: Iterable[str]) -> set[str]:
    return set(told) - set(known)


def _number(rows: Iterable[Block]) -> None:
    for place, row in enumerate(rows):
        if row.position != place:
            Block.objects.filter(pk=row.pk).update(position=place)
