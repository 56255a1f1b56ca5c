"""What every test of the public pages has: an edition in memory, empty shelves, a browser that unpacks."""

import gzip
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from komek.doors.portal import shelf
from komek.knowledge import guide
from komek.knowledge.guide import content

Use = Callable[[guide.Edition], None]


@pytest.fixture(autouse=True)
def edition(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Show the shipped edition of the demo; a test may show another. No page asks the database for it."""
    settings.KOMEK_DEMO = True

    def use(shown: guide.Edition) -> None:
        monkeypatch.setattr(guide, "current", lambda: shown)

    use(content.shipped(demo=True))
    clear()
    yield use
    clear()


def clear() -> None:
    """Throw away what is kept on both shelves."""
    shelf.pages.clear()
    shelf.leaflets.clear()


class Seen(HTMLParser):
    """A page, taken apart: tags with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.html = html
        self.feed(re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Give the attributes of all tags of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def links(self) -> list[str]:
        return [each["href"] or "" for each in self.all("a") if "href" in each]


class Reader:
    """Somebody with a browser that takes packed pages."""

    def __init__(self) -> None:
        self.client = Client(headers={"accept-encoding": "gzip, deflate"})
        self.sent = 0

    def get(self, path: str, **headers: str) -> Any:
        """Open a page."""
        return self._read(self.client.get(path, headers=headers))

    def post(self, path: str, **form: str) -> Any:
        """Send a plain form, as a browser does."""
        return self._read(self.client.post(path, urlencode(form), content_type="application/x-www-form-urlencoded"))

    def _read(self, answer: Any) -> Any:
        self.sent = len(answer.content)
        packed = answer.headers.get("Content-Encoding") == "gzip"
        answer.body = gzip.decompress(answer.content) if packed else answer.content
        answer.page = (
            Seen(answer.body.decode()) if answer.headers.get("Content-Type", "").startswith("text/h") else None
        )
        return answer


@pytest.fixture
def reader() -> Reader:
    return Reader()
