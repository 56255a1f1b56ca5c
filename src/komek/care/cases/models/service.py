"""Services: what was offered to a person, and whether it came."""

from typing import ClassVar

from django.db import models

from komek.care.cases import flow, schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow


class Service(vault.SealedRow, CareRow):
    """One service for one person, from plan to delivery. Who gives it stands in sealed words."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="services")
    type = models.CharField(max_length=40)
    state = models.CharField(max_length=20, default="planned", editable=False)
    one_off = models.BooleanField(default=False)
    needs_based = models.BooleanField(default=False, editable=False)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    unit = models.CharField(max_length=12, default="time")
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True, editable=False)
    confirmation = models.CharField(max_length=12, default="not_asked", editable=False)
    recorded_by = models.UUIDField(editable=False)
    recorded_on = models.DateField(editable=False)
    provision = vault.SealedField(group="story", schema=schemas.PROVISION)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "type": Open("kind of help; the ledger counts it", codes="service_type"),
        "state": Open("how far the help has come", pattern="^[a-z_]{1,20}$"),
        "one_off": Open("flag of the indicators"),
        "needs_based": Open("flag of the indicators: was there a needs assessment"),
        "quantity": Open("amount of help"),
        "unit": Open("unit of the amount", codes="service_unit"),
        "cost": Open("amount of money an organisation spent"),
        "currency": Open("currency of the cost", codes="iso_4217"),
        "reason": Open("why it did not come, coarse", codes="non_delivery_reason"),
        "due_on": Open("a day of work"),
        "delivered_on": Open("a day of work"),
        "confirmation": Open("whether the person says that it came", codes="service_confirmation"),
        "recorded_by": Personal("random id of a member of staff"),
        "recorded_on": Open("a day of work"),
        "provision": Sealed("story"),
    }

    class Meta:
        db_table = "case_service"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=tuple(flow.SERVICE.states)), name="service_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="delivered", delivered_on__isnull=False)
                | (~models.Q(state="delivered") & models.Q(delivered_on__isnull=True)),
                name="service_delivered_with_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state="not_delivered") & ~models.Q(reason="")
                | (~models.Q(state="not_delivered") & models.Q(reason="")),
                name="service_missed_with_its_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True, currency="") | (models.Q(cost__gte=0) & ~models.Q(currency="")),
                name="service_cost_with_its_currency",
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="service_of_some_amount"),
        )
        indexes = (models.Index(fields=("case", "recorded_on"), name="service_by_day"),)
