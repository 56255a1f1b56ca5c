"""Paper from the same templates: a PDF in memory, with our own letters, and no way to the network."""

import mimetypes
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

BASE = "https://paper.invalid"
"""Address of a page that exists nowhere: whatever a template links is looked for among our static files."""
STYLE = "face/paper.css"


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives a page its static files and refuses everything else."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        path = unquote(urlsplit(url).path)
        found = (
            finders.find(path.removeprefix(settings.STATIC_URL)) if url.startswith(BASE + settings.STATIC_URL) else None
        )
        if not isinstance(found, str):
            raise ValueError("Paper uses the static files of the house and nothing else.")
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=Path(found).read_bytes(), headers={"Content-Type": kind})


class Printed(OwnFilesOnly):
    """The same for a page whose style has been read before."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url == BASE + settings.STATIC_URL + STYLE:
            return URLFetcherResponse(url, body=b"", headers={"Content-Type": "text/css"})
        return super().fetch(url, headers)


class Press(threading.local):
    """What one thread prints with: the style and its letters are read once, which is a third of the work of a page."""

    def __init__(self) -> None:
        self.letters = FontConfiguration()
        address = BASE + settings.STATIC_URL + STYLE
        self.style = CSS(url=address, url_fetcher=OwnFilesOnly(fail_on_errors=True), font_config=self.letters)


@cache
def _pressed() -> Press:
    """Give the press; a thread that has none yet gets its own."""
    return Press()


def pdf(template: str, context: Mapping[str, Any], *, language: str) -> bytes:
    """Render a template that extends `face/print.html` to a PDF in the reader's language; nothing touches the disk."""
    with translation.override(language):
        text = render_to_string(template, dict(context))
    press = _pressed()
    page = HTML(string=text, base_url=BASE, url_fetcher=Printed(fail_on_errors=True))
    written: bytes = page.write_pdf(stylesheets=[press.style], font_config=press.letters)
    return written
