"""People: who the clients are, and nothing that happened to them.

Nouns: a person, her documents and right to stay, her relatives, a link between two rows that speak of one person,
an interview with its interpreter, a child's own view. What this room will never do: know a case, keep a word in
clear, register somebody without a look at those like her, or merge two files into one.

Rooms above use the names below.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from komek.care.people.actions import (
        Lookalikes,
        correct_contact,
        correct_identity,
        read_person,
        register_person,
        search,
        show_identity,
    )
    from komek.care.people.models import Person
    from komek.care.people.nouns import Contact, Identity, Match, Reason, Traits, Veiled, known
    from komek.care.people.queries import Found, contact, country_of, find, identity, traits, veiled, visible_to
    from komek.care.people.rules import Query, parse

_HOMES = {
    "actions": "Lookalikes correct_contact correct_identity read_person register_person search show_identity",
    "models": "Person",
    "nouns": "Contact Identity Match Reason Traits Veiled known",
    "queries": "Found contact country_of find identity traits veiled visible_to",
    "rules": "Query parse",
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Contact",
    "Found",
    "Identity",
    "Lookalikes",
    "Match",
    "Person",
    "Query",
    "Reason",
    "Traits",
    "Veiled",
    "contact",
    "correct_contact",
    "correct_identity",
    "country_of",
    "find",
    "identity",
    "known",
    "parse",
    "read_person",
    "register_person",
    "search",
    "show_identity",
    "traits",
    "veiled",
    "visible_to",
]


def __getattr__(name: str) -> Any:
    """Fetch a name at its first use: most of them need the tables, which Django loads after this package."""
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
