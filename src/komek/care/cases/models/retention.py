"""How long files are kept, as rows; and whose time is over, or was made longer by somebody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from komek.care.cases.retention_schemas import KEPT
from komek.care.people.models import Person
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow

CLOSED_FILE, PLAIN_HELP, WITHOUT_CASE = KINDS = ("closed_file", "plain_help", "without_case")
ASK, AT_ONCE = ACTIONS = ("ask", "at_once")
BASES = ("house", "law", "contract", "policy")
MOST_MONTHS = 600


class RetentionRule(CareRow):
    """One rule of an organisation: after so many months a file of this kind is erased, or somebody is asked.

    What would erase sooner waits in `next_...` for a second person.
    """

    kind = models.CharField(max_length=20)
    months = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=10)
    basis = models.CharField(max_length=10)
    set_by = models.UUIDField(editable=False)
    set_on = models.DateField(editable=False)
    next_months = models.PositiveSmallIntegerField(null=True, editable=False)
    next_action = models.CharField(max_length=10, blank=True, default="", editable=False)
    next_basis = models.CharField(max_length=10, blank=True, default="", editable=False)
    proposed_by = models.UUIDField(null=True, editable=False)
    proposed_on = models.DateField(null=True, editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "kind": Open("which files a rule is about", pattern=f"^({'|'.join(KINDS)})$"),
        "months": Open("how long an organisation keeps files"),
        "action": Open("erase, or ask somebody", pattern=f"^({'|'.join(ACTIONS)})$"),
        "basis": Open("what a rule rests on", pattern=f"^({'|'.join(BASES)})$"),
        "set_by": Personal("random id of a member of staff"),
        "set_on": Open("a day of work"),
        "next_months": Open("how long an organisation would keep files"),
        "next_action": Open("as it would be", pattern=f"^({'|'.join(ACTIONS)})?$"),
        "next_basis": Open("as it would be", pattern=f"^({'|'.join(BASES)})?$"),
        "proposed_by": Personal("random id of a member of staff"),
        "proposed_on": Open("a day of work"),
    }

    @property
    def proposal(self) -> str:
        """Name what is proposed now, by whom and when, so that nobody agrees to another proposal than she saw."""
        told = (self.next_months, self.next_action, self.next_basis, self.proposed_by, self.proposed_on)
        return "|".join(str(each) for each in told)

    class Meta:
        db_table = "case_retention_rule"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "kind"), name="retention_rule_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS, action__in=ACTIONS, basis__in=BASES), name="retention_rule_known"
            ),
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=MOST_MONTHS), name="retention_rule_has_an_end"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    proposed_by__isnull=True,
                    proposed_on__isnull=True,
                    next_months__isnull=True,
                    next_action="",
                    next_basis="",
                )
                | models.Q(
                    proposed_by__isnull=False,
                    proposed_on__isnull=False,
                    next_months__gte=1,
                    next_months__lte=MOST_MONTHS,
                    next_action__in=ACTIONS,
                    next_basis__in=BASES,
                ),
                name="retention_rule_proposed_as_a_whole",
            ),
        )


class RetentionNotice(vault.SealedRow, CareRow):
    """A file whose time is over and that waits for a second person, or that somebody keeps longer until a day."""

    RECORD = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, blank=True, default="", editable=False)
    due_on = models.DateField(null=True, editable=False)
    noticed_on = models.DateField(null=True, editable=False)
    kept_until = models.DateField(null=True, editable=False)
    kept_by = models.UUIDField(null=True, editable=False)
    kept_on = models.DateField(null=True, editable=False)
    reason = vault.SealedField(group="legal", schema=KEPT)

    PRIVACY = CareRow.PRIVACY | {
        "person": Open("random id of the person's row"),
        "kind": Open("by which rule the time is over", pattern=f"^({'|'.join(KINDS)})?$"),
        "due_on": Open("a deadline"),
        "noticed_on": Open("a day of work"),
        "kept_until": Open("a deadline"),
        "kept_by": Personal("random id of a member of staff"),
        "kept_on": Open("a day of work"),
        "reason": Sealed("legal"),
    }

    class Meta:
        db_table = "case_retention_notice"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "person"), name="retention_notice_once"),
            models.CheckConstraint(
                condition=models.Q(kept_until__isnull=True, kept_by__isnull=True, kept_on__isnull=True, reason=b"")
                | models.Q(kept_until__isnull=False, kept_by__isnull=False, kept_on__isnull=False),
                name="retention_kept_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(kept_until__isnull=False)
                | models.Q(due_on__isnull=False, noticed_on__isnull=False, kind__in=KINDS),
                name="retention_waits_by_a_rule",
            ),
        )
        indexes = (models.Index(fields=("organisation", "kept_until", "due_on"), name="retention_by_due_day"),)

    @property
    def waits(self) -> bool:
        """Say whether somebody is to decide; else the file is kept until a day."""
        return self.kept_until is None
