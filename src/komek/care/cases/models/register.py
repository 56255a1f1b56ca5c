"""An organisation's own register on its way into cases, what its headings meant, and totals from before Komek."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from komek.care.cases.register_schemas import CHECKED, CHOICES, MEMORY, WRITTEN
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow

STATES = ("received", "looked_at", "running", "finished", "dropped")
OUTCOMES = ("opened", "known", "held", "bad", "left_out", "failed")
MEASURE = "^[a-z_]{1,64}$"


class RegisterMemory(vault.SealedRow, CareRow):
    """What this organisation's headings mean: chosen once, proposed ever after. One row, a record of its own."""

    meanings = vault.SealedField(group="story", schema=MEMORY)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {"meanings": Sealed("story")}

    class Meta:
        db_table = "register_memory"
        constraints = (models.UniqueConstraint(fields=("organisation",), name="one_memory_an_organisation"),)


class RegisterImport(vault.SealedRow, CareRow):
    """One register. The file rests sealed in this record until it is taken in, dropped, or fourteen days old."""

    state = models.CharField(max_length=10, default="received", editable=False)
    file = models.UUIDField(null=True, editable=False)
    received_on = models.DateField(editable=False)
    received_by = models.UUIDField(editable=False)
    finished_on = models.DateField(null=True, editable=False)
    lines_in_all = models.PositiveIntegerField(default=0, editable=False)
    choices = vault.SealedField(group="story", schema=CHOICES)
    checked = vault.SealedField(group="story", schema=CHECKED)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "state": Open("how far the import has come", pattern="^(received|looked_at|running|finished|dropped)$"),
        "file": Open("random id of a sealed file"),
        "received_on": Open("a day of work"),
        "received_by": Personal("random id of a member of staff"),
        "finished_on": Open("a day of work"),
        "lines_in_all": Open("how many people an organisation brought along; the ledger counts them"),
        "choices": Sealed("story"),
        "checked": Sealed("story"),
    }

    class Meta:
        db_table = "register_import"
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="register_state_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=("finished", "dropped"), finished_on__isnull=False, file__isnull=True)
                | (~models.Q(state__in=("finished", "dropped")) & models.Q(finished_on__isnull=True)),
                name="register_ends_without_its_file",
            ),
        )
        indexes = (models.Index(fields=("organisation", "-received_on", "id"), name="register_by_day"),)

    @property
    def is_open(self) -> bool:
        """Say whether the file is still here."""
        return self.state not in {"finished", "dropped"}


class RegisterLine(vault.SealedRow, CareRow):
    """What became of one line. As it was written it rests with the person it told of, and goes when she is erased."""

    RECORD = "person"

    register = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    person = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    written = vault.SealedField(group="identity", schema=WRITTEN)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "register": Open("random id"),
        "number": Open("line of a file that is erased"),
        "outcome": Open("what became of the line", pattern="^(opened|known|held|bad|left_out|failed)$"),
        "person": Open("random id"),
        "case": Open("random id"),
        "written": Sealed("identity"),
    }

    class Meta:
        db_table = "register_line"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "register", "number"), name="register_line_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=OUTCOMES), name="register_outcome_known"),
        )
        indexes = (models.Index(fields=("organisation", "person"), name="register_line_by_person"),)


class OpeningTotal(CareRow):
    """A total from before Komek. The fact stands in the ledger; this row lets it be seen and taken back."""

    fact = models.UUIDField(editable=False)
    measure = models.CharField(max_length=64)
    month = models.DateField()
    region = models.CharField(max_length=6, blank=True)
    sex = models.CharField(max_length=16)
    age_band = models.CharField(max_length=16)
    detail = models.CharField(max_length=40, blank=True)
    quantity = models.PositiveIntegerField()
    recorded_on = models.DateField(editable=False)
    recorded_by = models.UUIDField(editable=False)
    taken_back_on = models.DateField(null=True, editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "fact": Open("random id of a fact about many people at once"),
        "measure": Open("what was counted", pattern=MEASURE),
        "month": Open("a month"),
        "region": Open("region of the help, as in the ledger", codes="region"),
        "sex": Open("an axis of the ledger", codes="sex"),
        "age_band": Open("an axis of the ledger", codes="age_band"),
        "detail": Open("a code of the measure's list", pattern="^[A-Za-z0-9_]{0,40}$"),
        "quantity": Open("a total of an organisation, about nobody in particular"),
        "recorded_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "taken_back_on": Open("a day of work"),
    }

    class Meta:
        db_table = "register_total"
        indexes = (models.Index(fields=("organisation", "-recorded_on", "id"), name="total_by_day"),)
