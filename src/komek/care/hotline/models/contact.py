"""The contact: a call, a chat or a visit. Open stands only when members of staff worked and what they must do."""

from typing import ClassVar

from django.db import models

from komek.care.cases.models import Case
from komek.care.hotline import schemas
from komek.care.hotline.models.caller import Caller
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow

CONTACT_GROUPS = ("contact", "story")
"""How she may be called back, and what she told, have a key each."""
DRAFT, FINAL = "draft", "final"


class Contact(vault.SealedRow, CareRow):
    """One contact. A draft belongs to its author; what is final is added to, never changed.

    Channel, language, country, category and outcome are sealed too: whoever holds the telephone company's list of
    calls could tell by the minute which row is about whom.
    """

    state = models.CharField(max_length=8, default=DRAFT, editable=False)
    author = models.UUIDField(editable=False)
    written_at = models.DateTimeField(editable=False)
    day = models.DateField(editable=False)
    due_on = models.DateField(null=True, editable=False)
    handed_on = models.DateField(null=True, editable=False)
    caller = models.ForeignKey(Caller, on_delete=models.SET_NULL, null=True, related_name="contacts")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    message = models.UUIDField(null=True, editable=False)
    reach = vault.SealedField(group="contact", schema=schemas.REACH)
    talk = vault.SealedField(group="story", schema=schemas.TALK)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "state": Open("whether its author has finished writing", pattern="^(draft|final)$"),
        "author": Personal("random id of a member of staff"),
        "written_at": Personal("when a member of staff worked"),
        "day": Open("a day of work"),
        "due_on": Open("next deadline; does not say of what"),
        "handed_on": Open("day on which it was passed to the team of the cases"),
        "caller": Open("random id of a caller's row"),
        "case": Open("random id"),
        "message": Open("random id of the message it came of"),
        "reach": Sealed("contact"),
        "talk": Sealed("story"),
    }

    class Meta:
        db_table = "hotline_contact"
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=(DRAFT, FINAL)), name="hotline_contact_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=FINAL) | models.Q(case__isnull=True, handed_on__isnull=True),
                name="hotline_contact_drafts_lead_nowhere",
            ),
            models.UniqueConstraint(
                fields=("organisation", "message"),
                condition=models.Q(message__isnull=False),
                name="hotline_contact_once_a_message",
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "-written_at", "id"), name="hotline_contact_by_time"),
            models.Index(fields=("organisation", "author", "state"), name="hotline_contact_by_author"),
            models.Index(
                fields=("organisation", "due_on"),
                condition=models.Q(due_on__isnull=False),
                name="hotline_contact_by_due_day",
            ),
            models.Index(
                fields=("organisation", "handed_on"),
                condition=models.Q(handed_on__isnull=False, case__isnull=True),
                name="hotline_contact_handed",
            ),
            models.Index(fields=("organisation", "day"), name="hotline_contact_by_day"),
        )

    @property
    def is_draft(self) -> bool:
        """Say whether its author still writes."""
        return self.state == DRAFT


class Addition(vault.SealedRow, CareRow):
    """What was added to a finished contact: a note, or how a call back went."""

    RECORD = "contact_id"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="additions")
    author = models.UUIDField(editable=False)
    written_at = models.DateTimeField(editable=False)
    added = vault.SealedField(group="story", schema=schemas.ADDED)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "contact": Open("random id"),
        "author": Personal("random id of a member of staff"),
        "written_at": Personal("when a member of staff worked"),
        "added": Sealed("story"),
    }

    class Meta:
        db_table = "hotline_addition"
        indexes = (models.Index(fields=("contact", "written_at"), name="hotline_addition_by_time"),)
