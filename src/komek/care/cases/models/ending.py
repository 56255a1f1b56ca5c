"""Time to recover, the end of the work, and the look back after it."""

from django.db import models

from komek.care.cases import work_schemas as schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Sealed
from komek.kernel.tables import CareRow


class Reflection(vault.SealedRow, CareRow):
    """A recovery and reflection period. It never blocks a service, and nothing happens to services when it ends."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reflections")
    begins_on = models.DateField()
    ends_on = models.DateField()
    decision = models.CharField(max_length=12, blank=True, editable=False)
    decided_on = models.DateField(null=True, editable=False)
    recorded_by = models.UUIDField(editable=False)
    words = vault.SealedField(group="legal", schema=schemas.REFLECTION)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "begins_on": Open("a day of work"),
        "ends_on": Open("a deadline"),
        "decision": Open("cooperates, declines or undecided; coarse", codes="reflection_decision"),
        "decided_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "words": Sealed("legal"),
    }

    class Meta:
        db_table = "case_reflection"
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("begins_on")), name="reflection_has_length"),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_on__isnull=True)
                | (~models.Q(decision="") & models.Q(decided_on__isnull=False)),
                name="reflection_decided_with_its_day",
            ),
        )


class FollowUp(vault.SealedRow, CareRow):
    """A look back after the closing: at 1, 3, 6, 12 months, or declined by the person."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    point = models.CharField(max_length=12)
    due_on = models.DateField()
    state = models.CharField(max_length=10, default="planned", editable=False)
    done_on = models.DateField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    recorded_by = models.UUIDField(null=True, editable=False)
    found = vault.SealedField(group="story", schema=schemas.FOLLOW_UP)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "point": Open("after how many months", codes="follow_up_point"),
        "due_on": Open("a deadline"),
        "state": Open("planned, done, declined or missed", pattern="^(planned|done|declined|missed)$"),
        "done_on": Open("a day of work"),
        "attempts": Open("number of attempts to reach her"),
        "recorded_by": Personal("random id of a member of staff"),
        "found": Sealed("story"),
    }

    class Meta:
        db_table = "case_follow_up"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "case", "point"), name="follow_up_once_a_point"),
            models.CheckConstraint(
                condition=models.Q(state__in=("planned", "done", "declined", "missed")), name="follow_up_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", done_on__isnull=False)
                | (~models.Q(state="done") & models.Q(done_on__isnull=True)),
                name="follow_up_done_with_its_day",
            ),
        )
        indexes = (models.Index(fields=("organisation", "state", "due_on"), name="follow_up_by_due_day"),)


class Closing(vault.SealedRow, CareRow):
    """How a case ended: reason, safety plan handed over, living situation, income, documents, safety."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closings")
    reason = models.CharField(max_length=40)
    plan_handed_over = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField()
    closed_by = models.UUIDField(editable=False)
    earlier = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = vault.SealedField(group="story", schema=schemas.CLOSING)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "reason": Open("coarse; the ledger counts it", codes="closure_reason"),
        "plan_handed_over": Open("guard of the closing"),
        "attempts": Open("number of attempts to reach her"),
        "closed_on": Open("a day of work"),
        "closed_by": Personal("random id of a member of staff"),
        "earlier": Open("random id of an earlier case"),
        "outcome": Sealed("story"),
    }

    class Meta:
        db_table = "case_closing"
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(reason="lost_contact") | models.Q(attempts__gte=1),
                name="closing_lost_contact_counts_attempts",
            ),
        )
