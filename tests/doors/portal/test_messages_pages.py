"""What the two forms answer is small and well-formed: every page of them, not only those that an address opens."""

import re
from pathlib import Path

import pytest

from komek.knowledge import guide
from tests import markup
from tests.doors.portal.states import SHOWN, states
from tests.doors.portal.test_messages import quiet
from tests.foundations.inbox.conftest import Rota, calm, manned, rota

__all__ = ["calm", "manned", "quiet", "rota"]

pytestmark = pytest.mark.slow
SAID = {
    "sent": ("sent", "receipt"),
    "already": ("already", "already_numbers"),
    "write: empty": ("empty",),
    "receipt: wrong numbers": ("receipt_wrong",),
    "receipt: no answer yet": ("no_answer_yet",),
    "receipt: nothing written": ("empty",),
    "receipt: went on": ("sent",),
    "receipt: silence": ("silence",),
    "receipt: taken, silence": ("taken_silence",),
    "receipt: answers": ("answer", "continue"),
    "receipt: nobody reads on": ("closed",),
    "receipt: erased": ("erased",),
}


@pytest.mark.parametrize("language", guide.spoken())
def test_every_answer_of_the_forms_is_small_and_says_what_it_is(language: str, manned: Rota) -> None:
    shown, speech = states(language, manned), guide.words(language)
    assert set(shown) == SHOWN
    for name, keys in SAID.items():
        for key in keys:
            assert speech.say("inbox", key).encode() in shown[name].body, (name, key)
    assert {name: page.packed for name, page in shown.items() if page.packed >= 14_600} == {}
    ids = {name: re.findall(rb'\bid="([^"]+)"', page.body) for name, page in shown.items()}
    assert {name: found for name, found in ids.items() if len(found) != len(set(found))} == {}


@pytest.mark.skipif(bool(markup.missing()), reason=markup.missing() or "never")
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_answer_of_the_forms_is_well_formed(language: str, manned: Rota, tmp_path: Path) -> None:
    pages = {name: page.body for name, page in states(language, manned).items()}
    assert set(pages) == SHOWN
    assert markup.errors(pages, tmp_path) == []
