"""Pages that no address opens by itself: a file to send on, thanks for saying that nobody answers, no leaflet now."""

from html import unescape
from pathlib import Path
from typing import NoReturn

import pytest

from komek.doors.portal import leaflets
from komek.knowledge import guide
from tests import markup
from tests.browser import chromium
from tests.doors.portal.conftest import Reader
from tests.doors.portal.test_messages_browser import look_over

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
TOPIC = "registration-russia"
SAVED, SILENT, LEAFLET = f"{TOPIC}/save/?from=UZ&to=RU", "person/silent/?to=KZ", f"{TOPIC}.pdf"
FIRST_ROUND_TRIP = 14_600
NONE = {"leaflet_missing": leaflets.NoPaper, "leaflet_busy": leaflets.Busy}


def pages(language: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Show each of them once; gives what came over the line, unpacked."""
    reader, speech = Reader(), guide.words(language)
    saved = reader.get(f"/{language}/{SAVED}")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    silent = reader.post(f"/{language}/{SILENT}", contact="kz.hotline.short")
    assert silent.status_code == 200
    assert reader.sent <= FIRST_ROUND_TRIP
    shown = {"saved": saved.body, "silent": silent.body}
    for key, error in NONE.items():

        def none(*_of: object, error: type[Exception] = error) -> NoReturn:
            raise error

        monkeypatch.setattr(leaflets, "leaflet", none)
        answer = reader.get(f"/{language}/{LEAFLET}")
        assert answer.status_code == 503
        assert speech.say("site", key) in unescape(answer.page.html)
        shown[key] = answer.body
    return shown


@pytest.mark.skipif(bool(markup.missing()), reason=markup.missing() or "never")
@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_that_are_seldom_seen_are_well_formed(
    language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert markup.errors(pages(language, monkeypatch), tmp_path) == []


@pytest.mark.journey
@pytest.mark.skipif(not chromium(), reason="needs Chromium")
@pytest.mark.parametrize("language", guide.spoken())
def test_pages_that_are_seldom_seen_are_open_to_everybody(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = look_over(pages(language, monkeypatch), dark=language in ("ru", "uz"))
    assert {name: faults for name, faults in found.items() if faults} == {}
