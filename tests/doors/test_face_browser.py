"""The face in a real browser: accessible, wide and narrow, light and dark; nothing is lost, nothing left behind.

No server runs: each request of the page is answered here.
"""

import json
import mimetypes
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pytest_django.fixtures import Settings

from komek.doors.face import styleguide
from tests.browser import FLAGS

CHROMIUM = Path("/usr/bin/chromium")
HOST = "https://komek.invalid"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
TARGETS = (
    ".btn, .rail a:not(.brand), summary, input:not([type=hidden]), select, textarea, .segments label, .pager a, .tabs a"
)

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")]


class House:
    """Answers the requests of a page, and remembers them."""

    def __init__(self) -> None:
        self.html: dict[str, str] = {}
        self.posts: list[tuple[str, dict[str, list[str]]]] = []
        self.reachable = True

    def answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if route.request.method == "POST":
            self._take(route, url.path)
        elif url.netloc != urlsplit(HOST).netloc:
            route.fulfill(status=200, content_type="text/html", body="elsewhere")
        elif url.path in self.html:
            policy = {"Content-Security-Policy": POLICY}
            route.fulfill(status=200, content_type="text/html; charset=utf-8", headers=policy, body=self.html[url.path])
        else:
            found = str(finders.find(url.path.removeprefix("/static/")))
            route.fulfill(status=200, content_type=mimetypes.guess_type(found)[0] or "", path=found)

    def _take(self, route: Route, where: str) -> None:
        if not self.reachable:
            route.abort()
            return
        self.posts.append((where, parse_qs(route.request.post_data or "")))
        route.fulfill(
            status=200,
            content_type="application/json",
            body=json.dumps({"saved": True, "at": "09:41", "locks_at": int(time.time()) + 900}),
        )

    def drafts(self) -> list[dict[str, list[str]]]:
        return [data for where, data in self.posts if where == "/drafts/"]


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.fixture
def house(settings: Settings) -> House:
    urls = ModuleType("tests.doors.face_addresses")
    desk = [path(f"{name}/", nothing, name=name) for name in ("search", "lock", "touch")]
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("desk/", include((desk, "desk"))),
        path("exit/", nothing, name="quick_exit"),
        path("language/", nothing, name="set_language"),
    ]
    settings.ROOT_URLCONF, settings.KOMEK_DEMO = urls, True
    house = House()
    request = RequestFactory().get("/")
    request.actor = SimpleNamespace(roles=frozenset({"case_worker"}))  # type: ignore[attr-defined]
    for language in ("en", "ru", "uz"):
        with translation.override(language):
            house.html[f"/{language}"] = render_to_string("face/styleguide.html", styleguide.context(language), request)
    house.html["/ru"] = house.html["/ru"].replace(">Quick exit<", ">Быстрый выход<").replace(">Menu<", ">Меню<")
    house.html["/404"] = render_to_string("404.html", {}, request)
    return house


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, house: House) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(where: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        context.route("**/*", house.answer)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(HOST + where)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("where", ["/ru", "/404"])
def test_every_part_is_accessible(open_page: Callable[..., Page], where: str, width: int, scheme: str) -> None:
    page = open_page(where, width, color_scheme=scheme)
    violations = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
@pytest.mark.parametrize("where", ["/en", "/ru", "/uz"])
def test_every_part_fits_and_every_target_is_large(open_page: Callable[..., Page], where: str, width: int) -> None:
    page = open_page(where, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """(targets) => [...document.querySelectorAll(targets)].filter((each) => each.checkVisibility())
        .map((each) => (each.matches('[type=checkbox], [type=radio]') ? each.closest('label') : each))
        .filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)""",
        TARGETS,
    )
    assert small == []


def test_nothing_stays_in_the_browser(open_page: Callable[..., Page]) -> None:
    page = open_page("/en")
    page.fill("#plain_name", "Шахноза")
    tools = page.context.new_cdp_session(page)
    tools.send("DOMStorage.enable")
    for local in (True, False):
        kept = tools.send(
            "DOMStorage.getDOMStorageItems", {"storageId": {"securityOrigin": HOST, "isLocalStorage": local}}
        )
        assert kept["entries"] == []
    assert page.evaluate("typeof htmx") == "object"
    assert page.context.cookies() == []


def test_a_draft_is_kept_while_she_types(open_page: Callable[..., Page], house: House) -> None:
    page = open_page("/en")
    page.fill("#plain_name", "Шахноза")
    page.wait_for_selector("#form [data-draft-chip]:not([hidden])")
    assert page.inner_text("#form [data-draft-chip]") == "saved 09:41"
    assert house.drafts()[-1]["name"] == ["Шахноза"]


def test_without_the_network_the_words_stay_and_are_tried_again(open_page: Callable[..., Page], house: House) -> None:
    page = open_page("/en")
    house.reachable = False
    page.fill("#plain_name", "Шахноза")
    page.wait_for_selector("#form [data-draft-banner]:not([hidden])")
    assert re.match(r"not saved since \d\d:\d\d ", page.inner_text("#form [data-draft-banner]"))
    page.click("#form .form-foot .btn.primary")
    assert page.input_value("#plain_name") == "Шахноза"
    assert page.url == f"{HOST}/en"
    house.reachable = True
    page.wait_for_selector("#form [data-draft-banner]", state="hidden")
    assert house.drafts()[-1]["name"] == ["Шахноза"]


def test_a_minute_before_the_lock_she_is_warned_and_may_stay(open_page: Callable[..., Page], house: House) -> None:
    house.html["/en"] = _locking_in(50, house.html["/en"])
    page = open_page("/en")
    page.wait_for_selector("[data-idle]:not([hidden])")
    page.click("[data-idle-stay]")
    page.wait_for_selector("[data-idle]", state="hidden")
    assert page.inner_text(".lock-state .long") == "Unlocked, locks in 15 min"
    assert [where for where, _ in house.posts] == ["/desk/touch/"]


def test_typing_counts_as_being_there(open_page: Callable[..., Page], house: House) -> None:
    house.html["/en"] = _locking_in(50, house.html["/en"])
    page = open_page("/en")
    page.wait_for_timeout(2100)
    page.type("#plain_name", "a")
    page.wait_for_selector("[data-idle]", state="hidden")
    assert ("/desk/touch/", {}) in house.posts


def test_when_it_locks_the_page_is_covered_till_all_is_kept(open_page: Callable[..., Page], house: House) -> None:
    house.html["/en"] = _locking_in(3, house.html["/en"])
    page = open_page("/en")
    house.reachable = False
    page.fill("#plain_name", "Шахноза")
    page.wait_for_selector("[data-veil]:not([hidden])")
    assert page.locator(".frame").get_attribute("inert") == ""
    house.html["/en"] = "unlock page"
    house.reachable = True
    page.wait_for_selector("text=unlock page")
    assert house.drafts()[-1]["name"] == ["Шахноза"]


@pytest.mark.parametrize("way", ["keys", "button"])
def test_quick_exit_leaves_and_shuts_the_door_behind(open_page: Callable[..., Page], house: House, way: str) -> None:
    page = open_page("/en")
    page.fill("#plain_name", "Шахноза")
    if way == "keys":
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    else:
        page.click(".exit")
    page.wait_for_url("https://www.wikipedia.org/")
    assert {where for where, _ in house.posts} == {"/drafts/", "/exit/"}


def test_keys_find_the_search_and_the_list_of_keys(open_page: Callable[..., Page]) -> None:
    page = open_page("/en")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "desk-search"
    page.keyboard.type("/")
    assert page.input_value("#desk-search") == "/"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.is_visible("[data-shortcuts]")


def test_without_javascript_menu_and_answers_work(open_page: Callable[..., Page]) -> None:
    page = open_page("/en", 360, java_script_enabled=False)
    page.click(".menu > summary")
    assert page.is_visible(".menu .sheet a >> nth=0")
    page.click(".menu > summary")
    page.locator("#questions label", has_text="Yes").last.click()
    assert page.locator("#questions input[value=yes]").last.is_checked()


def _locking_in(seconds: int, html: str) -> str:
    now = int(time.time())
    return re.sub(r'data-locks-at="\d+" data-now="\d+"', f'data-locks-at="{now + seconds}" data-now="{now}"', html)
