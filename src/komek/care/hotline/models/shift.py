"""What one shift leaves for the next."""

from typing import ClassVar

from django.db import models

from komek.care.hotline import schemas
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow


class ShiftNote(vault.SealedRow, CareRow):
    """A note to the colleagues who come next, sealed to their circle; it ends after sixty days."""

    author = models.UUIDField(editable=False)
    written_at = models.DateTimeField(editable=False)
    day = models.DateField(editable=False)
    note = vault.SealedField(group="story", schema=schemas.SHIFT)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "author": Personal("random id of a member of staff"),
        "written_at": Personal("when a member of staff worked"),
        "day": Open("a day of work"),
        "note": Sealed("story"),
    }

    class Meta:
        db_table = "hotline_shift_note"
        indexes = (
            models.Index(fields=("organisation", "-written_at"), name="hotline_shift_note_by_time"),
            models.Index(fields=("organisation", "day"), name="hotline_shift_note_by_day"),
        )
