"""Texts: written, read by another, released at once or on a day, signed by a native reader."""

from datetime import date

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.editions import bump, released_facts
from komek.knowledge.guide.flow import TEXT
from komek.knowledge.guide.models import Block, Fact, Text
from komek.knowledge.guide.nouns import LANGUAGES, SOURCE
from komek.knowledge.guide.placeholders import bare_number, broken, named
from komek.knowledge.guide.staleness import facts_used, text_hash

LONGEST = 4000


@audit.verb("guide.text_write", _("wrote a text of the guide"))
def write_text(*, block: Block, language: str, words: str, by: Actor, machine: bool = False) -> Text:
    """Write a new version of a text; it is seen once it is read by another and released.

    Raises Invalid for an unknown fact, a broken placeholder, or a bare number in a legal block.
    """
    ACCESS.require(by, "guide.write", block)
    check_words(block, language, words)
    source = words if language == SOURCE else _source(block)
    newest = Text.objects.filter(block=block, language=language).aggregate(newest=Max("version"))["newest"] or 0
    text = Text.objects.create(
        block=block,
        language=language,
        words=words.strip(),
        made_from=text_hash(source),
        used=facts_used(source, released_facts()),
        machine=machine,
        written_by=by.user,
        written_on=timezone.localdate(),
        version=newest + 1,
    )
    audit.record("guide.text_write", "text", text.id, by=by, details={"language": language})
    return text


def check_words(block: Block, language: str, words: str) -> None:
    """Look over a text before it is kept. Raises Invalid."""
    if language not in LANGUAGES:
        raise Invalid(_("The guide is not written in this language."), field="language")
    if not words.strip() or len(words) > LONGEST:
        raise Invalid(_("A text has between 1 and 4,000 signs."), field="words")
    if broken(words):
        raise Invalid(_("A placeholder is broken."), _("Facts are named as {{fact:key}}."), field="words")
    known = set(Fact.objects.filter(key__in=named(words)).values_list("key", flat=True))
    if set(named(words)) - known:
        raise Invalid(_("The text names a fact that is not there."), _("Propose the fact first."), field="words")
    if block.legal and bare_number(words):
        raise Invalid(
            _("A number of law stands in a fact, not in a text."),
            _("So that one change changes every language and every channel."),
            _("Name the fact: {{fact:key}}."),
            field="words",
        )


@audit.verb("guide.text_review", _("read a text of the guide"))
def review_text(*, text: Text, by: Actor) -> Text:
    """Say that another than the author has read it. Raises WrongState, Forbidden for the author."""
    ACCESS.require(by, "guide.write", text)
    TEXT.perform(text, "review", by=by)
    text.reviewed_by = by.user
    text.save()
    audit.record("guide.text_review", "text", text.id, by=by)
    return text


@audit.verb("guide.text_release", _("released a text of the guide"))
def release_text(*, text: Text, by: Actor, on: date | None = None) -> Text:
    """Release a text at once, or set the day from which it is shown. Raises WrongState."""
    ACCESS.require(by, "guide.release", text)
    if on is not None and on > timezone.localdate():
        TEXT.step(text, "release")
        text.release_on = on
        text.save()
    else:
        TEXT.perform(text, "release", by=by)
        show_text(text)
    audit.record("guide.text_release", "text", text.id, by=by)
    return text


@audit.verb("guide.text_sign", _("signed a translation as a native reader"))
def sign_text(*, text: Text, by: Actor) -> Text:
    """Take the mark of the machine off: a native reader stands for the text by name."""
    ACCESS.require(by, "guide.write", text)
    text.machine, text.signed_by = False, by.user
    text.save()
    audit.record("guide.text_sign", "text", text.id, by=by)
    bump()
    return text


@audit.verb("guide.text_withdraw", _("threw a draft of the guide away"))
def withdraw_text(*, text: Text, by: Actor) -> Text:
    """Throw away a version that was never shown."""
    ACCESS.require(by, "guide.write", text)
    TEXT.perform(text, "withdraw", by=by)
    text.save()
    audit.record("guide.text_withdraw", "text", text.id, by=by)
    return text


@audit.verb("guide.block_withdraw", _("took a block out of the guide"))
def withdraw_block(*, block: Block, by: Actor) -> Block:
    """Take a block out of every channel; its texts stay in the history."""
    ACCESS.require(by, "guide.release", block)
    block.withdrawn = True
    block.save()
    audit.record("guide.block_withdraw", "block", block.id, by=by)
    bump()
    return block


def show_text(text: Text) -> None:
    """Put a text in the place of the one that is shown."""
    Text.objects.filter(block=text.block, language=text.language, state="released").exclude(pk=text.pk).update(
        state="ended"
    )
    text.state, text.released_on, text.release_on = "released", timezone.localdate(), None
    text.save()
    bump()


def _source(block: Block) -> str:
    return Text.objects.get(block=block, language=SOURCE, state="released").words
