"""What a case must learn of its caller's later word: that something was said since, and whether it was read."""

from typing import ClassVar

from django.db import models

from komek.care.cases.models import Case
from komek.care.hotline.models.contact import Contact
from komek.kernel.privacy import Open, Personal, Privacy
from komek.kernel.tables import CareRow


class LaterWord(CareRow):
    """A later contact of the caller of a case said how she may be called back. The words stay sealed in the contact."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="later_words")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField(editable=False)
    read_on = models.DateField(null=True, editable=False)
    read_by = models.UUIDField(null=True, editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "contact": Open("random id"),
        "case": Open("random id"),
        "told_on": Open("a day of work; says that something was said about calling back, not what"),
        "read_on": Open("a day of work"),
        "read_by": Personal("random id of a member of staff"),
    }

    class Meta:
        db_table = "hotline_later_word"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "contact", "case"), name="hotline_later_word_once"),
            models.CheckConstraint(
                condition=models.Q(read_on__isnull=True, read_by__isnull=True)
                | models.Q(read_on__isnull=False, read_by__isnull=False),
                name="hotline_later_word_read_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("case", "told_on"), condition=models.Q(read_on__isnull=True), name="hotline_later_word_unread"
            ),
        )
