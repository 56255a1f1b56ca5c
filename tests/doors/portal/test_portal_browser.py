"""The public pages in a real browser: accessible in light and dark, narrow and at 200 %, left at once.

No server runs: each request of the browser is answered by the house itself, and every other host is refused.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from komek.doors.portal import asking
from komek.doors.portal.languages import offered
from komek.knowledge.guide.matching import Found, Result
from tests.browser import FLAGS, chromium

HOST = "https://komek.invalid"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
NOWHERE = "nothing-here/"
PLACES = (
    "",
    "topics/",
    "registration-russia/?from=UZ&to=RU",
    "hotline/",
    "person/?to=RU",
    "person/now/",
    "journey/",
    "chat/",
    NOWHERE,
)
WELCOME, ASKED = "/", "ask/"
"""What is come to by the forms."""
DRESSES = {
    "narrow": (360, 1.0, False),
    "narrow and dark": (360, 1.0, True),
    "at 200 %": (640, 2.0, False),
    "wide and dark": (1280, 1.0, True),
}
"""Width of the window, zoom, dark."""
LOOKS = [(code, "narrow") for code in offered()] + [(c, dress) for dress in list(DRESSES)[1:] for c in ("ru", "uz")]
"""Every page in every language, and in every dress in two."""

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not chromium(), reason="needs Chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()


def answer(route: Route) -> None:
    """Answer a request of the browser."""
    request, url = route.request, urlsplit(route.request.url)
    if f"{url.scheme}://{url.netloc}" != HOST:
        route.fulfill(status=200, content_type="text/html", body="<title>Elsewhere</title>")
        return
    if url.path.startswith("/static/"):
        route.fulfill(path=str(finders.find(url.path.removeprefix("/static/"))))
        return
    kind = request.headers.get("content-type", "")
    path = url.path + (f"?{url.query}" if url.query else "")
    told = Client().generic(request.method, path, request.post_data or "", content_type=kind)
    keep = {name: value for name, value in told.headers.items() if name != "Content-Length"}
    if "Location" in keep:
        body = f'<meta http-equiv="refresh" content="0;url={keep["Location"]}">'
        route.fulfill(status=200, content_type="text/html", body=body)
        return
    route.fulfill(status=told.status_code, headers=keep, body=told.content)


def opened(browser: Browser, width: int = 360, zoom: float = 1.0, dark: bool = False, script: bool = True) -> Page:
    """Open a window; at 200 % it has half the width it seems to have."""
    context: BrowserContext = browser.new_context(
        base_url=HOST,
        viewport={"width": int(width / zoom), "height": int(840 / zoom)},
        device_scale_factor=zoom,
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    context.route("**/*", answer)
    return context.new_page()


def faults(page: Page) -> list[str]:
    """Look a page over."""
    found: Any = Axe().run(page, options=RULES)
    told = [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes']][:3]}" for each in found.response["violations"]
    ]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return told + ([f"{wider} pixels wider than the window"] if wider > 0 else [])


@pytest.mark.parametrize(("language", "dress"), LOOKS)
def test_every_page_is_open_to_everybody(language: str, dress: str, browser: Browser) -> None:
    page = opened(browser, *DRESSES[dress])
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "404" not in message.text else None)
    found = {}
    for place in PLACES:
        page.goto(f"/{language}/{place}")
        if told := faults(page):
            found[place] = told
    page.context.close()
    assert found == {}
    assert said == [], "the content policy refused something of ours"


@pytest.mark.parametrize(("language", "dark"), [*((code, False) for code in offered()), ("ru", True), ("uz", True)])
def test_forms_and_what_they_answer_are_open_to_everybody(
    language: str, dark: bool, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Found("kk", (Result("wages-unpaid", 0.6), Result("documents-taken", 0.4)), danger=True, sure=False)
    monkeypatch.setattr(asking, "ask", lambda text, choice: found)
    page = opened(browser, dark=dark)
    page.goto(WELCOME)
    assert faults(page) == []
    page.locator(f"button[value={language}]").click()
    page.wait_for_url(f"**/{language}/")
    page.fill("[name=q]", "x")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/{ASKED}")
    assert faults(page) == []
    page.goto(f"/{language}/journey/")
    page.locator(".trip button").click()
    page.wait_for_selector("[role=alert]")
    assert faults(page) == []
    page.select_option("#from", "UZ")
    page.select_option("#to", "RU")
    page.fill("#arrived", "2026-11-30")
    page.locator(".trip button").click()
    page.wait_for_selector(".days")
    assert faults(page) == []
    page.context.close()


def test_leaving_shows_something_else_at_once_and_there_is_no_way_back(browser: Browser) -> None:
    page = opened(browser)
    page.goto("/en/")
    page.goto("/en/wages-unpaid/")
    page.locator("#exit").click()
    page.wait_for_url(f"{settings.KOMEK_EXIT_URL}**")
    page.go_back()
    assert urlsplit(page.url).path == "/en/", "the page that was left is not in the history"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(f"{settings.KOMEK_EXIT_URL}**")
    page.context.close()


def test_all_of_it_works_without_a_script(browser: Browser) -> None:
    page = opened(browser, script=False)
    page.goto("/en/registration-russia/")
    assert page.locator("#print").is_hidden()
    page.locator(".crumb summary").click()
    page.select_option("#from", "UZ")
    page.locator(".route button").click()
    page.wait_for_url("**/registration-russia/?from=UZ&to=")
    page.fill("#arrived", "2026-11-30")
    page.locator(".day button").click()
    assert page.locator(".until").inner_text() == "By 9 December 2026"
    page.locator(".lang summary").click()
    page.locator(".lang a[hreflang=ru]").click()
    assert page.locator("html").get_attribute("lang") == "ru"
    page.locator(".sos").click()
    page.wait_for_url("**/ru/person/**")
    page.locator("#exit").click()
    page.wait_for_url(f"{settings.KOMEK_EXIT_URL}**")
    page.context.close()


def test_the_bar_stays_in_its_place_and_hides_nothing_that_has_the_focus(browser: Browser) -> None:
    page = opened(browser)
    where = set()
    for place in PLACES:
        page.goto(f"/en/{place}")
        box = page.locator(".sos").bounding_box()
        assert box
        where.add((box["x"], box["y"], box["width"]))
    assert len(where) == 1
    page.goto("/en/topics/")
    bar = page.locator(".sos").bounding_box()
    assert bar
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "sos":
            break
        at: Any = page.evaluate(
            "(() => { const r = document.activeElement.getBoundingClientRect(); return [r.top, r.bottom] })()"
        )
        assert at[0] < bar["y"], "what has the focus is not under the bar"
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ky"])
def test_targets_are_large_enough_for_a_thumb(language: str, browser: Browser) -> None:
    """Whatever can be tapped, but for words within a sentence and the line of a source."""
    page = opened(browser)
    small = []
    for place in PLACES:
        page.goto(f"/{language}/{place}")
        page.evaluate("document.querySelectorAll('.lang, .src details').forEach(each => each.open = true)")
        boxes: Any = page.evaluate(
            "[...document.querySelectorAll('a, button, summary, select, textarea, input:not([type=hidden])')]"
            ".filter(e => e.checkVisibility() && !e.closest('.skip, .src li, .src span, .state'))"
            ".map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])"
        )
        assert len(boxes) > 15
        small += [(place, name, height) for name, height in boxes if 0 < height < 44]
    page.context.close()
    assert small == []
