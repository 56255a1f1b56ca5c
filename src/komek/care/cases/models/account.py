"""What happened: told once, kept in short sealed parts. Nothing here can be sorted, counted or searched in clear."""

from typing import ClassVar

from django.db import models

from komek.care.cases import schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow

PARTS = ("control", "forms", "recruitment", "extent", "perpetrators")


class Account(vault.SealedRow, CareRow):
    """What a person told about her exploitation, by part: one row a case, each part sealed on its own."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="accounts")
    told_on = models.DateField()
    recorded_by = models.UUIDField()
    control = vault.SealedField(group="story", schema=schemas.CONTROL)
    forms = vault.SealedField(group="story", schema=schemas.FORMS)
    recruitment = vault.SealedField(group="story", schema=schemas.RECRUITMENT)
    extent = vault.SealedField(group="story", schema=schemas.EXTENT)
    perpetrators = vault.SealedField(group="story", schema=schemas.PERPETRATORS)
    counted = vault.SealedField(group="story", schema=schemas.COUNTED)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "told_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "control": Sealed("story"),
        "forms": Sealed("story"),
        "recruitment": Sealed("story"),
        "extent": Sealed("story"),
        "perpetrators": Sealed("story"),
        "counted": Sealed("story"),
    }

    class Meta:
        db_table = "case_account"
        constraints = (models.UniqueConstraint(fields=("organisation", "case"), name="one_account_a_case"),)


class TraffickingEvent(vault.SealedRow, CareRow):
    """One event of recruitment, transit or exploitation: place, time and words, all sealed."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    place_in_order = models.PositiveSmallIntegerField()
    recorded_by = models.UUIDField()
    event = vault.SealedField(group="story", schema=schemas.EVENT)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "place_in_order": Open("first to ninth"),
        "recorded_by": Personal("random id of a member of staff"),
        "event": Sealed("story"),
    }

    class Meta:
        db_table = "case_event"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "case", "place_in_order"), name="event_order_once"),
            models.CheckConstraint(
                condition=models.Q(place_in_order__range=(1, 9)), name="event_at_most_three_of_each_kind"
            ),
        )
