"""What one shift leaves for the next, and who read it."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.hotline import sealing
from komek.care.hotline.access import ROOM
from komek.care.hotline.models import ShiftNote
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid


@audit.verb("shift.write", _("left a note for the next shift"))
def write_note(*, words: str, by: Actor) -> ShiftNote:
    """Leave a note, sealed to the circle of the hotline."""
    ROOM.require(by, "shift.write")
    if not words.strip():
        raise Invalid(_("The note is empty."), "", _("Write something, or leave the page."), field="words")
    note = ShiftNote(organisation=by.organisation, author=by.user, written_at=timezone.now(), day=timezone.localdate())
    sealing.begin(note, "shift_note", ("story",), by=by)
    sealing.seal(note, "note", {"words": words}, by=by)
    note.save(force_insert=True)
    audit.record("shift.write", "shift_note", note.id, by=by)
    return note


@audit.verb("shift.read", _("read the notes of earlier shifts"))
def read_notes(*, notes: Sequence[ShiftNote], by: Actor) -> list[tuple[ShiftNote, str]]:
    """Open notes; one that is closed to the reader is left out."""
    ROOM.require(by, "shift.read")
    audit.record("shift.read", "shift_note", None, by=by, objects=[note.id for note in notes])
    held = sealing.opened_all(notes, "note", by=by)
    return [(note, values["words"]) for note, values in zip(notes, held, strict=True) if values]
