"""Every public page is written as the W3C says, by its own checker; a page type that is not looked at fails."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pytest_django.fixtures import Settings

from komek.doors.portal import shelf
from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.kiosks import places, queries
from tests import markup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(bool(markup.missing()), reason=markup.missing() or "never"),
]
DOORS = ("komek.doors.portal", "komek.doors.kiosk")
LANGUAGES = ("en", "ru")
ARGUMENTS = {"topic": "registration-russia", "place": "termez", "destination": "RU", "number": 2}
POSTED: dict[str, dict[str, str]] = {
    "guide-ask": {"q": "the boss keeps my passport"},
    "guide-journey": {"from": "UZ", "to": "RU", "arrived": "2026-11-30"},
    "guide-topic": {"from": "UZ", "to": "RU", "arrived": "2026-11-30"},
}
"""Pages that tell more when something was sent: looked at before and after."""
FILES = {
    "guide-leaflet",
    "guide-calendar",
    "guide-recording",
    "kiosk-worker",
    "kiosk-heard",
    "kiosk-sound",
    "kiosk-bundle",
    "kiosk-update",
}
"""Answers that are no pages."""


@pytest.fixture(autouse=True)
def demo(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Show what the demo shows, in its airports."""
    settings.KOMEK_DEMO = True
    monkeypatch.setattr(queries, "places", places.shipped)


def public() -> Iterator[URLPattern]:
    """Give the addresses of the public doors, whoever adds one."""
    for pattern in get_resolver().url_patterns:
        if not isinstance(pattern, URLPattern) or str(pattern.name) in FILES:
            continue
        if pattern.callback.__module__.startswith(DOORS):
            yield pattern


def pages_of(pattern: URLPattern, language: str) -> Iterator[tuple[str, bytes]]:
    """Open a page in a language, and once more with something sent."""
    name = str(pattern.name)
    given = ARGUMENTS | {"language": language}
    wanted = {key: given[key] for key in pattern.pattern.converters}
    client = Client(headers={"accept-language": language})
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "" if name == "welcome" else language
    path = reverse(name, kwargs=wanted)
    for how, answer in [("read", client.get(path)), ("sent", client.post(path, POSTED.get(name)))]:
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            yield f"{name} {language} {how} {answer.status_code}", answer.content


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    page = b"<!doctype html><html lang=en><title>x</title><p><div></p><img src=a.png></html>"
    found = markup.errors({"broken": page}, tmp_path)
    assert any("broken:1" in each and "alt" in each for each in found)


def test_every_public_page_is_well_formed_in_two_languages(tmp_path: Path) -> None:
    pages: dict[str, bytes] = {}
    for pattern in public():
        for language in LANGUAGES:
            told = dict(pages_of(pattern, language))
            assert told, f"{pattern.name}: nobody looked at it"
            pages |= told
    assert {"guide-topic ru read 200", "kiosk-answer ru read 200"} <= set(pages)
    assert markup.errors(pages, tmp_path) == []


def test_a_page_that_can_be_heard_and_seen_is_well_formed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = content.shipped(demo=True)
    topic = edition.topics["documents-taken"]
    heard = {"ru": "0.mp3"}
    blocks = tuple(replace(each, audio=heard, sign={"ru": "0.mp4"}, captions={"ru": "0.vtt"}) for each in topic.blocks)
    topics = MappingProxyType({**edition.topics, topic.id: replace(topic, blocks=blocks)})
    monkeypatch.setattr(guide, "current", lambda: replace(edition, topics=topics))
    shelf.pages.clear()
    page = Client().get("/ru/documents-taken/").content
    shelf.pages.clear()
    assert page.count(b"<audio ") == page.count(b"<video ") == page.count(b"<track ") > 10
    assert markup.errors({"heard": page}, tmp_path) == []
