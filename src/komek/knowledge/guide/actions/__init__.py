"""What editors do with the guide. Every verb that changes what is released makes a new edition."""

from komek.knowledge.guide.actions.contacts import declare_dead, record_dial_test, report_silence
from komek.knowledge.guide.actions.facts import confirm_fact, end_fact, propose_fact, record_claim, still_right
from komek.knowledge.guide.actions.notices import put_up_notice, take_down_notice
from komek.knowledge.guide.actions.questions import teach, unteach
from komek.knowledge.guide.actions.texts import (
    release_text,
    review_text,
    sign_text,
    withdraw_block,
    withdraw_text,
    write_text,
)

__all__ = [
    "confirm_fact",
    "declare_dead",
    "end_fact",
    "propose_fact",
    "put_up_notice",
    "record_claim",
    "record_dial_test",
    "release_text",
    "report_silence",
    "review_text",
    "sign_text",
    "still_right",
    "take_down_notice",
    "teach",
    "unteach",
    "withdraw_block",
    "withdraw_text",
    "write_text",
]
