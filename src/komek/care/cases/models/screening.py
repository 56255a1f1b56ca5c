"""Safety checks, and screenings: one answer set each, under the version of its instrument."""

from typing import ClassVar

from django.db import models

from komek.care.cases import schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow


class SafetyCheck(vault.SealedRow, CareRow):
    """Alone? Safe now? Safe channel? Safe to be called back? The answers are sealed; the decision is the worker's."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="safety_checks")
    decision = models.CharField(max_length=12)
    checked_by = models.UUIDField()
    checked_at = models.DateTimeField()
    answers = vault.SealedField(group="story", schema=schemas.SAFETY)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "decision": Open("the worker's own decision whether to talk now", codes="safety_decision"),
        "checked_by": Personal("random id of a member of staff"),
        "checked_at": Personal("when a member of staff worked"),
        "answers": Sealed("story"),
    }

    class Meta:
        db_table = "case_safety_check"
        indexes = (models.Index(fields=("case", "-checked_at"), name="safety_by_time"),)


class Screening(vault.SealedRow, CareRow):
    """One talk along one instrument. Open while answers come in; finished when its author says so."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="screenings")
    instrument = models.CharField(max_length=60)
    state = models.CharField(max_length=12, default="open")
    screener = models.UUIDField()
    begun_on = models.DateField()
    finished_on = models.DateField(null=True)
    answers = vault.SealedField(group="story", schema=schemas.ANSWERS)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "instrument": Open("instrument and version; says child or adult", pattern=r"^[a-z0-9_]+@[0-9.]+$"),
        "state": Open("whether the talk is over", pattern="^(open|finished)$"),
        "screener": Personal("random id of a member of staff"),
        "begun_on": Open("a day of work"),
        "finished_on": Open("a day of work"),
        "answers": Sealed("story"),
    }

    class Meta:
        db_table = "case_screening"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="open", finished_on__isnull=True)
                | models.Q(state="finished", finished_on__isnull=False),
                name="screening_finished_with_its_day",
            ),
            models.UniqueConstraint(
                fields=("organisation", "case", "instrument"),
                condition=models.Q(state="open"),
                name="one_open_screening_an_instrument",
            ),
        )
