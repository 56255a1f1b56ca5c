"""How a page is printed: its style and letters are read once by each thread, and nothing looks different for it."""

import io
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pypdf
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import URLFetcherResponse

from komek.doors.face import paper

PAGE = "face/styleguide_paper.html"


def printed(language: str = "kk") -> bytes:
    return paper.pdf(PAGE, {}, language=language)


def drawn(pdf: bytes) -> list[tuple[str, bytes]]:
    """Give of each page what it says, and how its drawing begins: places, sizes and colours of all."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [(page.extract_text(), page.get_contents().get_data()) for page in pages]  # type: ignore[union-attr]


def test_a_page_looks_as_if_its_style_were_read_for_it_alone() -> None:
    with translation.override("kk"):
        text = render_to_string(PAGE, {})
    alone = HTML(string=text, base_url=paper.BASE, url_fetcher=paper.OwnFilesOnly(fail_on_errors=True)).write_pdf()
    assert drawn(printed()) == drawn(alone)
    assert drawn(printed()) == drawn(alone), "the second page of a thread as well"


def test_style_and_letters_are_read_once_by_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    fetch = paper.OwnFilesOnly.fetch

    def counted(self: paper.OwnFilesOnly, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        read.append(url.rpartition("/")[2])
        return fetch(self, url, headers)

    monkeypatch.setattr(paper.OwnFilesOnly, "fetch", counted)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(printed).result()
        assert {"paper.css", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"} <= set(read)
        read.clear()
        thread.submit(printed, "tg").result()
    assert not {"paper.css", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"} & set(read)


def test_two_threads_print_at_the_same_moment() -> None:
    wanted = drawn(printed())
    with ThreadPoolExecutor(4) as threads:
        assert all(drawn(page) == wanted for page in threads.map(printed, ["kk"] * 8))
