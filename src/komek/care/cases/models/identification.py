"""Decisions about who the person is to us: one row each, nothing overwritten."""

from typing import ClassVar

from django.db import models

from komek.care.cases import flow, schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow


class IdentificationDecision(vault.SealedRow, CareRow):
    """Who decided what, when, on which basis, with which instrument. A negative counts once a second person signed."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    status = models.CharField(max_length=40)
    body = models.CharField(max_length=40)
    decided_on = models.DateField()
    basis = models.CharField(max_length=40)
    instrument = models.CharField(max_length=60, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    countersigned_by = models.UUIDField(null=True)
    countersigned_on = models.DateField(null=True)
    words = vault.SealedField(group="story", schema=schemas.DECISION)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "status": Open("the decision; the ledger counts it", codes="identification_status"),
        "body": Open("kind of body that decided; the ledger counts it", codes="deciding_body"),
        "decided_on": Open("day of the decision"),
        "basis": Open("kind of basis, never its content", codes="decision_basis"),
        "instrument": Open("instrument and version", pattern=r"^([a-z0-9_]+@[0-9.]+)?$"),
        "recorded_by": Personal("random id of a member of staff"),
        "recorded_at": Personal("when a member of staff worked"),
        "countersigned_by": Personal("random id of a member of staff"),
        "countersigned_on": Open("day of the second signature"),
        "words": Sealed("story"),
    }

    class Meta:
        db_table = "case_identification"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(countersigned_by__isnull=True, countersigned_on__isnull=True)
                | models.Q(countersigned_by__isnull=False, countersigned_on__isnull=False),
                name="decision_signed_with_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(countersigned_by__isnull=True) | ~models.Q(countersigned_by=models.F("recorded_by")),
                name="decision_signed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(countersigned_by__isnull=True) | models.Q(status__in=flow.NEGATIVE),
                name="decision_only_a_negative_is_countersigned",
            ),
        )
        indexes = (models.Index(fields=("case", "-recorded_at"), name="decision_by_time"),)

    @property
    def waits(self) -> bool:
        """A negative without its second signature: the person is still a potential victim."""
        return self.status in flow.NEGATIVE and self.countersigned_by is None
