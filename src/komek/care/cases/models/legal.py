"""Papers, wages, courts: each matter a row; what it is about and whether it ended is sealed, the next day open."""

from django.db import models

from komek.care.cases import work_schemas as schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Sealed
from komek.kernel.tables import CareRow


class LegalMatter(vault.SealedRow, CareRow):
    """One legal matter: documents to recover, wages owed, a criminal case. Help never depends on any of them."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="legal_matters")
    begun_on = models.DateField()
    next_on = models.DateField(null=True)
    recorded_by = models.UUIDField(editable=False)
    matter = vault.SealedField(group="legal", schema=schemas.LEGAL)

    PRIVACY = CareRow.PRIVACY | {
        "case": Open("random id"),
        "begun_on": Open("a day of work"),
        "next_on": Open("a deadline; does not say of what, and whoever has none need not have ended"),
        "recorded_by": Personal("random id of a member of staff"),
        "matter": Sealed("legal"),
    }

    class Meta:
        db_table = "case_legal_matter"
        indexes = (models.Index(fields=("case", "begun_on"), name="legal_by_day"),)
