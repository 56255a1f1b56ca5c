"""What invented callers tell."""

from __future__ import annotations

from typing import Any

from komek.care.hotline.actions.writing import take_contact
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import Reach, Talk
from tests.factories.orgs import Staff

NUMBER = "+7 701 555 01 23"
WORDS = "The employer keeps her passport and pays nothing."
TALK = Talk(
    caller="victim",
    language="uzb",
    country="RU",
    sex="female",
    age_band="24_26",
    nationality="UZ",
    categories=("documents_withheld", "unpaid_wages"),
    outcomes=("information_given", "callback_agreed"),
    given=("answer", "number"),
    signs={"retention_of_identity_documents": "yes"},
    words=WORDS,
)
REACH = Reach(
    safe="safe_at_times", when="After six", words="Say that it is the library", phone=NUMBER, call_me="Nilufar"
)


def talk(**other: Any) -> Talk:
    """Give what Nilufar tells, with something else in it."""
    return Talk(**{**vars(TALK), **other})


def reach(**other: Any) -> Reach:
    """Give how Nilufar may be called back, with something else in it."""
    return Reach(**{**vars(REACH), **other})


def take(staff: Staff, *, how: Reach = REACH, **other: Any) -> Contact:
    """Take a contact as this operator."""
    return take_contact(talk=talk(**other), reach=how, by=staff.actor)
