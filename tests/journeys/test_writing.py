"""Somebody without an account writes to a person, reads the answer with two numbers, and deletes everything."""

from collections.abc import Callable
from datetime import time

import pytest
from playwright.sync_api import Page

from komek.doors.portal import asking
from komek.foundations import inbox
from komek.knowledge import guide
from tests.browser import chromium
from tests.factories.orgs import Cast
from tests.factories.processes import elsewhere
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.skipif(not chromium(), reason="needs Chromium")]
WORDS = "Паспортимни олиб қўйишди.\n\n  Нима қилай?"
ANSWER = "Эртага келинг."
Begin = Callable[..., Walk]


@pytest.fixture
def duty(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Umit Almaty reads for people in Russia and in Kazakhstan; no matcher is needed here."""
    monkeypatch.setattr(asking, "danger", lambda text: False)
    for country in ("RU", "KZ"):
        every_day = {"weekdays": range(1, 8), "begins": time(0), "ends": time(0)}
        inbox.set_watch(country=country, languages=[], by=cast.dina.actor, **every_day)  # type: ignore[arg-type]
    return cast


def answered(cast: Cast) -> str:
    """Take the message that waits, read it, answer it; gives what was read."""
    (message,) = inbox.queries.waiting(cast.aigul.actor)
    row = inbox.take(message=message, by=cast.aigul.actor)
    inbox.answer(message=row, text=ANSWER, by=cast.aigul.actor)
    return inbox.open_message(message=row, by=cast.aigul.actor).text


def writes(page: Page, language: str, words: str = WORDS) -> list[str]:
    """Go from the page of the person to the message, and send it; gives the two numbers."""
    page.get_by_role("link", name=guide.words(language).say("person", "write")).click()
    page.wait_for_url("**/person/write/**")
    page.fill("#words", words)
    page.locator("button[value=send]").click()
    page.wait_for_selector(".twin")
    return page.locator(".twin bdi").all_inner_texts()


def anew(sender: Walk) -> None:
    """Look over what a page has become under the same address."""
    sender.looked_at.clear()
    sender.look()


@pytest.mark.parametrize("language", ["en", "ru", "uz", "uz-cyrl", "ky"])
def test_she_writes_and_reads_the_answer_by_her_two_numbers(language: str, duty: Cast, walk: Begin) -> None:
    speech, sender = guide.words(language), walk(width=360)
    page = sender.go(f"/{language}/person/?in=RU").page
    numbers = writes(page, language)
    anew(sender)
    assert elsewhere(lambda: answered(duty)) == WORDS
    page.get_by_role("link", name=speech.say("inbox", "receipt_enter")).click()
    page.wait_for_url("**/receipt/**")
    page.fill("#first", numbers[0])
    page.fill("#second", "1")
    page.locator("button[value=read]").click()
    page.wait_for_selector("[role=alert]")
    anew(sender)
    page.fill("#second", numbers[1])
    page.locator("button[value=read]").click()
    page.wait_for_selector(".told")
    assert page.locator(".told").inner_text() == ANSWER
    page.locator(".undo summary").click()
    anew(sender)
    page.locator("button[value=erase]").click()
    page.wait_for_selector("[role=status]")
    assert speech.say("inbox", "erased") in page.locator("[role=status]").inner_text()
    assert elsewhere(lambda: inbox.queries.ours(duty.aigul.actor)) == []


def test_the_paper_bears_the_two_numbers_alone_and_what_was_typed_stays(duty: Cast, walk: Begin) -> None:
    sender = walk(width=360)
    page = sender.go("/en/person/write/?in=RU").page
    page.fill("#words", WORDS)
    page.get_by_role("button", name="Kazakhstan").click()
    page.wait_for_selector("[aria-current=true]:text('Kazakhstan')")
    assert page.locator("#words").input_value() == WORDS
    page.locator("button[value=send]").click()
    page.wait_for_selector(".twin")
    page.emulate_media(media="print")
    seen = page.evaluate("[...document.querySelectorAll('main > *')].filter(e => e.offsetParent).map(e => e.className)")
    assert seen == ["twin"]
    assert not page.locator(".sos").is_visible()
    assert not page.locator("footer").is_visible()
