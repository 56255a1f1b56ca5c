"""The way of a bundle: made out of what is released in the house, fetched by a machine that says that it lives."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from komek.knowledge.guide import editions
from komek.knowledge.guide.loading import load
from komek.knowledge.kiosks import making
from komek.knowledge.kiosks.bundles import keys
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.models import Issue, Kiosk, LostKeys
from komek.machine import airport
from tests.journeys.conftest import wait_for_the_server
from tests.knowledge.kiosks.makers import Maker

TODAY = datetime.now(UTC).date()


@pytest.fixture
def maker() -> Maker:
    return Maker(starts=TODAY)


@pytest.fixture
def wish(tmp_path: Path, maker: Maker, settings: Settings) -> making.Wish:
    """The folder of somebody who makes bundles, and where the house keeps them."""
    settings.KOMEK_BUNDLES, settings.KOMEK_DEMO = tmp_path / "bundles", True
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / "content.key").write_text(f"komek content private {maker.key[0].hex()}\n")
    (folder / "certificate.json").write_bytes(maker.signer().certificate)
    editions.forget()
    return making.Wish(folder, "https://komek.invalid", "")


@pytest.mark.django_db
def test_each_bundle_has_the_next_counter_and_is_on_record(maker: Maker, wish: making.Wish) -> None:
    load(TODAY)
    first, second = (making.make(wish, maker.root[1], TODAY) for _ in range(2))
    assert (first.counter, second.counter) == (1, 2)
    assert [each.counter for each in Issue.objects.order_by("counter")] == [1, 2]
    kiosk = maker.kiosk(wish.folder / "kiosk")
    kiosk.install(second.path.read_bytes(), TODAY)
    shown = kiosk.newest()
    assert shown.edition.number == editions.current().number > 0
    assert shown.edition.topics == editions.current().topics
    assert shown.edition.facts == editions.current().facts
    assert set(shown.places) == {"ashgabat", "namangan", "osh", "termez"}


@pytest.mark.django_db
def test_a_list_of_lost_keys_is_carried_by_every_later_bundle(tmp_path: Path, maker: Maker, wish: making.Wish) -> None:
    lost = Maker(root=maker.root, starts=TODAY)
    (tmp_path / "lost.json").write_bytes(maker.revoke(lost.key[1], number=4))
    brought = making.Wish(wish.folder, wish.portal, "", revoked=tmp_path / "lost.json")
    making.make(brought, maker.root[1], TODAY)
    later = making.make(wish, maker.root[1], TODAY)
    assert LostKeys.objects.get().number == 4
    kiosk = maker.kiosk(tmp_path / "kiosk")
    kiosk.install(later.path.read_bytes(), TODAY)
    assert kiosk.newest().revoked.keys == (lost.key[1].hex(),)
    (tmp_path / "lost.json").write_bytes(maker.revoke(number=3))
    with pytest.raises(Refused) as older:
        making.make(brought, maker.root[1], TODAY)
    assert older.value.code == "old-list"


@pytest.mark.django_db
def test_a_key_that_is_lost_or_whose_days_are_over_makes_nothing(
    tmp_path: Path, maker: Maker, wish: making.Wish
) -> None:
    for today, code in ((TODAY + timedelta(days=61), "expired"), (TODAY - timedelta(days=1), "not-yet")):
        with pytest.raises(Refused) as caught:
            making.make(wish, maker.root[1], today)
        assert caught.value.code == code
    (tmp_path / "lost.json").write_bytes(maker.revoke(maker.key[1]))
    with pytest.raises(Refused) as caught:
        making.make(making.Wish(wish.folder, "", "", revoked=tmp_path / "lost.json"), maker.root[1], TODAY)
    assert caught.value.code == "revoked"
    assert not Issue.objects.exists()


@pytest.fixture
def machine(
    tmp_path: Path, maker: Maker, wish: making.Wish, transactional_db: None, live_server: LiveServer
) -> Iterator[airport.Machine]:
    """A machine that knows the house, in whose list it stands."""
    public = airport.set_up(tmp_path / "kiosk", maker.root[1], "osh", live_server.url)
    Kiosk.objects.create(code="osh", country="KG", names={"en": "Osh airport"}, key=public)
    yield airport.Machine.at(tmp_path / "kiosk")
    wait_for_the_server()


def test_a_machine_greets_and_fetches_what_is_newer(machine: airport.Machine, maker: Maker, wish: making.Wish) -> None:
    assert airport.greet(machine) == 0, "nothing was made yet"
    assert Kiosk.objects.get().heard_at
    with pytest.raises(OSError, match="404"):
        airport.fetch(machine)
    made = making.make(wish, maker.root[1], TODAY)
    Kiosk.objects.update(said_at=datetime.now(UTC) - timedelta(minutes=15))
    assert airport.greet(machine) == made.counter > machine.folder.counter()
    assert airport.fetch(machine) == made.counter == machine.folder.counter()
    with pytest.raises(Refused) as again:
        airport.fetch(machine)
    assert again.value.code == "old-counter"
    assert (machine.folder.path / "kiosk.key").stat().st_mode & 0o777 == 0o600


class ThinLine(BaseHTTPRequestHandler):
    """A house whose line breaks off after a thousand bytes of each answer."""

    wishes: ClassVar[list[str]] = []
    body = bytes(range(256)) * 14
    tag = '"one"'
    whole_from = 99
    """From which answer on the line holds."""

    def do_GET(self) -> None:
        type(self).wishes.append(self.headers.get("Range", ""))
        begin = int(self.wishes[-1].removeprefix("bytes=").rstrip("-") or 0)
        begin = begin if self.headers.get("If-Range") == self.tag else 0
        self.send_response(206 if begin else 200)
        self.send_header("ETag", self.tag)
        self.send_header("Content-Length", str(len(self.body) - begin))
        self.end_headers()
        self.wfile.write(self.body[begin:] if len(self.wishes) >= self.whole_from else self.body[begin : begin + 1000])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def thin(tmp_path: Path, maker: Maker) -> Iterator[airport.Machine]:
    ThinLine.wishes, ThinLine.tag = [], '"one"'
    with ThreadingHTTPServer(("127.0.0.1", 0), ThinLine) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        airport.set_up(tmp_path / "kiosk", maker.root[1], "osh", f"http://127.0.0.1:{server.server_port}")
        yield airport.Machine.at(tmp_path / "kiosk")
        server.shutdown()


def test_a_line_that_breaks_off_is_gone_on_with(thin: airport.Machine) -> None:
    assert airport.fetched(thin, "kiosk/update.zip") == ThinLine.body
    assert ThinLine.wishes == ["", "bytes=1000-", "bytes=2000-", "bytes=3000-"]


def test_where_a_newer_file_came_between_nothing_of_the_older_stays(
    thin: airport.Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ThinLine, "tag", property(lambda _: f'"{len(ThinLine.wishes)}"'))
    monkeypatch.setattr(ThinLine, "whole_from", 2)
    assert airport.fetched(thin, "kiosk/update.zip") == ThinLine.body
    assert ThinLine.wishes == ["", "bytes=1000-"]


def test_where_a_newer_file_comes_between_again_and_again_it_gives_up_in_the_end(
    thin: airport.Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer bears another tag: nothing of two files is ever put together."""
    monkeypatch.setattr(ThinLine, "tag", property(lambda _: f'"{len(ThinLine.wishes)}"'))
    with pytest.raises(OSError, match="broke off"):
        airport.fetched(thin, "kiosk/update.zip")
    assert len(ThinLine.wishes) == airport.TRIES


def test_a_machine_with_another_key_is_not_heard(machine: airport.Machine) -> None:
    Kiosk.objects.update(key="ab" * 32)
    with pytest.raises(OSError, match="403"):
        airport.greet(machine)
    assert Kiosk.objects.get().heard_at is None


def test_set_up_again_it_keeps_its_key(tmp_path: Path, maker: Maker) -> None:
    first = airport.set_up(tmp_path, maker.root[1], "osh", "")
    assert airport.set_up(tmp_path, maker.root[1], "termez", "https://komek.invalid/") == first
    told = airport.Machine.at(tmp_path)
    assert (told.place, told.server) == ("termez", "https://komek.invalid")
    assert keys.public(tmp_path / "kiosk.pub", keys.KIOSK).hex() == first


STRANGERS = {
    "words": b"sign in to the network first\r\n\r\n",
    "a page": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
    "a list": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    "nothing newer": b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"newest": null}',
    "a part": b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{",
    "silence": b"",
}


class Stranger(socketserver.StreamRequestHandler):
    """Whatever answers in an airport in the stead of the house."""

    says: ClassVar[bytes] = b""
    greeted: ClassVar[threading.Semaphore]

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(self.says)
        self.greeted.release()


@pytest.mark.parametrize("says", STRANGERS.values(), ids=STRANGERS)
def test_whatever_answers_in_the_stead_of_the_house_a_machine_greets_again(
    says: bytes, tmp_path: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(airport, "FIRST", 0.01)
    monkeypatch.setattr(airport, "PULSE", 0.01)
    Stranger.says, Stranger.greeted = says, threading.Semaphore(0)
    over, said = threading.Event(), list[str]()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stranger) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        airport.set_up(tmp_path / "kiosk", maker.root[1], "osh", f"http://127.0.0.1:{server.server_address[1]}")
        machine = airport.Machine.at(tmp_path / "kiosk")
        pulse = threading.Thread(target=airport._greet_for_ever, args=[machine, over, said.append], daemon=True)
        pulse.start()
        assert all(Stranger.greeted.acquire(timeout=10) for _each in range(3))
        over.set()
        pulse.join(10)
        server.shutdown()
    assert said == []


def test_a_kiosk_that_was_taken_off_the_list_and_put_back_comes_up_by_itself(
    machine: airport.Machine, maker: Maker, wish: making.Wish
) -> None:
    Kiosk.objects.update(removed=True)
    machine.folder.install(making.make(wish, maker.root[1], TODAY).path.read_bytes(), TODAY)
    assert machine.place not in machine.folder.newest().places
    with pytest.raises(Refused) as refused:
        airport.first_shown(machine, list[str]().append)
    assert refused.value.code == "no-place"

    Kiosk.objects.update(removed=False)
    made, said = making.make(wish, maker.root[1], TODAY), list[str]()
    assert airport.first_shown(machine, said.append).manifest.counter == made.counter
    assert said == [f"Bundle {made.counter} came over the network."]
