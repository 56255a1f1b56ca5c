"""Notices: a border is closed, a rule is new. They stand on top of every channel until their last day."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.kernel.ids import new_id
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.words import check_words
from komek.knowledge.guide.editions import bump, released_facts
from komek.knowledge.guide.models import Block, Text
from komek.knowledge.guide.nouns import SOURCE
from komek.knowledge.guide.staleness import facts_used, text_hash


@audit.verb("guide.notice_up", _("put a notice on top of every channel"))
def put_up_notice(
    *,
    words: Mapping[str, str],
    ends_on: date,
    by: Actor,
    nationality: Sequence[str] = (),
    destination: Sequence[str] = (),
) -> Block:
    """Put up a notice in English and any other languages, until its last day. Raises Invalid."""
    ACCESS.require(by, "guide.release")
    if not words.get(SOURCE, "").strip():
        raise Invalid(_("Write the notice in English too."), _("It is the source of the others."), field="en")
    if ends_on < timezone.localdate():
        raise Invalid(_("The last day is over."), field="ends_on")
    row = new_id()
    block = Block(
        id=row,
        code=f"notice-{row.hex[:12]}",
        kind="notice",
        starts_on=timezone.localdate(),
        ends_on=ends_on,
        nationality=list(nationality),
        destination=list(destination),
    )
    for language, told in words.items():
        check_words(block, language, told, source=words[SOURCE])
    block.save()
    source, facts = words[SOURCE], released_facts()
    Text.objects.bulk_create(
        Text(
            block=block,
            language=language,
            words=told.strip(),
            made_from=text_hash(source),
            used=facts_used(source, facts),
            state="released",
            written_by=by.user,
            written_on=timezone.localdate(),
            released_on=timezone.localdate(),
        )
        for language, told in words.items()
    )
    audit.record("guide.notice_up", "block", block.id, by=by)
    bump()
    return block


@audit.verb("guide.notice_down", _("took a notice down"))
def take_down_notice(*, block: Block, by: Actor) -> Block:
    """Take a notice down before its last day."""
    ACCESS.require(by, "guide.release", block)
    block.withdrawn = True
    block.save()
    audit.record("guide.notice_down", "block", block.id, by=by)
    bump()
    return block
