"""What could harm her, and what she needs: assessments, each a row; the plan with its goals."""

from django.db import models

from komek.care.cases import work_schemas as schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Sealed
from komek.kernel.tables import CareRow

RISK, NEEDS = "risk", "needs"


class Assessment(vault.SealedRow, CareRow):
    """A risk or needs assessment of one day. Her own view of the danger stands first and is never lowered silently."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=8)
    level = models.CharField(max_length=12, blank=True)
    done_on = models.DateField()
    review_on = models.DateField(null=True)
    recorded_by = models.UUIDField(editable=False)
    risk = vault.SealedField(group="story", schema=schemas.RISK)
    needs = vault.SealedField(group="story", schema=schemas.NEEDS)
    health = vault.SealedField(group="medical", schema=schemas.HEALTH)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "kind": Open("risk or needs", pattern="^(risk|needs)$"),
        "level": Open("the team sorts by it; names no danger", pattern="^(|low|medium|high)$"),
        "done_on": Open("a day of work"),
        "review_on": Open("a deadline"),
        "recorded_by": Personal("random id of a member of staff"),
        "risk": Sealed("story"),
        "needs": Sealed("story"),
        "health": Sealed("medical"),
    }

    class Meta:
        db_table = "case_assessment"
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=(RISK, NEEDS)), name="assessment_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind=NEEDS, level="") | models.Q(kind=RISK, level__in=("low", "medium", "high")),
                name="assessment_of_risk_has_a_level",
            ),
        )
        indexes = (models.Index(fields=("case", "kind", "-done_on"), name="assessment_by_day"),)


class Goal(vault.SealedRow, CareRow):
    """One goal of the plan, in her words, with a day to look at it again."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="goals")
    state = models.CharField(max_length=16, default="proposed", editable=False)
    due_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    recorded_by = models.UUIDField(editable=False)
    recorded_on = models.DateField(editable=False)
    goal = vault.SealedField(group="story", schema=schemas.GOAL)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "state": Open("how far it has come; not what it is", codes="goal_state"),
        "due_on": Open("a deadline"),
        "agreed_on": Open("a day of work"),
        "ended_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "recorded_on": Open("a day of work"),
        "goal": Sealed("story"),
    }

    class Meta:
        db_table = "case_goal"
        indexes = (models.Index(fields=("case", "state"), name="goal_by_state"),)
