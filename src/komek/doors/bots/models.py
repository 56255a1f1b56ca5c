"""The one table of the bots: conversations of a day, under names and seals that end with the day's key."""

from typing import ClassVar

from django.db import models

from komek.kernel.privacy import Open, Privacy, Sealed


class Conversation(models.Model):
    """One chat of one day. UNLOGGED: in no write-ahead log, replica or backup; useless once the key is gone."""

    name = models.BinaryField(primary_key=True)
    day = models.DateField(db_index=True)
    sealed = models.BinaryField()

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "name": Sealed("memory"),
        "day": Open("today, or yesterday within the first hour after midnight"),
        "sealed": Sealed("memory"),
    }

    def __str__(self) -> str:
        return f"a conversation of {self.day}"
