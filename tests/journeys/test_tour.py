"""The README's ten minutes with Komek, step by step, on the demo's own invented people."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from komek.machine import demo
from komek.machine.demo.cast import PASSWORD
from tests.browser import FLAGS, chromium
from tests.factories.orgs import cheap_passwords
from tests.journeys.conftest import wait_for_the_server
from tests.journeys.steps import case_of, finds_it_safe
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Begin = Callable[..., Walk]


@pytest.fixture
def invented(
    transactional_db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The demo as `make run` loads it, with passwords that cost little."""
    settings.KOMEK_DEMO = settings.DEMO = settings.PASSWORD_ALONE_IN_DEMO = True
    settings.KOMEK_BUNDLE_KEYS = tmp_path / "bundle-keys"
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    with cheap_passwords():
        assert any("aigul@demo.example" in line for line in demo.load())
        yield
    wait_for_the_server()


@pytest.fixture
def tourist(invented: None, live_server: LiveServer) -> Iterator[Begin]:
    """Somebody at a browser."""
    walks: list[Walk] = []
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))

        def begin() -> Walk:
            walks.append(Walk(browser, live_server.url))
            return walks[-1]

        yield begin
        for each in walks:
            each.close()
        browser.close()


def test_the_ten_minutes_of_the_readme(tourist: Begin) -> None:
    desk = tourist().signs_in("aigul@demo.example", PASSWORD)
    desk.sees("My day", "Demo: invented people", "Second signature on a negative decision")
    desk.go("/desk/cases/").sees("Шахноза А.", "High risk").misses("Алимова")
    desk.press("Шахноза А.").sees("Who the person is to us", "Life of the case", "Consent in force", "Sabr Osh")
    case = case_of(desk)
    desk.press("Show identity").sees("Алимова", "+7")
    desk.go(case + "history/").sees("unveiled the identity")
    desk.go("/desk/search/").page.locator("main input[type=text], main input[type=search]").first.fill("Shaxnoza")
    desk.submit("Search").sees("Шахноза А.")
    desk.go("/desk/cases/intake/").write("In a few words", "She waits at the station")
    desk.page.locator("[data-draft-chip]").first.wait_for(state="visible")
    desk.press("Lock", within="body")
    desk.page.locator("input[type=password]").fill(PASSWORD)
    desk.page.locator("main form button").first.click()
    desk.look().go("/desk/cases/intake/")
    assert desk.field("In a few words").input_value() == "She waits at the station"
    desk.submit("Open a full case").press("Record service").choose("Service", "Medical care").submit("Record it")
    desk.sees("The service is recorded.")
    own = case_of(desk)
    finds_it_safe(desk)
    desk.go(own + "screening/").sees("Begin to ask")
    desk.go(case + "consents/").sees("Sabr Osh", "Law enforcement")
    desk.go(case + "consents/").press("Referral to a named organisation").sees("Nobody outside this organisation")
    officer = tourist().signs_in("charos@demo.example", PASSWORD)
    officer.go("/desk/counts/").sees("Cases opened", "15").misses("Шахноза")
    officer.page.goto(case)
    officer.misses("Шахноза")
