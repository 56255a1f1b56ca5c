"""The caller who comes again: found by her number through a keyed index, without a name, with flags that end."""

from typing import ClassVar

from django.db import models

from komek.care.hotline import schemas
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow

CALLER_GROUPS = ("identity", "contact")
"""The index of a number stands under the key of the identity; what is known of the caller under that of the contact."""


class Caller(vault.SealedRow, CareRow):
    """Whoever reaches the hotline from one number. No case and no person: it is erased when nobody calls any more."""

    since = models.DateField(editable=False)
    last_used_on = models.DateField(editable=False)
    told = vault.SealedField(group="contact", schema=schemas.CALLER)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "since": Open("a day of work"),
        "last_used_on": Open("a day of work; the time to keep it is counted from it"),
        "told": Sealed("contact"),
    }

    class Meta:
        db_table = "hotline_caller"
        indexes = (models.Index(fields=("organisation", "last_used_on"), name="hotline_caller_by_use"),)


class Flag(vault.SealedRow, CareRow):
    """What colleagues must know before they speak with a caller, until a day. Which flag it is, is sealed."""

    RECORD = "caller_id"

    caller = models.ForeignKey(Caller, on_delete=models.CASCADE, related_name="flags")
    valid_until = models.DateField(editable=False)
    set_by = models.UUIDField(editable=False)
    set_on = models.DateField(editable=False)
    flag = vault.SealedField(group="contact", schema=schemas.FLAG)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "caller": Open("random id"),
        "valid_until": Open("day on which it ends; does not say what it is"),
        "set_by": Personal("random id of a member of staff"),
        "set_on": Open("a day of work"),
        "flag": Sealed("contact"),
    }

    class Meta:
        db_table = "hotline_flag"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("set_on")), name="hotline_flag_ends_after_it_begins"
            ),
        )
        indexes = (
            models.Index(fields=("caller", "valid_until"), name="hotline_flag_by_end"),
            models.Index(fields=("valid_until",), name="hotline_flag_over"),
        )
