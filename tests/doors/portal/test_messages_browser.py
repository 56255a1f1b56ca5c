"""What the two forms answer, looked over in a real browser, in every language."""

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from komek.knowledge import guide
from tests.browser import FLAGS, chromium
from tests.doors.portal.states import SHOWN, states
from tests.doors.portal.test_messages import quiet
from tests.doors.portal.test_portal_browser import HOST, faults
from tests.foundations.inbox.conftest import Rota, calm, manned, rota

__all__ = ["calm", "manned", "quiet", "rota"]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.skipif(not chromium(), reason="needs Chromium"),
]


def look_over(pages: dict[str, bytes], *, dark: bool) -> dict[str, list[str]]:
    """Show each page as the house sent it, in a small window; gives what is wrong with it."""

    def give(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=pages[shown[-1]])

    shown, found = list[str](), dict[str, list[str]]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        window = browser.new_context(viewport={"width": 360, "height": 840}, color_scheme="dark" if dark else "light")
        window.route(f"{HOST}/", give)
        page: Page = window.new_page()
        for name in pages:
            shown.append(name)
            page.goto(f"{HOST}/")
            found[name] = faults(page)
        browser.close()
    return found


@pytest.mark.parametrize("language", guide.spoken())
def test_what_the_forms_answer_is_open_to_everybody(language: str, manned: Rota) -> None:
    pages = {name: page.body for name, page in states(language, manned).items()}
    found = look_over(pages, dark=language in ("ru", "uz"))
    assert set(found) == SHOWN
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_page_with_a_fault_is_found() -> None:
    broken = b'<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><img src="a.png"></main></html>'
    assert any("image-alt" in each for each in look_over({"broken": broken}, dark=False)["broken"])
