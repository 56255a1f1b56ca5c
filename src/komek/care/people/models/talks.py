"""Interviews and interpreters: who sat between the person and us, and whom she will not have there."""

from django.db import models

from komek.care.people import schemas
from komek.care.people.models.person import Person
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Sealed
from komek.kernel.tables import CareRow


class Interview(vault.SealedRow, CareRow):
    """One talk: language, interpreter, how she was vetted. What was said stands in the case."""

    RECORD = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interviews")
    day = models.DateField()
    recorded_by = models.UUIDField(editable=False)
    talk = vault.SealedField(group="story", schema=schemas.TALK)

    PRIVACY = CareRow.PRIVACY | {
        "person": Open("random id of the person's row"),
        "day": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "talk": Sealed("story"),
    }

    class Meta:
        db_table = "person_interview"
        indexes = (models.Index(fields=("person", "-day"), name="person_interview_by_day"),)


class InterpreterVeto(vault.SealedRow, CareRow):
    """The person's own word: this one shall not interpret for me. No reason is asked."""

    RECORD = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="vetoes")
    recorded_on = models.DateField(editable=False)
    recorded_by = models.UUIDField(editable=False)
    veto = vault.SealedField(group="story", schema=schemas.VETO)

    PRIVACY = CareRow.PRIVACY | {
        "person": Open("random id of the person's row"),
        "recorded_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "veto": Sealed("story"),
    }

    class Meta:
        db_table = "person_veto"
