"""The page of the chat in every state and language: small, well-formed, and open to everybody after a post."""

import re
from pathlib import Path

import pytest

from komek.doors.bots.engine import MAIN
from komek.knowledge import guide
from komek.knowledge.guide import content
from tests import markup
from tests.browser import chromium
from tests.doors.portal.chats import SHOWN, states
from tests.doors.portal.test_chat import Somebody, house, operator
from tests.doors.portal.test_messages_browser import look_over
from tests.factories.orgs import Staff

__all__ = ["house", "operator"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FIRST_ROUND_TRIP = 14_600
LOOKED_AT = {"held", "topic:trafficking", "sent", "opened", "busy"}
"""States whose pages differ for the eye: the others are made of the same parts."""


@pytest.mark.parametrize("language", guide.spoken())
def test_every_state_is_small_and_says_what_it_is(language: str, operator: Staff) -> None:
    shown, speech = states(language, operator), guide.words(language)
    assert set(shown) == SHOWN
    assert {name: page.packed for name, page in shown.items() if page.packed > FIRST_ROUND_TRIP} == {}
    assert {name for name, page in shown.items() if page.status != 200} == {"foreign"}
    said = {
        "foreign": "foreign",
        "cleared": "cleared",
        "held": "danger_offer",
        "changed": "changed",
        "sent": "done",
        "added": "done",
    }
    for name, key in said.items():
        assert speech.say("bot", key).encode() in shown[name].body, name
    ids = {name: re.findall(rb'\bid="([^"]+)"', page.body) for name, page in shown.items()}
    assert {name: found for name, found in ids.items() if len(found) != len(set(found))} == {}


@pytest.mark.parametrize("language", guide.spoken())
def test_a_long_talk_stays_small_and_the_newest_answer_stands_in_it_whole(language: str) -> None:
    she = Somebody(f"/{language}/chat/?from=UZ&to=RU")
    for topic in (*MAIN, "trafficking", "hotline"):
        she.post(tap=f"topic:{topic}", turn=she.turn())
        packed = she.client.get(she.page, headers={"accept-encoding": "gzip"})
        assert len(packed.content) <= FIRST_ROUND_TRIP, topic
        assert guide.title(content.topics()[topic], language).upper() in she.html


@pytest.mark.skipif(bool(markup.missing()), reason=markup.missing() or "never")
def test_every_state_is_well_formed(operator: Staff, tmp_path: Path) -> None:
    pages = {
        f"{name} {language}": page.body
        for language in guide.spoken()
        for name, page in states(language, operator).items()
    }
    assert len(pages) == len(SHOWN) * len(guide.spoken())
    assert markup.errors(pages, tmp_path) == []


@pytest.mark.journey
@pytest.mark.skipif(not chromium(), reason="needs Chromium")
@pytest.mark.parametrize("language", guide.spoken())
def test_every_state_is_open_to_everybody(language: str, operator: Staff) -> None:
    pages = {name: page.body for name, page in states(language, operator).items() if name in LOOKED_AT}
    found = look_over(pages, dark=language in ("ru", "uz"))
    assert set(found) == LOOKED_AT
    assert {name: faults for name, faults in found.items() if faults} == {}
