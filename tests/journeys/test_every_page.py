"""Every page that people of the house open, in four dresses: narrow, narrow and dark, zoomed, wide and dark."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from komek.evidence.results import ctdc
from tests.access.addresses import ASKED, Address, addresses
from tests.access.matrix import DESK, DOORS, IN, PUBLIC
from tests.access.world import House, Keys, everything, make_house, of_the_guide
from tests.browser import FLAGS, chromium
from tests.care.cases.consents import POLICE
from tests.evidence.results import ctdc_sample
from tests.factories.orgs import cheap_passwords
from tests.journeys.conftest import wait_for_the_server
from tests.journeys.dress import (
    PHONE,
    PHONE_DARK,
    REFUSED,
    WIDE_DARK,
    ZOOMED,
    Dress,
    geometry,
    inaccessible,
    put_on,
)

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PEOPLE = ("case_worker", "supervisor", "organisation_admin", "me_officer", "content_editor")
DRESSES: dict[str, tuple[Dress, ...]] = {"en": (PHONE, WIDE_DARK), "ru": (PHONE_DARK, ZOOMED)}
NO_PAGE = {
    "screening",
    "editor-translation-file",
    "counts-file",
    "file",
    "import-problems",
    "consent-paper",
    "message-file",
    "contact-file",
    "editor-recording",
    "set_language",
    "quick_exit",
}
"""Addresses that lead on, answer a GET with a file, or have nothing to look at."""

CLIENTS = {"client-rights"}
"""Pages in the language of the client, whatever the reader speaks."""

STAFF = {name: door for name, door in DOORS.items() if door != PUBLIC or name in ("recover", "invitation")}
"""The doors of those who work here; the pages for everybody have tests of their own."""

OFTEN = {"home", "keys", "counts", "cases"}
"""Pages that look different to each: everybody who may goes there."""


@pytest.fixture
def house(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[House, Keys]]:
    """A house with somebody of every role, one of everything, and world data; committed."""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    with cheap_passwords():
        umit = make_house("Umit Almaty")
        keys = everything(umit, "Шахноза", POLICE) | of_the_guide(umit)
        ctdc.run(ctdc_sample.write(tmp_path / "sample.csv", ctdc_sample.FINE, ctdc_sample.rows(30)))
        yield umit, keys
    wait_for_the_server()


@pytest.fixture
def browser(house: tuple[House, Keys], live_server: LiveServer) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()


@pytest.mark.parametrize("language", DRESSES)
def test_every_page_fits_its_dress(
    house: tuple[House, Keys], browser: Browser, live_server: LiveServer, language: str
) -> None:
    umit, keys = house
    plan = {"nobody": doors_of_nobody(keys)} | {role: pages_of(role, keys) for role in PEOPLE}
    faults = [
        fault
        for role, paths in plan.items()
        for fault in look(window(browser, live_server.url, umit.clients.get(role), language), paths, language)
    ]
    assert sum(map(len, plan.values())) > 100
    assert faults == []


def pages_of(role: str, keys: Keys) -> dict[str, str]:
    """Give the addresses that this one opens; what looks the same to all is visited by the first who may."""
    known = addresses()
    first = {name: next((who for who in PEOPLE if who in (row.reads or ())), None) for name, row in DESK.items()}
    names = [name for name, row in DESK.items() if name not in NO_PAGE and _goes(role, name, row.reads or (), first)]
    if role == PEOPLE[0]:
        names += [name for name, door in STAFF.items() if door.member == IN and name not in NO_PAGE]
    return {name: _path(known[name], keys) for name in names}


def _goes(role: str, name: str, readers: tuple[str, ...], first: dict[str, str | None]) -> bool:
    return role in readers and (name in OFTEN or first[name] == role)


def doors_of_nobody(keys: Keys) -> dict[str, str]:
    """Give the addresses that open to whoever comes along."""
    known = addresses()
    return {n: _path(known[n], keys) for n, door in STAFF.items() if door.nobody == IN and n not in NO_PAGE}


def _path(address: Address, keys: Keys) -> str:
    asked = ASKED.get(address.name)
    return address.url(keys) + (f"?{urlencode(asked)}" if asked else "")


def window(browser: Browser, address: str, client: Client | None, language: str) -> Page:
    """Open a window of somebody who is signed in, with what her client carries."""
    context: BrowserContext = browser.new_context(
        base_url=address,
        locale=language,
        device_scale_factor=2 if language == "ru" else 1,
        reduced_motion="reduce",
    )
    context.add_init_script(REFUSED)
    carried = {name: each.value for name, each in client.cookies.items()} if client else {}
    carried[settings.LANGUAGE_COOKIE_NAME] = language
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in carried.items()])
    return context.new_page()


def look(page: Page, paths: dict[str, str], language: str) -> Iterator[str]:
    """Open each page once and look at it in the dresses of its language."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    for name, path in paths.items():
        heard.clear()
        answer: Response | None = page.goto(path, wait_until="load")
        if answer is None or answer.status != 200 or urlsplit(page.url).path != urlsplit(path).path:
            yield f"{name} ({path}) answers {answer and answer.status} and is at {page.url}"
        if name not in CLIENTS and page.evaluate("document.documentElement.lang") != language:
            yield f"{name} ({path}) is not in {language}"
        for dress in DRESSES[language]:
            put_on(page, dress)
            yield from (
                f"{name}, {language}, {dress.name}: {fault}" for fault in [*geometry(page), *inaccessible(page)]
            )
        yield from (f"{name}: said on the console: {each}" for each in heard)
    page.context.close()
