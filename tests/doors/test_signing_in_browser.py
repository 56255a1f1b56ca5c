"""Signing in with a real browser: a passkey is set up and used, and quick exit leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import FLAGS
from tests.factories.orgs import PASSWORD, Staff, make_member, make_organisation
from tests.journeys.conftest import wait_for_the_server

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium"),
]


@pytest.fixture
def aigul(transactional_db: None) -> Staff:
    """A case worker, made before the browser starts: under its loop the database would be asked from elsewhere."""
    return make_member(make_organisation(), "Aigul", circles=["cases"])


@pytest.fixture
def page(aigul: Staff, live_server: LiveServer) -> Iterator[Page]:
    """A page of a browser with a virtual passkey in it, at the address passkeys work under."""
    address = live_server.url.replace("127.0.0.1", "localhost")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(base_url=address)
        opened = context.new_page()
        chromium = context.new_cdp_session(opened)
        chromium.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        chromium.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield opened
        browser.close()
    wait_for_the_server()


def first_step(page: Page, staff: Staff) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(staff.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_set_up_at_the_first_sign_in_and_used_at_the_second(page: Page, aigul: Staff) -> None:
    first_step(page, aigul)
    assert page.get_by_role("heading", level=1).inner_text() == "One more thing: a second factor"
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account/second-factor/codes/")
    page.goto("/desk/keys/")
    assert "Unlocked" in page.content()

    page.get_by_role("button", name="Sign out").last.click()
    first_step(page, aigul)
    assert page.get_by_role("heading", level=1).inner_text() == "Second step"
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk/**")
    page.goto("/desk/keys/")
    assert page.get_by_role("heading", level=1).inner_text() == "People and keys"
