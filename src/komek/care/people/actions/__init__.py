"""The verbs of the room, one file a subject. Each asks for permission, changes, records, and gives the noun back."""

from komek.care.people.actions.reading import read_person, search, show_identity
from komek.care.people.actions.registering import Lookalikes, correct_contact, correct_identity, register_person

__all__ = [
    "Lookalikes",
    "correct_contact",
    "correct_identity",
    "read_person",
    "register_person",
    "search",
    "show_identity",
]
