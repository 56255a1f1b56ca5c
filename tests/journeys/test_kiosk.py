"""A kiosk in an airport: a real machine, a real browser; its server is killed in the middle, and she goes on."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from komek.knowledge import guide
from komek.machine.airport import set_up
from tests.browser import FLAGS, chromium
from tests.knowledge.kiosks.makers import Maker
from tests.machine.processes import free_port

KEPT = (
    "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(c => c.keys()))))"
    ".then(all => all.flat().map(request => request.url))"
)
"""The addresses in the store of screens."""

LANGUAGES = ("uz", "uz-cyrl", "ru", "ky", "en")
TOPIC = "registration-russia"
MADE = datetime.now(UTC).date() - timedelta(days=30)
"""The bundle was made thirty days ago, and nothing has been heard since."""

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.xdist_group("kiosk")]


@dataclass
class Kiosk:
    """A machine: its process and where its screens are."""

    process: subprocess.Popen[bytes]
    address: str

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address, timeout=5) as answer:  # noqa: S310 - this machine
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """End it as a power cut does: the supervisor and its server in one moment, without a word."""
        servers = _children(self.process.pid)
        for pid in (self.process.pid, *servers):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        until = time.monotonic() + 20
        while self.answers():
            assert time.monotonic() < until
            time.sleep(0.1)


def _children(pid: int) -> list[int]:
    """List the processes that a process has started, and theirs."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            child = int(path.parent.name)
            found += [child, *_children(child)]
    return found


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A machine whose bundle is thirty days old, without a house and without a database."""
    maker = Maker(starts=MADE)
    set_up(tmp_path / "kiosk", maker.root[1], "osh", "")
    folder = maker.kiosk(tmp_path / "kiosk")
    folder.install(maker.bundle(counter=5), MADE)
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KOMEK_", "DJANGO_"))}
    command = [sys.executable, "-m", "komek", "kiosk", "run", "--bundles", str(folder.path)]
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(
        [*command, "--place", "osh", "--port", str(port)],
        env=clean
        | {"KOMEK_DATA": str(tmp_path / "none"), "KOMEK_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    made = Kiosk(process, f"http://127.0.0.1:{port}/kiosk/osh/")
    until = time.monotonic() + 90
    while not made.answers():
        assert process.poll() is None, "the kiosk did not start"
        assert time.monotonic() < until
        time.sleep(0.3)
    yield made
    log.close()
    for pid in (process.pid, *_children(process.pid)):
        if process.poll() is None:
            os.kill(pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def window() -> Iterator[Browser]:
    """A browser of its own: no house and no database stand behind it."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()


def begins(window: Browser, kiosk: Kiosk, language: str) -> Page:
    """Walk from the first screen to an answer, tap by tap."""
    page = window.new_context(viewport={"width": 1080, "height": 1920}).new_page()
    page.goto(kiosk.address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.locator(f'.tile[href$="/{language}/"]').click()
    page.locator('.tile[href*="/RU/"]').click()
    page.locator(f'.tile[href*="/{TOPIC}/"]').click()
    page.wait_for_url(f"**/{language}/RU/{TOPIC}/")
    return page


def says(page: Page, language: str, section: str, key: str) -> bool:
    return guide.words(language).say(section, key) in page.inner_text("body")


def test_thirty_days_old_and_killed_in_the_middle_it_goes_on_in_five_languages(kiosk: Kiosk, window: Browser) -> None:
    pages = {language: begins(window, kiosk, language) for language in LANGUAGES}
    titles = {language: page.locator("h1").inner_text() for language, page in pages.items()}
    assert len(set(titles.values())) == len(LANGUAGES)
    for language, page in pages.items():
        words = guide.words(language)
        assert words.say("kiosk", "old", date=words.day(MADE)) in page.inner_text("footer"), "it says its date"
    kiosk.kill()
    for language, page in pages.items():
        page.reload()
        assert page.locator("h1").inner_text() == titles[language], "what she was reading is still there"
        page.locator("nav .key").first.click()
        page.wait_for_url(f"**/{language}/RU/")
        assert page.locator(".tile").count() > 5
        assert page.locator(".tile").first.evaluate("e => getComputedStyle(e).borderRadius") != "0px", "with its looks"
        page.locator("nav .key.person").click()
        page.wait_for_url("**/person/**")
        assert says(page, language, "person", "title")
        assert "112" in page.inner_text("main")
        page.goto(f"{kiosk.address}{language}/KR/work-korea/")
        assert page.locator(".tongues .tile").count() == 8, "a screen that nobody has seen: the first one"
        page.locator(f'.tile[href$="/{language}/"]').click()
        page.wait_for_url(f"**/osh/{language}/")
        assert says(page, language, "kiosk", "where_to")


def test_killed_at_the_first_screen_each_language_still_leads_to_a_person(kiosk: Kiosk, window: Browser) -> None:
    page = window.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(kiosk.address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    kiosk.kill()
    page.reload()
    for language in guide.LANGUAGES:
        page.goto(kiosk.address)
        page.locator(f'.tile[href$="/{language}/"]').click()
        page.wait_for_url(f"**/osh/{language}/")
        page.locator("nav .key.person").click()
        page.wait_for_url("**/person/**")
        assert says(page, language, "person", "title"), language


def test_nothing_of_the_one_before_is_there_for_the_next(kiosk: Kiosk, window: Browser) -> None:
    page = begins(window, kiosk, "ru")
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    kept = page.evaluate(KEPT)
    assert kept
    assert all("/kiosk/osh/" in url or "/static/" in url for url in kept)


TAPPED = re.compile(
    r"/(kiosk/osh/(worker\.js"
    r"|([a-z]{2}(-cyrl)?/)?"
    r"|[a-z]{2}(-cyrl)?/(person|still|passport)/"
    r"|[a-z]{2}(-cyrl)?/[A-Z]{2}/(more/\d+/|[a-z-]+/)?)"
    r"(\?(at=[A-Z]{2}(%2F|/)?[a-z-]*)?(&?from=[A-Z]{2})?)?"
    r"|static/(face|kiosk)/[A-Za-z0-9._/-]+)?"
)
"""Place, language, country, topic, and whose passport: whatever an address of a kiosk can hold."""

LISTED = {".lock", "bundle-00000005.zip", "kiosk.json", "kiosk.key", "kiosk.pub", "root.pub"}


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def kept_in(profile: Path, database: str, column: str, table: str) -> list[str]:
    """Read a column of what a browser has written down; nothing where it has no such file."""
    path = profile / "Default" / database
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as opened:
        return [str(row[0]) for row in opened.execute(f"SELECT {column} FROM {table}")]


def walked(profile: Path, address: str) -> list[str]:
    """Let somebody from Tajikistan go through every kind of screen; gives the addresses in the store of screens."""
    with sync_playwright() as playwright:
        window = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium(), args=list(FLAGS), viewport={"width": 1080, "height": 1920}
        )
        page = window.new_page()
        page.goto(address)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.locator('.tile[href$="/tg/"]').click()
        page.locator('.tile[href*="/RU/"]').click()
        page.locator('.tile[href*="/wages-unpaid/"]').click()
        page.locator('.key[href*="/passport/"]').click()
        page.locator('.tile[href*="from=TJ"]').click()
        page.locator("nav .key.person").click()
        page.wait_for_url("**/person/**")
        page.goto(f"{address}tg/still/?at=RU")
        kept: list[str] = page.evaluate(KEPT)
        window.close()
    return kept


def test_whoever_takes_the_machine_away_finds_nothing_of_anybody(kiosk: Kiosk, tmp_path: Path) -> None:
    """Each file that the machine keeps is named here; in the browser's there are addresses of screens and no more."""
    profile = tmp_path / "profile"
    store = walked(profile, kiosk.address)
    kiosk.kill()
    folder = tmp_path / "kiosk"
    assert {str(path.relative_to(folder)) for path in files(folder)} == LISTED
    assert json.loads((folder / "kiosk.json").read_text()) == {"place": "osh", "server": ""}
    assert (folder / "kiosk.key").stat().st_mode & 0o777 == 0o600, "its own key: it says that this machine lives"
    assert files(tmp_path / "none") == [], "no house is here"
    assert b"/kiosk/osh/tg" not in (tmp_path / "log").read_bytes(), "no screen that somebody opened is in a log"

    history = kept_in(profile, "History", "url", "urls")
    for found in (store, history):
        paths = [each.removeprefix(kiosk.address.removesuffix("/kiosk/osh/")) for each in found]
        assert "/kiosk/osh/tg/person/?at=RU%2Fwages-unpaid&from=TJ" in paths, "the control: it was looked at"
        assert sorted(each for each in paths if not TAPPED.fullmatch(each)) == []
    assert kept_in(profile, "Cookies", "host_key", "cookies") == []
    assert kept_in(profile, "Network/Cookies", "host_key", "cookies") == []
    assert kept_in(profile, "Login Data", "origin_url", "logins") == []
    assert kept_in(profile, "Web Data", "value", "autofill") == []
    assert not (profile / "Default" / "IndexedDB").exists()
