"""The tables of the room, one file a noun."""

from komek.care.cases.models.account import PARTS, Account, TraffickingEvent
from komek.care.cases.models.case import GROUPS, NOT_ASSESSED, Case, CaseNumbers
from komek.care.cases.models.identification import IdentificationDecision
from komek.care.cases.models.screening import SafetyCheck, Screening
from komek.care.cases.models.service import Service

__all__ = [
    "GROUPS",
    "NOT_ASSESSED",
    "PARTS",
    "Account",
    "Case",
    "CaseNumbers",
    "IdentificationDecision",
    "SafetyCheck",
    "Screening",
    "Service",
    "TraffickingEvent",
]
