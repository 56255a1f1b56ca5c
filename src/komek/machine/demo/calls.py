"""Who reached the hotline of the demo: invented calls, chats and visits of two weeks, and a note between shifts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from komek.care.hotline.actions import callers, following, shifts
from komek.care.hotline.actions.writing import begin_contact, take_contact
from komek.care.hotline.nouns import Reach, Talk
from komek.machine.demo.story import Act, Scene, Stage

OPERATOR = "zulfiya"
MADINA = Reach(safe="safe_at_times", when="After eight in the evening", words="Ask for a cousin", phone="+77015550144")


def called(minutes: int, reach: Reach | None = None, **told: Any) -> Act:
    """Let somebody call, write or come; the operator writes it down at once."""

    def act(stage: Stage) -> object:
        now = timezone.now()
        talk = Talk(**{"began": now - timedelta(minutes=minutes), "ended": now, "caller": "victim", **told})
        return take_contact(talk=talk, reach=reach or Reach(), by=stage.actors[OPERATOR])

    return act


def called_back(stage: Stage) -> object:
    """Warn colleagues of the caller who is watched, and write down that nobody answered."""
    by = stage.actors[OPERATOR]
    contact = take_contact(
        talk=Talk(caller="victim", language="kir", country="RU", categories=("possible_trafficking",), danger=True),
        reach=MADINA,
        by=by,
    )
    if contact.caller:
        callers.set_flag(caller=contact.caller, kind="care", words="Somebody listens in the evening", by=by)
    return following.record_call_back(contact=contact, result="no_answer", again=True, by=by)


def half_written(stage: Stage) -> object:
    """Leave a draft: another call came in between."""
    talk = Talk(
        channel="whatsapp", began=timezone.now(), heard=timezone.now(), language="tgk", words="Asks about a ban"
    )
    return begin_contact(talk=talk, reach=Reach(), by=stage.actors[OPERATOR])


def handed_on(stage: Stage) -> object:
    """Leave a note for the next shift."""
    words = "The caller with the cousin may try again after eight. The clinic answers until six only."
    return shifts.write_note(words=words, by=stage.actors[OPERATOR])


GIVEN: dict[str, Any] = {"outcomes": ("information_given",), "given": ("answer",)}
CALLS = (
    Scene(13, called(6, language="uzb", country="RU", categories=("registration_permit",), **GIVEN)),
    Scene(12, called(4, language="rus", country="KZ", categories=("unpaid_wages",), **GIVEN)),
    Scene(11, called(1, outcomes=("silent",))),
    Scene(9, called(9, channel="whatsapp", language="kir", country="RU", categories=("entry_ban",), **GIVEN)),
    Scene(8, called(12, channel="walk_in", language="kaz", country="KZ", categories=("lost_papers",), **GIVEN)),
    Scene(6, called(3, language="uzb", country="KR", categories=("offer_check",), caller="family", **GIVEN)),
    Scene(5, called(1, outcomes=("wrong_number",))),
    Scene(4, called(7, language="tgk", country="RU", categories=("police_check", "registration_permit"), **GIVEN)),
    Scene(2, called_back),
    Scene(1, called(5, MADINA, language="kir", country="RU", categories=("documents_withheld",), **GIVEN)),
    Scene(0, half_written),
    Scene(0, handed_on),
)
