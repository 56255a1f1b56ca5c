"""The tables of the room, one file a subject."""

from komek.care.people.models.papers import IdentityDocument, RightToStay
from komek.care.people.models.person import GROUPS, Person
from komek.care.people.models.talks import InterpreterVeto, Interview
from komek.care.people.models.ties import ChildView, DuplicateLink, Relation

__all__ = [
    "GROUPS",
    "ChildView",
    "DuplicateLink",
    "IdentityDocument",
    "InterpreterVeto",
    "Interview",
    "Person",
    "Relation",
    "RightToStay",
]
