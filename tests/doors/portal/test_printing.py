"""A page on paper: the answer with every source and number, black on white, and nothing that is there for fingers."""

from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pypdf import PdfReader

from komek.knowledge import guide
from komek.knowledge.guide import content
from tests.browser import chromium
from tests.doors.portal.test_portal_browser import browser, opened

__all__ = ["browser"]

TOPICS = ("registration-russia", "wages-unpaid", "documents-taken")
FOR_FINGERS = ".top, .sos, .skip, .tools, .day, .ask, .route, .crumb summary, .line form, footer, main nav"
PALE = """[...document.querySelectorAll("main *")].filter(e => e.checkVisibility() && [...e.childNodes].some(
    n => n.nodeType === 3 && n.data.trim())).filter(e => {
        const part = c => c.match(/[\\d.]+/g).map(Number);
        const lum = c => .2126 * part(c)[0] + .7152 * part(c)[1] + .0722 * part(c)[2];
        let under = e;
        while (under && /, 0\\)$/.test(getComputedStyle(under).backgroundColor)) under = under.parentElement;
        const ground = under ? lum(getComputedStyle(under).backgroundColor) : 255;
        return lum(getComputedStyle(e).color) > 115 || ground < 225;
    }).map(e => e.textContent.trim().slice(0, 40))"""
"""Words that a printer without colours would show pale, or on a dark ground."""

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not chromium(), reason="needs Chromium")]


def plain(text: str) -> str:
    """Leave letters and digits alone: paper breaks lines where it likes."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def told(answer: guide.Answer) -> list[str]:
    """Give what must stand on the paper: words, days, notes, sources, numbers."""
    passages = [*([answer.lead] if answer.lead else []), *answer.passages]
    found = [answer.title, *(number.number for number in answer.call)]
    for each in passages:
        found += [each.headline, *each.text.splitlines(), *each.items, *each.notes, each.mark_words]
        found += [origin.line for origin in each.origins]
        found += [line.number for line in each.contacts]
    return [each for each in found if each.strip()]


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["ru", "uz"])
def test_paper_bears_the_whole_answer_and_nothing_for_fingers(language: str, topic: str, browser: Browser) -> None:
    about = guide.Reader(language, "UZ", "RU")
    answer = guide.answer(content.shipped(demo=True), topic, about, timezone.localdate(), now=timezone.now())
    page = opened(browser, 1000, script=False)
    page.goto(f"/{language}/{topic}/?from=UZ&to=RU")
    assert page.locator(".sos").is_visible(), "on the screen it is there"
    paper = PdfReader(BytesIO(page.pdf(format="A4")))
    page.context.close()
    text = plain(" ".join(sheet.extract_text() for sheet in paper.pages))
    assert len(told(answer)) > 12
    assert [each for each in told(answer) if plain(each) not in text] == []
    assert plain(guide.words(language).say("site", "all_topics")) not in text
    assert len(paper.pages) <= 4


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("place", ["registration-russia/?from=UZ&to=RU", "person/?to=RU", "hotline/"])
def test_on_paper_words_are_dark_on_white_also_where_the_screen_is_dark(
    place: str, dark: bool, browser: Browser
) -> None:
    page = opened(browser, 1000, dark=dark)
    page.goto(f"/ru/{place}")
    page.emulate_media(media="print", color_scheme="dark" if dark else "light")
    seen: Any = page.evaluate(
        f"[...document.querySelectorAll({FOR_FINGERS!r})].filter(e => e.checkVisibility()).map(e => e.outerHTML)"
    )
    pale: Any = page.evaluate(PALE)
    page.context.close()
    assert seen == []
    assert pale == []
