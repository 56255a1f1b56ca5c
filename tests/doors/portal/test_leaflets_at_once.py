"""Many leaflets at once: few are drawn or wait, the next are asked to come later, and every page answers meanwhile."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from komek.doors.face import paper
from komek.doors.portal import leaflets, shelf
from komek.knowledge import guide
from tests.doors.portal.conftest import Reader

PLACES = ("RU", "KZ", "KR", "TR", "AE", "PL", "")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[str], Event]]:
    """Paper that is drawn only when the test lets it be."""
    asked: list[str] = []
    go_on = Event()

    def pdf(_template: str, _context: object, *, language: str) -> bytes:
        asked.append(language)
        go_on.wait(20)
        return b"%PDF-1.7"

    monkeypatch.setattr(paper, "pdf", pdf)
    yield asked, go_on
    go_on.set()


def test_who_asks_for_too_many_is_told_to_come_later_and_the_pages_answer(
    drawn: tuple[list[str], Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = drawn
    monkeypatch.setattr(leaflets, "PATIENCE", 1.0)
    with ThreadPoolExecutor(8) as pool:
        began = time.monotonic()
        waiting = [pool.submit(Reader().get, f"/ky/housing.pdf?to={place}") for place in PLACES]
        while len([each for each in waiting if each.done()]) < len(PLACES) - 1:
            assert time.monotonic() - began < 10, "nobody waits for long"
            time.sleep(0.05)
        assert Reader().get("/en/").status_code == 200
        assert [each.done() for each in waiting].count(False) == 1, "a page answers while a leaflet is still drawn"
        go_on.set()
        answers = [each.result() for each in waiting]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(answers) - len(refused) == 1
    assert len(asked) == 1
    for answer in refused:
        assert answer["Retry-After"] == "60"
        assert guide.words("ky").say("site", "leaflet_busy") in answer.page.html
        assert any(link.startswith("/ky/housing/") for link in answer.page.links())
    assert Reader().get("/ky/housing.pdf").status_code == 200, "the places are free again"


def test_where_she_is_makes_no_other_leaflet(drawn: tuple[list[str], Event]) -> None:
    asked, go_on = drawn
    go_on.set()
    for place in PLACES:
        assert Reader().get(f"/en/housing.pdf?from=UZ&to=RU&in={place}").status_code == 200
    assert asked == ["en"]
    Reader().get("/en/housing.pdf?from=UZ&to=KZ")
    assert asked == ["en", "en"]


def test_leaflets_push_no_page_off_its_shelf(drawn: tuple[list[str], Event], monkeypatch: pytest.MonkeyPatch) -> None:
    _asked, go_on = drawn
    go_on.set()
    monkeypatch.setattr(shelf.leaflets, "most", 2)
    Reader().get("/en/housing/")
    before = dict(shelf.pages.sheets)
    for place in PLACES:
        Reader().get(f"/en/housing.pdf?to={place}")
    assert shelf.pages.sheets == before
    assert len(shelf.leaflets.sheets) == 2
