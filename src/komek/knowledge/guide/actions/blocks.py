"""Blocks: put into a topic, taken out of every channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.kernel.ids import new_id
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.words import check_words
from komek.knowledge.guide.editions import bump, released_facts
from komek.knowledge.guide.models import Block, Text, Topic
from komek.knowledge.guide.nouns import SOURCE
from komek.knowledge.guide.staleness import facts_used, text_hash

ADDABLE = ("answer", "fact", "step", "checklist", "warning", "document", "money")
"""Kinds that an editor adds; a topic has one title, and contacts are chosen by who is dialled."""


@dataclass(frozen=True)
class Audience:
    """For whom a block is: nationalities, destinations, parts of the journey; none means everybody."""

    nationality: Sequence[str] = ()
    destination: Sequence[str] = ()
    stage: Sequence[str] = ()


@audit.verb("guide.block_add", _("wrote a new block of the guide"))
def add_block(*, topic: Topic, kind: str, words: str, legal: bool, audience: Audience, by: Actor) -> Block:
    """Put a block at the end of a topic, with its English text as a draft: nobody sees it before it is released.

    Raises Invalid.
    """
    ACCESS.require(by, "guide.write", topic)
    if kind not in ADDABLE:
        raise Invalid(_("Choose what kind of text it is."), field="kind")
    row = new_id()
    last = Block.objects.filter(topic=topic).aggregate(last=Max("position"))["last"] or 0
    block = Block(
        id=row,
        code=f"{topic.code}.{kind}-{row.hex[:8]}",
        topic=topic,
        kind=kind,
        position=last + 1,
        nationality=list(audience.nationality),
        destination=list(audience.destination),
        stage=list(audience.stage),
        legal=legal,
    )
    check_words(block, SOURCE, words)
    block.save()
    Text.objects.create(
        block=block,
        language=SOURCE,
        words=words.strip(),
        made_from=text_hash(words),
        used=facts_used(words, released_facts()),
        written_by=by.user,
        written_on=timezone.localdate(),
    )
    audit.record("guide.block_add", "block", block.id, by=by, details={"kind": kind})
    return block


@audit.verb("guide.block_withdraw", _("took a block out of the guide"))
def withdraw_block(*, block: Block, by: Actor) -> Block:
    """Take a block out of every channel; its texts stay in the history."""
    ACCESS.require(by, "guide.release", block)
    block.withdrawn = True
    block.save()
    audit.record("guide.block_withdraw", "block", block.id, by=by)
    bump()
    return block
