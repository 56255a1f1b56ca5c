"""Paper from the same templates: a PDF in memory, with our own letters, and no way to the network."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

BASE = "https://paper.invalid"
"""Address of a page that exists nowhere: whatever a template links is looked for among our static files."""


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


def pdf(template: str, context: Mapping[str, Any], *, language: str) -> bytes:
    """Render a template that extends `face/print.html` to a PDF in the reader's language; nothing touches the disk."""
    with translation.override(language):
        text = render_to_string(template, dict(context))
    written: bytes = HTML(string=text, base_url=BASE, url_fetcher=OwnFilesOnly(fail_on_errors=True)).write_pdf()
    return written
