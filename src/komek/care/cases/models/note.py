"""Notes and files. A note is corrected by a later one that names it; nothing is overwritten."""

from django.db import models

from komek.care.cases import work_schemas as schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Sealed
from komek.kernel.tables import CareRow

NOTE_GROUPS = ("story", "medical", "legal")
GROUP = "^(story|medical|legal)$"


class Note(vault.SealedRow, CareRow):
    """A dated note of one field group; exactly one of the three columns is filled."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    group = models.CharField(max_length=8)
    written_at = models.DateTimeField(editable=False)
    author = models.UUIDField(editable=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    story = vault.SealedField(group="story", schema=schemas.NOTE)
    medical = vault.SealedField(group="medical", schema=schemas.NOTE)
    legal = vault.SealedField(group="legal", schema=schemas.NOTE)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "group": Open("name of a field group", pattern=GROUP),
        "written_at": Personal("when a member of staff worked"),
        "author": Personal("random id of a member of staff"),
        "replaces": Open("random id"),
        "story": Sealed("story"),
        "medical": Sealed("medical"),
        "legal": Sealed("legal"),
    }

    class Meta:
        db_table = "case_note"
        constraints = (models.CheckConstraint(condition=models.Q(group__in=NOTE_GROUPS), name="note_group_known"),)
        indexes = (models.Index(fields=("case", "-written_at"), name="note_by_time"),)


class CaseFile(vault.SealedRow, CareRow):
    """A file of a case; content and name are sealed under the key of its group."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    group = models.CharField(max_length=8)
    file = models.UUIDField(editable=False)
    added_at = models.DateTimeField(editable=False)
    added_by = models.UUIDField(editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    story = vault.SealedField(group="story", schema=schemas.FILE)
    medical = vault.SealedField(group="medical", schema=schemas.FILE)
    legal = vault.SealedField(group="legal", schema=schemas.FILE)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "group": Open("name of a field group", pattern=GROUP),
        "file": Open("random id"),
        "added_at": Personal("when a member of staff worked"),
        "added_by": Personal("random id of a member of staff"),
        "removed_at": Personal("when a member of staff worked"),
        "story": Sealed("story"),
        "medical": Sealed("medical"),
        "legal": Sealed("legal"),
    }

    class Meta:
        db_table = "case_file"
        constraints = (models.CheckConstraint(condition=models.Q(group__in=NOTE_GROUPS), name="file_group_known"),)
        indexes = (models.Index(fields=("case", "added_at"), name="file_by_time"),)
