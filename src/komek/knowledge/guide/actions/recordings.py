"""Recordings: a voice, a film in sign language and its captions, put in, replaced and taken out."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from komek.kernel.errors import Text as Sentence
from komek.knowledge.guide import sounds
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.editions import bump, released_facts
from komek.knowledge.guide.models import Block, Recording, Text
from komek.knowledge.guide.staleness import digest, facts_used, spoken_hash

WANTED: dict[str, Sentence] = {
    "audio": _("A recording is an MP3, Ogg (Opus or Vorbis) or M4A file."),
    "sign": _("A film is an MP4 or WebM file."),
    "captions": _("Captions are a WebVTT file: its first line is WEBVTT."),
}


@dataclass(frozen=True)
class Spoken:
    """What was recorded: the bytes, who speaks by the name that may be published, on which day."""

    data: bytes
    speaker: str
    on: date


@audit.verb("guide.recording_keep", _("put a recording of a text into the guide"))
def keep_recording(*, block: Block, language: str, kind: str, spoken: Spoken, seen: str, by: Actor) -> Recording:
    """Keep a recording of what a text says today; one that was there before is replaced, a film with its captions.

    It is offered once somebody else has heard it, in the demo at once (ADR 8). Raises Invalid for a text that is not
    shown in the language, for bytes that are no file of this kind or too many, for a day that has not come, and for
    captions without a film; WrongState where the text is another one by now than `seen`.
    """
    ACCESS.require(by, "guide.release", block)
    Block.objects.select_for_update().get(pk=block.pk)  # two recordings at once would want one place
    form = _form(kind, spoken.data)
    if not spoken.speaker.strip():
        raise Invalid(_("Say who speaks."), _("A voice belongs to somebody who has agreed."), field="speaker")
    if spoken.on > timezone.localdate():
        raise Invalid(_("This day has not come yet."), field="on")
    if kind == "captions" and not Recording.objects.filter(block=block, language=language, kind="sign").exists():
        raise Invalid(_("There is no film yet under which these words could stand."), field="kind")
    says = _says(block, language, seen)
    _clear(block.pk, language, kind)
    row = Recording.objects.create(
        block=block,
        language=language,
        kind=kind,
        address=f"{digest(spoken.data)}.{form}",
        data=spoken.data,
        size=len(spoken.data),
        says=says,
        speaker=spoken.speaker.strip(),
        recorded_on=spoken.on,
        added_by=by.user,
        added_on=timezone.localdate(),
    )
    audit.record("guide.recording_keep", "recording", row.id, by=by, details={"kind": kind, "language": language})
    bump()
    return row


@audit.verb("guide.recording_right", _("heard a recording and found it right"))
def recording_still_right(*, recording: Recording, seen: str, by: Actor) -> Recording:
    """Say of a recording that one has heard it, and that it says what the text says today, new or changed.

    Raises Forbidden for whoever put it in: nobody vouches alone for what all readers hear (ADR 8). Raises WrongState
    where the text is another one by now than `seen`, Invalid where none is shown, Hidden for a recording that is gone.
    """
    ACCESS.require(by, "guide.release", recording)
    if recording.added_by == by.user:
        raise Forbidden(
            _("You put this recording in yourself."),
            _("Nobody vouches alone for what all readers hear."),
            _("Another editor listens to it."),
        )
    Block.objects.select_for_update().get(pk=recording.block_id)
    recording.says, recording.heard_by = _says(recording.block, recording.language, seen), by.user
    if not Recording.objects.filter(pk=recording.pk).update(says=recording.says, heard_by=by.user):
        raise Hidden
    audit.record("guide.recording_right", "recording", recording.id, by=by)
    bump()
    return recording


@audit.verb("guide.recording_remove", _("took a recording out of the guide"))
def remove_recording(*, recording: Recording, by: Actor) -> None:
    """Take a recording out of every channel and off the disk; captions go with their film."""
    ACCESS.require(by, "guide.release", recording)
    audit.record("guide.recording_remove", "recording", recording.id, by=by)
    _clear(recording.block_id, recording.language, recording.kind)
    bump()


def _clear(block: UUID, language: str, kind: str) -> None:
    """Delete what is there of a kind, captions with their film: their times are those of that film."""
    kinds = ["sign", "captions"] if kind == "sign" else [kind]
    Recording.objects.filter(block=block, language=language, kind__in=kinds).delete()


def _form(kind: str, data: bytes) -> str:
    """Say which form the bytes have. Raises Invalid."""
    if kind not in sounds.KINDS:
        raise Invalid(_("Choose what it is."), field="kind")
    if len(data) > sounds.KINDS[kind].most:
        raise Invalid(
            _("This file is too large."),
            _("A voice has at most 5 MB, a film 20 MB, captions 250 KB: readers pay for each of them."),
            field="upload",
        )
    form = sounds.form_of(data)
    if form not in sounds.KINDS[kind].forms:
        raise Invalid(WANTED[kind], _("The bytes are looked at, not the name."), field="upload")
    return form


def _says(block: Block, language: str, seen: str) -> str:
    """Give the hash of what the text says today.

    Raises Invalid where nothing is shown in the language, WrongState where the actor has seen another text.
    """
    text = Text.objects.filter(block=block, language=language, state="released").first()
    if text is None:
        raise Invalid(_("Nothing is shown in this language that could be spoken."), _("Release the text first."))
    says = spoken_hash(text.words, facts_used(text.words, released_facts()))
    if says != seen:
        raise WrongState(
            _("The text was changed while you had it before you."),
            _("You would vouch for words that you have not seen."),
            _("Read what it says now, and listen again."),
        )
    return says
