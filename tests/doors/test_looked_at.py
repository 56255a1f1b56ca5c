"""Every kind of public page is looked over by axe: one that is in no list of the browsers' tests fails here.

The kinds are computed from the table of addresses; no browser is opened. What each list is looked at for stands
beside it, in the file that opens the browser.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from pytest_django.fixtures import Settings

from komek.knowledge.kiosks import places, queries
from tests.access.addresses import addresses
from tests.access.matrix import DOORS, IN, PUBLIC
from tests.doors.kiosk import test_screens_browser as kiosk
from tests.doors.portal import test_portal_browser as portal
from tests.doors.portal import test_rare_pages as rare
from tests.journeys import test_every_page as staff
from tests.journeys import test_public_pages as asking

OPEN_DOORS = ("komek.doors.portal", "komek.doors.kiosk", "komek.doors.bots")
NO_PAGE = {
    "guide-calendar": "a file for a calendar, made of the form of a journey",
    "guide-recording": "a voice, a film or its captions",
    "kiosk-worker": "a script: it keeps the screens while there is no network",
    "kiosk-sound": "a voice",
    "kiosk-bundle": "a signed file for the machine",
    "kiosk-update": "a signed file for the machine",
    "kiosk-heard": "the machine says what it has heard: a signed post, answered without a word",
    "bots-telegram": "a messenger posts here, and is told nothing",
    "bots-whatsapp": "a messenger posts here, and is told nothing",
}
"""Public addresses that show nothing to look at, each with the reason."""

KEYS = {"topic": "registration-russia", "place": "osh", "destination": "RU", "number": 1, "name": "none.ogg"}


def public() -> set[str]:
    """Name every address that opens to whoever comes along: by its door, and by the table of who may."""
    return set(_behind(get_resolver())) | {name for name, door in DOORS.items() if door == PUBLIC}


def _behind(resolver: URLResolver) -> Iterable[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _behind(entry)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.startswith(OPEN_DOORS):
            yield str(entry.name)


def places_looked_at() -> list[str]:
    """List the addresses that a browser opens and shows to axe."""
    own = [each for each in (*portal.PLACES, portal.ASKED, *asking.PLACES) if each != portal.NOWHERE]
    screens = [f"/kiosk/osh/{screen.format('en')}" for screen in (*kiosk.SCREENS, kiosk.STILL)]
    return [portal.WELCOME, *(f"/en/{place}" for place in own), *screens]


def looked_at() -> set[str]:
    """Name the kinds of pages that axe comes to: what each list of the browsers' tests resolves to."""
    paths = [*places_looked_at(), *(f"/en/{place}" for place in (rare.SAVED, rare.SILENT, rare.LEAFLET))]
    doors = {name for name, door in staff.STAFF.items() if IN in (door.nobody, door.member)} - staff.NO_PAGE
    return {str(resolve(urlsplit(path).path).url_name) for path in paths} | doors


def unseen(names: set[str]) -> list[str]:
    """List the kinds of pages that nobody looks at and of which nobody has said that they are none."""
    return sorted(names - looked_at() - set(NO_PAGE))


def test_every_kind_of_public_page_is_looked_over() -> None:
    assert len(public()) > 25
    assert unseen(public()) == []


def test_a_new_kind_of_page_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unseen(public() | {"guide-new"}) == ["guide-new"]
    topics = ("registration-russia/", "hotline/")
    monkeypatch.setattr(portal, "PLACES", tuple(each for each in portal.PLACES if not each.startswith(topics)))
    assert unseen(public()) == ["guide-topic"], "a page of nothing is no topic"


def test_what_is_said_to_be_no_page_is_public_and_in_no_list() -> None:
    assert set(NO_PAGE) <= public()
    assert set(NO_PAGE) & looked_at() == set()
    assert all(NO_PAGE.values())


@pytest.fixture
def reader(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who reads what the demo shows, in its airports."""
    settings.KOMEK_DEMO = True
    monkeypatch.setattr(queries, "places", places.shipped)
    return Client(headers={"accept-language": "en"})


def test_what_is_looked_over_is_there(reader: Client) -> None:
    """A page of nothing looks well, and says nothing of the page that was meant."""
    assert {path: reader.get(path).status_code for path in places_looked_at()} == dict.fromkeys(places_looked_at(), 200)


@pytest.mark.parametrize("name", NO_PAGE)
def test_what_is_said_to_be_no_page_shows_none(name: str, reader: Client) -> None:
    path = addresses()[name].url(KEYS | {"language": "en"})
    for answer in (reader.get(path), reader.post(path)):
        shown = answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")
        assert not shown, f"{name} shows a page: let axe look at it"
