"""What a supervisor decides, as data; and tasks that no other row stands for."""

from typing import ClassVar

from django.db import models

from komek.care.cases import work_schemas as schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow


class ApprovalRule(CareRow):
    """An organisation wants an approval before something of this kind is done."""

    kind = models.CharField(max_length=40)
    set_by = models.UUIDField(editable=False)
    set_on = models.DateField(editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "kind": Open("what wants an approval", codes="approval_kind"),
        "set_by": Personal("random id of a member of staff"),
        "set_on": Open("a day of work"),
    }

    class Meta:
        db_table = "case_approval_rule"
        constraints = (models.UniqueConstraint(fields=("organisation", "kind"), name="approval_rule_once"),)


class Approval(vault.SealedRow, CareRow):
    """One request for a decision of a supervisor, and the decision. The kind is data, not code."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    state = models.CharField(max_length=12, default="requested", editable=False)
    requested_by = models.UUIDField(editable=False)
    requested_at = models.DateTimeField(editable=False)
    decided_by = models.UUIDField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    used_on = models.DateField(null=True, editable=False)
    words = vault.SealedField(group="story", schema=schemas.APPROVAL)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "kind": Open("what is to be approved", codes="approval_kind"),
        "subject": Open("random id of the row it is about"),
        "state": Open("requested, approved, refused ...", codes="approval_state"),
        "requested_by": Personal("random id of a member of staff"),
        "requested_at": Personal("when a member of staff worked"),
        "decided_by": Personal("random id of a member of staff"),
        "decided_at": Personal("when a member of staff worked"),
        "used_on": Open("a day of work: an approval allows one act"),
        "words": Sealed("story"),
    }

    class Meta:
        db_table = "case_approval"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
                name="approval_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approval_decided_with_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(used_on__isnull=True) | models.Q(state="approved"), name="approval_used_if_approved"
            ),
        )
        indexes = (models.Index(fields=("organisation", "state", "requested_at"), name="approval_by_state"),)


class Task(vault.SealedRow, CareRow):
    """Something to do by a day that no other row stands for: a call, a visit, an appointment."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=40)
    due_on = models.DateField()
    assigned = models.UUIDField()
    done_on = models.DateField(null=True, editable=False)
    recorded_by = models.UUIDField(editable=False)
    task = vault.SealedField(group="story", schema=schemas.TASK)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "kind": Open("kind of task, coarse", codes="task_kind"),
        "due_on": Open("a deadline"),
        "assigned": Personal("random id of a member of staff"),
        "done_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "task": Sealed("story"),
    }

    class Meta:
        db_table = "case_task"
        indexes = (models.Index(fields=("organisation", "assigned", "due_on"), name="task_by_due_day"),)
