"""Somebody walks through the desk with a browser: words of the pages in, words of the pages out.

Every page she comes to is looked over by axe (WCAG 2.2 AA) once, and must not be wider than the window.
"""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/[A-Za-z0-9_-]{30,}")
WAIT = 20_000


class Walk:
    """One person at one browser."""

    def __init__(self, browser: Browser, address: str, *, javascript: bool = True, width: int = 1280) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=address, java_script_enabled=javascript, viewport={"width": width, "height": 900}
        )
        self.context.set_default_timeout(WAIT)
        self.page: Page = self.context.new_page()
        self.looked_at: set[str] = set()
        self.faults: list[str] = []
        self.javascript = javascript

    def close(self) -> None:
        """Close the browser window; a page with a fault fails the journey here."""
        self.context.close()
        assert self.faults == []

    def go(self, path: str) -> "Walk":
        """Open an address of the house."""
        self.page.goto(path)
        return self.look()

    def press(self, words: str, *, within: str = "main") -> "Walk":
        """Press the button or follow the link of these words."""
        here = self.page.locator(within)
        button = here.get_by_role("button", name=words).or_(here.get_by_role("link", name=words))
        button.first.click()
        return self.look()

    def submit(self, words: str) -> "Walk":
        """Press the button that sends the form."""
        self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()
        return self.look()

    def write(self, label: str, text: str) -> "Walk":
        """Write into the field of this label."""
        self.field(label).fill(text)
        return self

    def choose(self, label: str, option: str) -> "Walk":
        """Choose an option of a list by its words."""
        self.field(label).select_option(label=option)
        return self

    def tick(self, label: str) -> "Walk":
        """Tick a box, or choose one of several, by its words."""
        self.page.locator("main").get_by_label(label).first.check(force=True)
        return self

    def answer(self, question: str, answer: str) -> "Walk":
        """Answer one question of several with the same answers."""
        group = self.page.get_by_role("group", name=question).or_(self.page.get_by_role("radiogroup", name=question))
        group.first.get_by_label(answer, exact=True).check(force=True)
        return self

    def field(self, label: str) -> Locator:
        """Find a field by its label."""
        return self.page.locator("main").get_by_label(label).first

    def sees(self, *words: str) -> "Walk":
        """Expect these words on the page."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each, timeout=WAIT)
        return self

    def misses(self, *words: str) -> "Walk":
        """Expect these words nowhere on the page."""
        for each in words:
            expect(self.page.locator("main")).not_to_contain_text(each)
        return self

    def look(self) -> "Walk":
        """Look the page over, the first time it is seen."""
        self.page.wait_for_load_state()
        place = ID.sub("…", self.page.url)
        if not self.javascript or place in self.looked_at:
            return self
        self.looked_at.add(place)
        found: Any = Axe().run(self.page, options=RULES)
        for fault in found.response["violations"]:
            nodes = [node["html"][:120] for node in fault["nodes"]][:3]
            self.faults.append(f"{place}: {fault['id']}: {nodes}")
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            self.faults.append(f"{place}: {wider} pixels wider than the window")
        return self

    def signs_in(self, email: str, password: str, code: str = "") -> "Walk":
        """Come in by the front door."""
        self.go("/sign-in/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[type=password]").fill(password)
        self.submit("Go on")
        if code:
            self.page.locator("input[name=code]").fill(code)
            self.page.locator("main form button").first.click()
            self.look()
        return self
