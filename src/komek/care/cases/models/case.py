"""The case itself: open columns for what the team must sort and plan by, everything told sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from komek.care.cases import flow, schemas
from komek.care.people.models import Person
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow

if TYPE_CHECKING:
    from komek.care.cases.models.identification import IdentificationDecision

GROUPS = ("story", "medical", "legal")
"""Field groups of a case's record; who the person is has its own record in `people`."""
STATES = "^(intake|screening|assessment|planning|active|closing|closed)$"
NOT_ASSESSED = "not_assessed"
OWN, REGISTER = "komek", "register"
"""Where a case comes from: begun here, or brought along from an organisation's own register."""


class CaseNumbers(CareRow):
    """The last running number an organisation gave in a year; locked while the next one is given."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "year": Open("a year"),
        "last": Open("how many cases an organisation opened in a year"),
    }

    class Meta:
        db_table = "case_numbers"
        constraints = (models.UniqueConstraint(fields=("organisation", "year"), name="one_counter_a_year"),)


class Case(vault.SealedRow, CareRow):
    """One person's case in one organisation, from the first contact to the last follow-up."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=16, editable=False)
    kind = models.CharField(max_length=12, default=flow.FULL)
    state = models.CharField(max_length=12, default="intake", editable=False)
    identification = models.CharField(max_length=40, default="contact_only", editable=False)
    worker = models.UUIDField()
    deputy = models.UUIDField(null=True)
    risk_level = models.CharField(max_length=12, default=NOT_ASSESSED)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=6, blank=True)
    source = models.CharField(max_length=40)
    taken_from = models.CharField(max_length=10, default=OWN, editable=False)
    safety = models.CharField(max_length=12, default="not_checked", editable=False)
    safety_at = models.DateTimeField(null=True, editable=False)
    needs_assessed_on = models.DateField(null=True, editable=False)
    opened_on = models.DateField(editable=False)
    closed_on = models.DateField(null=True, editable=False)
    due_on = models.DateField(null=True, editable=False)
    intake = vault.SealedField(group="story", schema=schemas.INTAKE)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "person": Open("random id of the person's row"),
        "number": Open("says country, year and order of opening, nothing else", pattern=r"^[A-Z]{2}-\d{2}-\d{4,}$"),
        "kind": Open("full case or plain help", codes="case_kind"),
        "state": Open("stage of the work", pattern=STATES),
        "identification": Open("latest decision; the ledger counts it", codes="identification_status"),
        "worker": Personal("random id of a member of staff"),
        "deputy": Personal("random id of a member of staff"),
        "risk_level": Open("the team sorts by it; names no danger", pattern="^(not_assessed|low|medium|high)$"),
        "country": Open("country of the help, as in the ledger", codes="country"),
        "region": Open("region of the help at most, as in the ledger", codes="region"),
        "source": Open("who sent the person, coarse; the ledger counts it", codes="referral_source"),
        "taken_from": Open("begun here, or brought along from a register", pattern="^(komek|register)$"),
        "safety": Open("the worker's own decision whether to talk now", codes="safety_decision"),
        "safety_at": Personal("when a member of staff worked"),
        "needs_assessed_on": Open("day of the latest needs assessment"),
        "opened_on": Open("a day of work"),
        "closed_on": Open("a day of work"),
        "due_on": Open("next deadline; does not say of what"),
        "intake": Sealed("story"),
    }

    class Meta:
        db_table = "case"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "number"), name="case_number_once"),
            models.CheckConstraint(condition=models.Q(kind__in=(flow.FULL, flow.PLAIN_HELP)), name="case_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=tuple(flow.LIFE.states)), name="case_state_known"),
            models.CheckConstraint(
                condition=models.Q(identification__in=tuple(flow.IDENTIFICATION.states)), name="case_status_known"
            ),
            models.CheckConstraint(condition=models.Q(taken_from__in=(OWN, REGISTER)), name="case_taken_from_known"),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_on__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_on__isnull=True)),
                name="case_closed_with_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(safety="not_checked", safety_at__isnull=True)
                | (~models.Q(safety="not_checked") & models.Q(safety_at__isnull=False)),
                name="case_safety_with_its_time",
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "-opened_on", "id"), name="case_by_opening"),
            models.Index(fields=("organisation", "worker", "state"), name="case_by_worker"),
            models.Index(fields=("organisation", "due_on"), name="case_by_due_day"),
        )

    @property
    def is_open(self) -> bool:
        return self.state in flow.OPEN

    @property
    def is_erased(self) -> bool:
        """Say whether its words are gone: every case has some from its opening on, be it none but the form of them."""
        return not bytes(self.intake)

    @property
    def plain_help(self) -> bool:
        return self.kind == flow.PLAIN_HELP

    def waiting_decision(self) -> IdentificationDecision | None:
        """Find the negative decision that still waits for its second signature, if it is the latest one."""
        latest = self.decisions.order_by("-recorded_at").first()
        return latest if latest is not None and latest.waits else None
