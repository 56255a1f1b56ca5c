"""Patterns and lists that the tables of the guide share."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from komek.knowledge.guide.nouns import LANGUAGES

CODE = r"^[a-z][a-z0-9-]{0,39}(\.[a-z0-9-]{1,60})?$"
KEY = r"^[a-z0-9][a-z0-9_.-]{0,79}$"
CODES = r"^[A-Z]{2}$"
LANGUAGE = rf"^({'|'.join(LANGUAGES)})$"
HASH = r"^[0-9a-f]{0,16}$"
TEXT_STATES = ("draft", "reviewed", "released", "ended")
FACT_STATES = ("draft", "released", "ended")
CONTACT_STATES = ("draft", "tested", "overdue", "dead")
RESULTS = ("answered", "voice_menu", "busy", "no_answer", "blocked", "does_not_exist")


def codes_of(most: int) -> "ArrayField[list[str], list[str]]":
    """Give a column for a short list of codes."""
    return ArrayField(models.CharField(max_length=most), default=list, blank=True)
