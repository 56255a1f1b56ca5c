"""The tables of the room, one file a noun."""

from komek.care.cases.models.account import PARTS, Account, TraffickingEvent
from komek.care.cases.models.approval import Approval, ApprovalRule, Task
from komek.care.cases.models.assessment import Assessment, Goal
from komek.care.cases.models.case import GROUPS, NOT_ASSESSED, Case, CaseNumbers
from komek.care.cases.models.consent import Consent, Disclosure, LegalBasis
from komek.care.cases.models.ending import Closing, FollowUp, Reflection
from komek.care.cases.models.identification import IdentificationDecision
from komek.care.cases.models.legal import LegalMatter
from komek.care.cases.models.note import CaseFile, Note
from komek.care.cases.models.register import OpeningTotal, RegisterImport, RegisterLine, RegisterMemory
from komek.care.cases.models.retention import RetentionNotice, RetentionRule
from komek.care.cases.models.screening import SafetyCheck, Screening
from komek.care.cases.models.service import Service

__all__ = [
    "GROUPS",
    "NOT_ASSESSED",
    "PARTS",
    "Account",
    "Approval",
    "ApprovalRule",
    "Assessment",
    "Case",
    "CaseFile",
    "CaseNumbers",
    "Closing",
    "Consent",
    "Disclosure",
    "FollowUp",
    "Goal",
    "IdentificationDecision",
    "LegalBasis",
    "LegalMatter",
    "Note",
    "OpeningTotal",
    "Reflection",
    "RegisterImport",
    "RegisterLine",
    "RegisterMemory",
    "RetentionNotice",
    "RetentionRule",
    "SafetyCheck",
    "Screening",
    "Service",
    "Task",
    "TraffickingEvent",
]
