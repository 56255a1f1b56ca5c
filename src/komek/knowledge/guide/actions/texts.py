"""Texts: written, read by another, released at once or on a day, signed by a native reader."""

from datetime import date

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.words import check_words
from komek.knowledge.guide.editions import bump, hold, released_facts
from komek.knowledge.guide.flow import TEXT
from komek.knowledge.guide.models import Block, Text
from komek.knowledge.guide.nouns import SOURCE
from komek.knowledge.guide.staleness import facts_used, text_hash


@audit.verb("guide.text_write", _("wrote a text of the guide"))
def write_text(
    *, block: Block, language: str, words: str, by: Actor, machine: bool = False, made_from: str = ""
) -> Text:
    """Write a new version of a text; it is seen once it is read by another and released.

    `made_from` is the English text that a translation was made from, where that is not the one of today. Raises
    Invalid for an unknown fact, a broken placeholder, a bare number in a legal block, or facts that differ from those
    of the English text.
    """
    ACCESS.require(by, "guide.write", block)
    Block.objects.select_for_update().get(pk=block.pk)  # two versions at once would take one number
    here = words if language == SOURCE else source_of(block)
    check_words(block, language, words, source=here)
    newest = Text.objects.filter(block=block, language=language).aggregate(newest=Max("version"))["newest"] or 0
    text = draft_of(block, language, words, version=newest + 1, by=by)
    text.made_from, text.used = text_hash(made_from or here), facts_used(here, released_facts())
    text.machine = machine
    text.save(force_insert=True)
    audit.record("guide.text_write", "text", text.id, by=by, details={"language": language})
    return text


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


@audit.verb("guide.text_still_right", _("found a translation still right"))
def keep_text(*, text: Text, by: Actor) -> Text:
    """Say of a stale translation that it says what the English text and the facts of today say.

    Raises WrongState for a text that is not shown, Invalid where it names other facts than the English text.
    """
    ACCESS.require(by, "guide.write", text)
    if text.state != "released":
        raise WrongState(_("Only a text that is shown can be still right."), "", _("Release it first."))
    here = source_of(text.block)
    check_words(text.block, text.language, text.words, source=here)
    text.made_from, text.used = text_hash(here), facts_used(here, released_facts())
    text.save()
    audit.record("guide.text_still_right", "text", text.id, by=by)
    bump()
    return text


@audit.verb("guide.text_withdraw", _("threw a draft of the guide away"))
def withdraw_text(*, text: Text, by: Actor) -> Text:
    """Throw away a version that was never shown."""
    ACCESS.require(by, "guide.write", text)
    TEXT.perform(text, "withdraw", by=by)
    text.release_on = None
    text.save()
    audit.record("guide.text_withdraw", "text", text.id, by=by)
    return text


def draft_of(block: Block, language: str, words: str, *, version: int, by: Actor) -> Text:
    """Give a draft of today that is not saved yet, nor says what it was made from."""
    return Text(
        block=block,
        language=language,
        words=words.strip(),
        written_by=by.user,
        written_on=timezone.localdate(),
        version=version,
    )


def begin_text(block: Block, words: str, *, by: Actor) -> Text:
    """Save the first draft of a new block: its English text, looked over already."""
    text = draft_of(block, SOURCE, words, version=1, by=by)
    text.made_from, text.used = text_hash(words), facts_used(words, released_facts())
    text.save(force_insert=True)
    return text


def show_text(text: Text) -> None:
    """Put a text in the place of the one that is shown."""
    hold()
    Text.objects.filter(block=text.block, language=text.language, state="released").exclude(pk=text.pk).update(
        state="ended"
    )
    text.state, text.released_on, text.release_on = "released", timezone.localdate(), None
    text.save()
    bump()


def source_of(block: Block) -> str:
    """Give the English text that is shown. Raises Invalid while there is none."""
    text = Text.objects.filter(block=block, language=SOURCE, state="released").first()
    if text is None:
        raise Invalid(_("Write and release the English text first."), _("It is the source of the others."))
    return text.words
