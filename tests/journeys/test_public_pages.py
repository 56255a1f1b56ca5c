"""The public pages that ask the database, in every language: open to everybody, and no wider than a small window.

The others are looked at in tests/doors/portal/test_portal_browser.py, the kiosk's in tests/doors/kiosk.
"""

from collections.abc import Callable
from datetime import time

import pytest
from playwright.sync_api import expect

from komek.foundations import inbox
from komek.knowledge import guide
from tests.browser import chromium
from tests.factories.orgs import Cast
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not chromium(), reason="needs Chromium")]
PLACES = ("person/?to=RU", "person/write/?to=RU", "receipt/", "chat/")


@pytest.fixture
def watch(cast: Cast) -> None:
    """Umit Almaty reads day and night."""
    every_day = {"weekdays": range(1, 8), "begins": time(0), "ends": time(0)}
    inbox.set_watch(country="RU", languages=[], by=cast.dina.actor, **every_day)  # type: ignore[arg-type]


def test_pages_that_ask_the_database_are_open_to_everybody(watch: None, walk: Callable[..., Walk]) -> None:
    reader = walk(width=360)
    for language in guide.spoken():
        for place in PLACES:
            reader.go(f"/{language}/{place}")
        expect(reader.page.locator("html")).to_have_attribute("lang", "uz-Cyrl" if language == "uz-cyrl" else language)
        reader.go(f"/{language}/person/write/?to=RU").sees("Umit Almaty")
        reader.page.locator("main form button.primary").first.click()
        reader.look()
