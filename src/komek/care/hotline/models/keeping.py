"""How long contacts and callers are kept, as an organisation has decided it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from komek.kernel.privacy import Open, Personal, Privacy
from komek.kernel.tables import CareRow

CONTACT, CALLER = "contact", "caller"
KINDS = (CONTACT, CALLER)
LEAST, MOST = 1, 120
"""Months."""


class KeepRule(CareRow):
    """After how many months a contact without a case, or a caller who is heard of no more, is erased.

    A shorter time waits for a second person: what is erased sooner nobody brings back.
    """

    kind = models.CharField(max_length=8)
    months = models.PositiveSmallIntegerField()
    set_by = models.UUIDField(editable=False)
    set_on = models.DateField(editable=False)
    next_months = models.PositiveSmallIntegerField(null=True)
    proposed_by = models.UUIDField(null=True, editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "kind": Open("contacts or callers", pattern="^(contact|caller)$"),
        "months": Open("a number of months"),
        "set_by": Personal("random id of a member of staff"),
        "set_on": Open("a day of work"),
        "next_months": Open("a number of months"),
        "proposed_by": Personal("random id of a member of staff"),
    }

    class Meta:
        db_table = "hotline_keep_rule"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "kind"), name="hotline_keep_rule_once_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="hotline_keep_rule_kind_known"),
            models.CheckConstraint(
                condition=Q(months__gte=LEAST, months__lte=MOST), name="hotline_keep_rule_months_in_reason"
            ),
            models.CheckConstraint(
                condition=Q(next_months__isnull=True, proposed_by__isnull=True)
                | Q(next_months__isnull=False, proposed_by__isnull=False),
                name="hotline_keep_rule_proposal_whole",
            ),
        )
