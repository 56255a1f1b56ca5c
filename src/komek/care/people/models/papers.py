"""Papers: documents of identity, and the right to stay."""

from django.db import models

from komek.care.people import schemas
from komek.care.people.models.person import Person
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Sealed
from komek.kernel.tables import CareRow


class IdentityDocument(vault.SealedRow, CareRow):
    """One document, and who holds it. A document that changed hands is written anew; the old row is ended."""

    RECORD = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="papers")
    recorded_on = models.DateField(editable=False)
    recorded_by = models.UUIDField(editable=False)
    ended_on = models.DateField(null=True, editable=False)
    paper = vault.SealedField(group="identity", schema=schemas.PAPER)

    PRIVACY = CareRow.PRIVACY | {
        "person": Open("random id of the person's row"),
        "recorded_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "ended_on": Open("a day of work"),
        "paper": Sealed("identity"),
    }

    class Meta:
        db_table = "person_paper"


class RightToStay(vault.SealedRow, CareRow):
    """On which basis a foreign client may stay, and until when: the day is a deadline, so it stands open."""

    RECORD = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    recorded_on = models.DateField(editable=False)
    recorded_by = models.UUIDField(editable=False)
    expires_on = models.DateField(null=True)
    ended_on = models.DateField(null=True, editable=False)
    stay = vault.SealedField(group="legal", schema=schemas.STAY)

    PRIVACY = CareRow.PRIVACY | {
        "person": Open("random id of the person's row"),
        "recorded_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "expires_on": Open("a deadline; does not say of which paper, in which country, or whose"),
        "ended_on": Open("a day of work"),
        "stay": Sealed("legal"),
    }

    class Meta:
        db_table = "person_stay"
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "person"),
                condition=models.Q(ended_on__isnull=True),
                name="person_one_right_to_stay_now",
            ),
        )
        indexes = (models.Index(fields=("organisation", "expires_on"), name="person_stay_by_day"),)
