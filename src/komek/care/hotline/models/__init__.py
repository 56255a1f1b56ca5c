"""The nouns of the hotline."""

from komek.care.hotline.models.caller import CALLER_GROUPS, Caller, Flag
from komek.care.hotline.models.contact import CONTACT_GROUPS, Addition, Contact
from komek.care.hotline.models.keeping import CALLER, CONTACT, KINDS, KeepRule
from komek.care.hotline.models.later import LaterWord
from komek.care.hotline.models.shift import ShiftNote

__all__ = [
    "CALLER",
    "CALLER_GROUPS",
    "CONTACT",
    "CONTACT_GROUPS",
    "KINDS",
    "Addition",
    "Caller",
    "Contact",
    "Flag",
    "KeepRule",
    "LaterWord",
    "ShiftNote",
]
