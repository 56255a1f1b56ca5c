"""The verbs of the room, one file a subject. Each asks for permission, changes, records, and gives the noun back."""

from komek.care.people.actions.children import record_child_view, sign_child_view
from komek.care.people.actions.duplicates import (
    compare,
    confirm_duplicate,
    end_duplicate,
    propose_duplicate,
    reject_duplicate,
)
from komek.care.people.actions.erasing import REASONS, erase_by_rule, erase_person, export_person
from komek.care.people.actions.papers import add_document, end_document, record_stay
from komek.care.people.actions.reading import (
    read_history,
    read_person,
    search,
    search_alike,
    search_like,
    show_identity,
)
from komek.care.people.actions.registering import Lookalikes, correct_contact, correct_identity, register_person
from komek.care.people.actions.relating import end_relation, relate, relate_new
from komek.care.people.actions.talking import record_interview, veto_interpreter

__all__ = [
    "REASONS",
    "Lookalikes",
    "add_document",
    "compare",
    "confirm_duplicate",
    "correct_contact",
    "correct_identity",
    "end_document",
    "end_duplicate",
    "end_relation",
    "erase_by_rule",
    "erase_person",
    "export_person",
    "propose_duplicate",
    "read_history",
    "read_person",
    "record_child_view",
    "record_interview",
    "record_stay",
    "register_person",
    "reject_duplicate",
    "relate",
    "relate_new",
    "search",
    "search_alike",
    "search_like",
    "show_identity",
    "sign_child_view",
    "veto_interpreter",
]
