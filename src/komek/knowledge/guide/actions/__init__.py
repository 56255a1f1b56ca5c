"""What editors do with the guide. Every verb that changes what is released makes a new edition."""

from komek.knowledge.guide.actions.blocks import add_block, frame_block, move_block, withdraw_block
from komek.knowledge.guide.actions.claims import record_claim, withdraw_claim
from komek.knowledge.guide.actions.contacts import declare_dead, record_dial_test, report_silence, write_contact
from komek.knowledge.guide.actions.facts import change_fact, confirm_fact, end_fact, propose_fact, still_right
from komek.knowledge.guide.actions.notices import put_up_notice, take_down_notice
from komek.knowledge.guide.actions.questions import settle_gap, teach, unteach
from komek.knowledge.guide.actions.recordings import keep_recording, recording_still_right, remove_recording
from komek.knowledge.guide.actions.texts import (
    keep_text,
    release_text,
    review_text,
    sign_text,
    withdraw_text,
    write_text,
)
from komek.knowledge.guide.actions.topics import begin_topic, change_topic

__all__ = [
    "add_block",
    "begin_topic",
    "change_fact",
    "change_topic",
    "confirm_fact",
    "declare_dead",
    "end_fact",
    "frame_block",
    "keep_recording",
    "keep_text",
    "move_block",
    "propose_fact",
    "put_up_notice",
    "record_claim",
    "record_dial_test",
    "recording_still_right",
    "release_text",
    "remove_recording",
    "report_silence",
    "review_text",
    "settle_gap",
    "sign_text",
    "still_right",
    "take_down_notice",
    "teach",
    "unteach",
    "withdraw_block",
    "withdraw_claim",
    "withdraw_text",
    "write_contact",
    "write_text",
]
