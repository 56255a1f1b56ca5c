"""The person: a random id for the files, another for nameless facts, and everything that tells who she is, sealed."""

from django.db import models

from komek.care.people import schemas
from komek.foundations import vault
from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Sealed
from komek.kernel.tables import CareRow

GROUPS = ("identity", "contact", "story", "legal")
"""Field groups of a person's record; the story of her cases has records of its own in `cases`."""


class Person(vault.SealedRow, CareRow):
    """Somebody whom an organisation helps, or a relative of hers. Erased, the row stays for what counted her."""

    ledger_id = models.UUIDField(default=new_id, editable=False)
    registered_on = models.DateField(editable=False)
    registered_by = models.UUIDField(editable=False)
    erased_on = models.DateField(null=True, editable=False)
    identity = vault.SealedField(group="identity", schema=schemas.IDENTITY)
    contact = vault.SealedField(group="contact", schema=schemas.CONTACT)

    PRIVACY = CareRow.PRIVACY | {
        "ledger_id": Open("random; joins nameless facts about one person, and leads to no name"),
        "registered_on": Open("a day of work"),
        "registered_by": Personal("random id of a member of staff"),
        "erased_on": Open("day of erasing; nothing about her is left to tell"),
        "identity": Sealed("identity"),
        "contact": Sealed("contact"),
    }

    class Meta:
        db_table = "person"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "ledger_id"), name="person_one_ledger_id"),
            models.CheckConstraint(
                condition=models.Q(erased_on__isnull=True) | models.Q(identity=b"", contact=b""),
                name="person_erased_holds_nothing",
            ),
        )
        indexes = (models.Index(fields=("organisation", "-registered_on", "id"), name="person_by_day"),)

    @property
    def erased(self) -> bool:
        """Say whether she was erased."""
        return self.erased_on is not None
