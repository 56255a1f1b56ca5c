"""A migrant with a phone: she chooses her language, asks in her own words, gets a day, takes it along, finds a person.

In five languages and both scripts of Uzbek. The matcher is the real one, the dates are counted from a real table.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from komek.knowledge import guide
from komek.knowledge.guide import matching
from tests.browser import chromium
from tests.factories.orgs import Cast
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not chromium(), reason="needs Chromium")]
ASKED = {
    "en": "how many days do I have to register in russia",
    "ru": "сколько дней на регистрацию в россии",
    "uz": "rossiyada royxatdan otish necha kun",
    "uz-cyrl": "россияда рўйхатдан ўтиш неча кун",
    "ky": "россияда каттоого туруу канча күн",
}
BY = {
    "en": "By 9 December 2026",
    "ru": "9 декабря 2026",
    "uz": "2026-yil 9-dekabr",
    "uz-cyrl": "2026 йил 9 декабр",
    "ky": "2026-ж. 9-декабрь",
}
"""Seven working days after 30 November 2026, by the calendar of Russia (tests/knowledge/guide/test_rules.py)."""


@pytest.fixture(autouse=True)
def trained(cast: Cast, settings: Settings) -> None:
    """Show what the demo shows; on a new machine the matcher is trained first, which takes longer than one waits."""
    settings.KOMEK_DEMO = True
    matching.matcher()


@pytest.mark.parametrize("language", ASKED)
def test_from_a_question_to_a_day_to_a_person(language: str, walk: Callable[..., Walk]) -> None:
    words = guide.words(language)
    with time_machine.travel(datetime(2026, 11, 30, 6, tzinfo=UTC), tick=True):
        migrant = walk(width=390)
        page = migrant.page
        migrant.go("/")
        page.locator(f"button[value={language}]").click()
        page.wait_for_url(f"**/{language}/")
        page.fill("[name=q]", ASKED[language])
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{language}/ask/")
        migrant.look()
        page.locator("main a[href*='registration-russia']").first.click()
        page.wait_for_url(f"**/{language}/registration-russia/**")
        migrant.look()
        page.locator(".crumb summary").click()
        page.select_option("#from", "UZ")
        page.locator(".route button").click()
        page.wait_for_url("**from=UZ**")
        page.fill("#arrived", "2026-11-30")
        page.locator(".day button").click()
        expect(page.locator(".until")).to_contain_text(BY[language])
        migrant.look()
        with page.expect_download() as saved:
            page.locator("a[download]").click()
        text = saved.value.path().read_text(encoding="utf-8")
        assert len(text.encode()) < 40_000, "small enough to be sent on"
        assert re.search(r'href="tel:\+?\d+"', text), "a number stands in what is sent on"
        page.locator(".sos").click()
        page.wait_for_url(f"**/{language}/person/**")
        migrant.look()
        expect(page.locator("h1")).to_have_text(words.say("person", "title"))
        expect(page.locator("a.tel").first).to_be_visible()
        page.locator("footer").get_by_role("link", name=words.say("site", "journey")).click()
        page.select_option("#from", "UZ")
        page.select_option("#to", "RU")
        page.fill("#arrived", "2026-11-30")
        page.locator(".trip button").click()
        expect(page.locator(".days")).to_contain_text(re.search(r"\d.*", BY[language])[0])  # type: ignore[index]
        migrant.look()
        with page.expect_download() as calendar:
            page.get_by_role("button", name=words.say("journey", "calendar")).click()
        days = calendar.value.path().read_text(encoding="utf-8")
        assert "DTSTART;VALUE=DATE:20261209" in days
