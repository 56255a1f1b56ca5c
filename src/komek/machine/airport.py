"""A machine in an airport: its folder, its web server, and its pulse. It needs no database and no network."""

import contextlib
import json
import os
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from komek.foundations.vault import signing
from komek.knowledge.kiosks.bundles import chest, keys
from komek.knowledge.kiosks.bundles.keeping import Folder, put
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.nouns import Bundle
from komek.machine.home import Unusable
from komek.machine.start import KOMEK
from komek.machine.supervisor import Child, Stopped, listen_for_stops, supervise

SETTINGS = "komek.settings.airport"
PULSE = 5 * 60.0
"""Seconds between two greetings."""

FIRST = 3.0

PATIENCE = 20.0
TRIES = 5
"""How often a file is begun or gone on with before the next greeting."""

NO_ANSWER = (OSError, HTTPException, ValueError, KeyError, TypeError)
"""What comes of no network, and of whatever answers in the stead of the house."""

PIECE, LONGEST = 64 * 1024, 1000
PART, NOT_FOUND = 206, 404
Say = Callable[[str], None]


@dataclass(frozen=True)
class Machine:
    """One kiosk as it was set up: its folder, its place, and the house that it greets ("" for none)."""

    folder: Folder
    place: str
    server: str = ""

    @classmethod
    def at(cls, path: Path, place: str = "") -> "Machine":
        """Read what was set up. Raises Refused: no-root, no-place."""
        folder = Folder(path)
        folder.trust()  # refuses a folder without a root key
        told: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            told = json.loads((path / "kiosk.json").read_text(encoding="utf-8"))
        if not (place or told.get("place")):
            raise Refused("no-place")
        return cls(folder, place or told["place"], told.get("server", ""))


def set_up(path: Path, root: bytes, place: str, server: str) -> str:
    """Pin the root key, say which kiosk this is, make its own key; gives the public half. Raises Refused."""
    if server and (urlsplit(server).scheme not in ("http", "https") or not urlsplit(server).hostname):
        raise Unusable("The address of the house begins with https:// and names a host.")
    Folder(path).pin(root)
    put(path / "kiosk.json", json.dumps({"place": place, "server": server.rstrip("/")}).encode())
    if not (path / "kiosk.key").exists():
        keys.make(path, keys.KIOSK)
    return keys.public(path / "kiosk.pub", keys.KIOSK).hex()


def run(machine: Machine, port: int, say: Say) -> None:
    """Show the newest bundle until told to stop; greet the house where there is one. Raises Refused."""
    bundle = first_shown(machine, say)
    age = (max(today(), bundle.manifest.made_on) - bundle.manifest.made_on).days
    say(f"Bundle {bundle.manifest.counter} of {bundle.manifest.made_on}, {age} days old.")
    listen_for_stops()
    over = threading.Event()
    if machine.server:
        threading.Thread(target=_greet_for_ever, args=[machine, over, say], daemon=True).start()
    serving = Child("web server", (*KOMEK, "kiosk", "serve", "--port", str(port)))
    os.environ |= {"KOMEK_KIOSK_FOLDER": str(machine.folder.path.resolve()), "KOMEK_KIOSK_PLACE": machine.place}
    with contextlib.suppress(Stopped):
        supervise([serving], also=(), ready=_greeting(port, machine.place, say))
    over.set()
    say("The kiosk has stopped.")


def first_shown(machine: Machine, say: Say) -> Bundle:
    """Give the newest bundle. One that does not know this place is asked after at the house. Raises Refused.

    So a kiosk that was taken off the list by mistake, and put back, comes up again without anybody with a stick.
    """
    bundle = machine.folder.newest()
    if machine.place not in bundle.places and machine.server:
        with contextlib.suppress(*NO_ANSWER, Refused):
            say(f"Bundle {fetch(machine)} came over the network.")
        bundle = machine.folder.newest()
    if machine.place not in bundle.places:
        raise Refused("no-place")
    return bundle


def serve(port: int) -> None:
    """Answer requests of this machine alone, out of the folder that the environment names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    from granian.constants import Interfaces  # noqa: PLC0415 - only a machine that serves needs it
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    Server(
        "komek.settings.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


def greet(machine: Machine) -> int:
    """Say to the house that this kiosk lives and what it shows; gives the counter of the newest bundle there."""
    counter, said = machine.folder.counter(), datetime.now(UTC).replace(microsecond=0)
    told = f"{machine.place} {counter} {said.isoformat(timespec='seconds')}".encode()
    private = keys.private(machine.folder.path / "kiosk.key", keys.KIOSK)
    greeting = {
        "counter": counter,
        "said": said.isoformat(timespec="seconds"),
        "signature": signing.sign(private, keys.HEARD, told).hex(),
    }
    answer = _asked(machine, f"kiosk/{machine.place}/heard/", json.dumps(greeting).encode())
    return int(json.loads(answer)["newest"])


def fetch(machine: Machine) -> int:
    """Take the newest bundle from the house in; gives its counter. Raises Refused.

    The small one first; the whole one where recordings are not here yet, and from a house that has no small one.
    """
    try:
        return _taken(machine, "kiosk/update.zip")
    except HTTPError as answer:
        if answer.code != NOT_FOUND:
            raise
    except Refused as refusal:
        if refusal.code != "lacks":
            raise
    return _taken(machine, "kiosk/bundle.zip")


def today() -> date:
    """Give the day by the clock of this machine."""
    return datetime.now(UTC).date()


def _greet_for_ever(machine: Machine, over: threading.Event, say: Say) -> None:
    """Greet now and then; without a network nothing is said and nothing is lost.

    Whatever answers in the house's stead (an airport's own sign-in page, half a proxy) ends this greeting and no other.
    """
    wait = FIRST
    while not over.wait(wait):
        wait = PULSE
        with contextlib.suppress(*NO_ANSWER):
            try:
                if greet(machine) > machine.folder.counter():
                    say(f"Bundle {fetch(machine)} came over the network.")
            except Refused as refusal:
                say(f"{refusal.code}: {refusal}")


def _taken(machine: Machine, path: str) -> int:
    return machine.folder.install(fetched(machine, path), today()).manifest.counter


def fetched(machine: Machine, path: str) -> bytes:
    """Fetch a file, and go on where a thin line broke off, as long as it is the same file. Raises OSError."""
    got, tag = bytearray(), ""
    for _ in range(TRIES):
        onward = {"Range": f"bytes={len(got)}-", "If-Range": tag} if got and tag else {}
        try:
            with _opened(machine, path, headers=onward) as answer:
                if answer.status != PART:
                    got.clear()
                tag, wanted = answer.headers.get("ETag", ""), int(answer.headers.get("Content-Length") or 0)
                whole = len(got) + wanted
                while piece := answer.read(PIECE):
                    got += piece
                    if len(got) > chest.LARGEST:
                        raise Refused("too-large")
            if not wanted or len(got) == whole:
                return bytes(got)
        except HTTPError:
            raise
        except (OSError, HTTPException):
            continue
    raise URLError("broke off")


def _asked(machine: Machine, path: str, data: bytes) -> bytes:
    with _opened(machine, path, data, {"Content-Type": "application/json"}) as answer:
        return bytes(answer.read(LONGEST))


def _opened(machine: Machine, path: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - only http and https were taken at the setup
        f"{machine.server}/{path}", data=data, headers=headers or {}
    )
    return urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310


def _greeting(port: int, place: str, say: Say) -> Callable[[], bool]:
    """Give a function that says where the screens are once they are, and whether it has."""
    address = f"http://127.0.0.1:{port}/kiosk/{place}/"

    def ready() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - this machine
                answer.read()
        except OSError:
            return False
        say(f"Kiosk: {address}  (Ctrl-C stops it)")
        return True

    return ready
