"""What every journey has: a live house, a cast with keys, a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from komek.foundations.orgs.models import Organisation
from tests.browser import FLAGS, chromium
from tests.factories.factors import give_app
from tests.factories.orgs import Cast, cheap_passwords, make_cast
from tests.journeys.walk import Walk


@pytest.fixture
def cast(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast, each with an authenticator app; made before the browser starts, committed, with cheap passwords."""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    with cheap_passwords():
        everybody = make_cast()
        Organisation.objects.update(demo=True)
        for staff in (everybody.aigul, everybody.dina, everybody.bakyt, everybody.charos, everybody.saule):
            give_app(staff.user)
            assert staff.keyring
        yield everybody
    wait_for_the_server()


Begin = Callable[[], None]


@pytest.fixture
def browser(cast: Cast, live_server: LiveServer) -> Iterator[Browser]:
    """A browser; nothing asks the database from the test itself while it runs."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def walk(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Walk]]:
    """Give a walk; all windows are closed, and their faults told, at the end."""
    walks: list[Walk] = []

    def begin(**options: Any) -> Walk:
        walks.append(Walk(browser, live_server.url, **options))
        return walks[-1]

    yield begin
    for each in walks:
        each.close()


def wait_for_the_server() -> None:
    """Let the threads of the server end, and with them their connections to the test's database."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(f"{others} AND pid <> pg_backend_pid()")
            if cursor.fetchone() == (0,):
                return
