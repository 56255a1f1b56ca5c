"""The screens in a real browser: open to everybody, large enough, within reach, and asking before they forget.

No server runs: each request of the browser is answered by the house itself, and every other host is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pytest_django.fixtures import Settings

from komek.knowledge import guide
from komek.knowledge.guide import recordings
from komek.knowledge.guide import speech as words_of
from tests import scanned
from tests.browser import FLAGS, chromium
from tests.doors.kiosk.conftest import Use
from tests.knowledge.kiosks.makers import SOUND, with_sound

HOST = "https://komek.invalid"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"color-contrast-enhanced": {"enabled": True}}}
"""All of them, and the contrast of AAA: a kiosk stands in daylight."""

SCREENS = (
    "",
    "{0}/",
    "{0}/RU/",
    "{0}/RU/more/2/",
    "{0}/RU/registration-russia/",
    "{0}/person/?at=RU/health",
    "{0}/passport/?at=RU/health",
)
STILL = "{0}/still/?at=RU"
"""Come to when nobody has touched the screen for a while."""
CODED = {
    "RU/registration-russia/": ("registration-russia/?from=KG&to=RU", "registration-russia"),
    "person/?at=RU/health": ("person/?in=KG", "hotline"),
}
"""The path of a screen with codes: to which page of the portal, and to which topic of the bot, they lead."""
PORTRAIT, LANDSCAPE, SMALL = (1080, 1920), (1920, 1080), (768, 1366)
LARGE = 64
REACH = 0.4
"""What can be touched begins below this part of a portrait screen (EN 301 549, 8.3: reach)."""

TOUCHED = "a, button:not([hidden]), summary, audio, [data-scroll]:not([hidden])"

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not chromium(), reason="needs Chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()


def answer(route: Route) -> None:
    """Answer a request of the browser."""
    url = urlsplit(route.request.url)
    if url.path.startswith("/static/"):
        route.fulfill(path=str(finders.find(url.path.removeprefix("/static/"))))
        return
    told = Client().get(url.path + (f"?{url.query}" if url.query else ""))
    keep = {name: value for name, value in told.headers.items() if name != "Content-Length"}
    route.fulfill(status=told.status_code, headers=keep, body=told.content)


def opened(browser: Browser, size: tuple[int, int] = PORTRAIT, script: bool = True, **more: Any) -> Page:
    context = browser.new_context(
        base_url=HOST,
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=script,
        service_workers="block",
        **more,
    )
    context.route("**/*", answer)
    return context.new_page()


def boxes(page: Page) -> list[tuple[str, dict[str, float]]]:
    """Measure whatever can be touched."""
    script = f"""[...document.querySelectorAll({TOUCHED!r})].filter(e => e.checkVisibility()).map(e => {{
        const r = e.getBoundingClientRect();
        return [e.outerHTML.slice(0, 60), {{top: r.top, bottom: r.bottom, width: r.width, height: r.height}}] }})"""
    found: list[tuple[str, dict[str, float]]] = page.evaluate(script)
    return found


def faults(page: Page) -> list[str]:
    """Look a screen over: axe, what does not fit, what is too small."""
    found: Any = Axe().run(page, options=RULES)
    told = [f"{e['id']}: {[n['html'][:120] for n in e['nodes']][:3]}" for e in found.response["violations"]]
    return told + ill_fitting(page)


def ill_fitting(page: Page) -> list[str]:
    """Say what does not fit, or is too small for a finger."""
    told: list[str] = []
    wide = page.evaluate(
        """[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"""
    )
    told += [f"{wide} larger than the screen"] if max(wide) > 0 else []
    told += [f"too small {box}: {name}" for name, box in boxes(page) if min(box["width"], box["height"]) < LARGE]
    told += [
        f"off the screen {box}: {name}" for name, box in boxes(page) if box["bottom"] > page.evaluate("innerHeight")
    ]
    cut = page.evaluate(
        "[...document.querySelectorAll('.tile, .key')].filter(e => e.scrollHeight > e.clientHeight + 1"
        " || e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.trim())"
    )
    return told + [f"cut off: {each}" for each in cut]


@pytest.mark.slow
@pytest.mark.parametrize("language", words_of.spoken())
def test_every_screen_is_open_to_everybody(language: str, browser: Browser, settings: Settings) -> None:
    """Upright with axe; lying down, which changes no words and no colours, by measure."""
    settings.KOMEK_TELEGRAM_BOT = "salom_bot"
    page = opened(browser)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Service Worker" not in message.text else None)
    found = {}
    for screen in SCREENS:
        page.set_viewport_size({"width": LANDSCAPE[0], "height": LANDSCAPE[1]})
        page.goto(f"/kiosk/osh/{screen.format(language)}")
        if told := ill_fitting(page):
            found[f"{screen} lying down"] = told
        page.set_viewport_size({"width": PORTRAIT[0], "height": PORTRAIT[1]})
        assert said == [], "the content policy refused something of ours"
        if told := faults(page):
            found[screen] = told
        said.clear()  # axe itself tries what the policy forbids
    page.context.close()
    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", words_of.spoken())
def test_the_question_whether_somebody_is_there_is_open_to_everybody(language: str, browser: Browser) -> None:
    page = opened(browser)
    page.clock.install()
    page.goto(f"/kiosk/osh/{language}/RU/")
    page.clock.run_for(61_000)
    page.wait_for_selector("dialog[open]")
    assert guide.words(language).say("kiosk", "still_here") in page.inner_text("dialog")
    assert faults(page) == []
    page.goto(f"/kiosk/osh/{STILL.format(language)}")
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("size", [PORTRAIT, SMALL], ids=["1080", "768"])
def test_whatever_can_be_touched_is_within_reach_on_a_portrait_screen(size: tuple[int, int], browser: Browser) -> None:
    page = opened(browser, size)
    high: dict[tuple[str, str], list[str]] = {}
    for place in ("osh", "ashgabat"):
        for screen in (*SCREENS, "{0}/still/"):
            page.goto(f"/kiosk/{place}/{screen.format('ru')}")
            told = [name for name, box in boxes(page) if box["top"] < size[1] * REACH]
            high |= {(place, screen): told} if told else {}
    page.context.close()
    assert high == {}


@pytest.mark.slow
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL], ids=["portrait", "landscape", "small"])
def test_a_phone_reads_both_codes_from_the_screen(size: tuple[int, int], browser: Browser, settings: Settings) -> None:
    """Held before the glass, where it is dark too: the page and the bot, of the same topic in the same language."""
    settings.KOMEK_TELEGRAM_BOT = "salom_bot"
    page = opened(browser, size, color_scheme="dark" if size == LANDSCAPE else "light")
    wrong = {}
    for language, (screen, (address, topic)) in product(words_of.spoken(), CODED.items()):
        page.goto(f"/kiosk/osh/{language}/{screen}")
        read = scanned.on_screen(page.screenshot())
        if read != [f"http://testserver/{language}/{address}", f"https://t.me/salom_bot?start={language}_{topic}"]:
            wrong[(language, screen)] = read
    page.context.close()
    assert wrong == {}


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_talking_to_a_person_stands_in_the_same_place_on_every_screen(size: tuple[int, int], browser: Browser) -> None:
    page = opened(browser, size)
    where = set()
    for screen in (*SCREENS, "{0}/still/"):
        page.goto(f"/kiosk/osh/{screen.format('ky')}")
        box = page.locator(".key.person").first.bounding_box()
        assert box
        where.add((round(box["x"]), round(box["y"]), round(box["width"]), round(box["height"])))
    page.context.close()
    assert len(where) == 1


def test_after_a_minute_it_asks_counts_down_and_forgets(browser: Browser) -> None:
    page = opened(browser)
    page.clock.install()
    page.goto("/kiosk/osh/en/RU/health/?from=TJ")
    page.clock.run_for(59_000)
    assert not page.locator("dialog").is_visible()
    page.clock.run_for(1_500)
    assert page.locator("dialog").is_visible()
    seen = []
    for _ in range(3):
        seen.append(page.inner_text("#still-count"))
        page.clock.run_for(5_000)
    assert seen[0].startswith("20") or seen[0].startswith("19")
    assert len(set(seen)) == 3, "the count is seen to fall"
    page.clock.run_for(6_000)
    page.wait_for_url("**/kiosk/osh/")
    page.context.close()


def test_more_time_gives_another_minute_and_a_touch_counts(browser: Browser) -> None:
    page = opened(browser)
    page.clock.install()
    page.goto("/kiosk/osh/en/RU/health/")
    page.clock.run_for(61_000)
    page.locator("#more").click()
    assert not page.locator("dialog").is_visible()
    page.clock.run_for(50_000)
    page.mouse.move(200, 200)
    page.mouse.down()
    page.mouse.up()
    page.clock.run_for(30_000)
    assert not page.locator("dialog").is_visible()
    page.clock.run_for(31_000)
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible(), "a key says that somebody is here"
    assert page.url.endswith("/en/RU/health/")
    page.context.close()


def test_a_long_answer_is_moved_by_buttons_as_well(browser: Browser) -> None:
    page = opened(browser, SMALL, reduced_motion="reduce")
    page.goto("/kiosk/osh/ru/RU/registration-russia/")
    assert page.evaluate("document.getElementById('read').scrollTop") == 0
    page.locator("[data-scroll='1']").click()
    assert page.evaluate("document.getElementById('read').scrollTop") > 100
    page.locator("[data-scroll='-1']").click()
    page.wait_for_function("document.getElementById('read').scrollTop === 0")
    page.context.close()


def test_a_voice_is_offered_where_there_is_one(browser: Browser, edition: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    edition(with_sound())
    monkeypatch.setattr(recordings, "read", {"registration.uz.ogg": SOUND}.get)
    page = opened(browser)
    page.goto("/kiosk/osh/uz/RU/registration-russia/?from=UZ")
    listen = page.locator("#listen")
    assert listen.is_visible()
    with page.expect_request("**/sound/registration.uz.ogg"):
        listen.click()
    page.wait_for_selector("#listen[aria-pressed=false]")
    assert faults(page) == []
    page.context.close()


def test_all_of_it_works_without_a_script(browser: Browser) -> None:
    page = opened(browser, script=False)
    page.goto("/kiosk/osh/")
    page.locator("a[hreflang=uz]").click()
    page.locator(".tile", has_text="Rossiya").click()
    page.locator(".tile").first.click()
    assert "/kiosk/osh/uz/RU/" in page.url
    assert page.locator("[data-scroll]").first.is_hidden()
    assert page.locator(".codes svg").count() == 1
    page.locator("nav .key.person").click()
    assert page.locator("h1").inner_text() == guide.words("uz").say("person", "title")
    page.locator("nav .key").first.click()
    assert "/kiosk/osh/uz/RU/" in page.url, "back to the answer"
    page.context.close()


def test_a_small_window_scrolls_and_nothing_is_lost(browser: Browser) -> None:
    page = opened(browser, (360, 740))
    for screen in SCREENS:
        page.goto(f"/kiosk/osh/{screen.format('ru')}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, screen
        page.locator(".key.person").first.scroll_into_view_if_needed()
        assert page.locator(".key.person").first.is_visible()
    page.context.close()
