"""Making a bundle out of what is released in this house, at the terminal, where the keys are."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from komek.doors.kiosk.source import recording
from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.kiosks import actions, places, queries
from komek.knowledge.kiosks.bundles import building, keys
from komek.knowledge.kiosks.bundles.keeping import put
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.nouns import Revoked


@dataclass(frozen=True)
class Wish:
    """What is asked for: the folder of the content key, where the public pages are, what kiosks have already."""

    folder: Path
    portal: str
    bot: str
    out: Path | None = None
    after: Path | None = None
    revoked: Path | None = None


@dataclass(frozen=True)
class Made:
    """A bundle that was made."""

    path: Path
    counter: int
    size: int
    last_day: date


def make(wish: Wish, root: bytes, today: date) -> Made:
    """Make the next bundle out of what is released, and note it. Raises Refused."""
    signed, known = _lost(wish.revoked, root)
    signer = _signer(wish.folder, signed)
    certificate = keys.certificate(root, signer.certificate)
    if certificate.key in known.keys:
        raise Refused("revoked")
    if not certificate.starts <= today <= certificate.ends:
        raise Refused("expired" if today > certificate.ends else "not-yet")
    edition, counter = guide.current(), actions.next_counter()
    told = building.Content(
        edition=edition,
        places=tuple(queries.places().values()),
        portal=wish.portal,
        bot=wish.bot,
        site=settings.KOMEK_SITE_NAME,
        hotline=settings.KOMEK_SITE_HOTLINE,
        recording=recording,
    )
    data = building.build(told, signer, counter, today, _brought(wish.after))
    path = wish.out or Path(settings.KOMEK_BUNDLES) / f"bundle-{counter:08}.zip"
    actions.issue(counter=counter, edition=edition.number, certificate=certificate, size=len(data), made_on=today)
    put(path, data)
    return Made(path, counter, len(data), certificate.ends)


def make_shipped(wish: Wish, counter: int, today: date) -> Made:
    """Make a bundle of the shipped guide and the kiosks of the demo: for a try-out without a database."""
    signer = _signer(wish.folder, wish.revoked.read_bytes() if wish.revoked else b"")
    told = building.Content(content.shipped(demo=True), tuple(places.shipped().values()), wish.portal, wish.bot)
    data = building.build(told, signer, counter, today, _brought(wish.after))
    path = wish.out or Path(f"bundle-{counter:08}.zip")
    put(path, data)
    return Made(path, counter, len(data), keys.unchecked(signer.certificate).ends)


def address() -> str:
    """Give the address of the public pages as far as it is known here."""
    hosts = [host for host in os.environ.get("KOMEK_HOSTS", "").split(",") if host]
    return f"https://{hosts[0]}" if hosts else "http://127.0.0.1:8000"


def _signer(folder: Path, revoked: bytes) -> building.Signer:
    private = keys.private(folder / "content.key", keys.CONTENT)
    try:
        return building.Signer(private, (folder / "certificate.json").read_bytes(), revoked)
    except OSError:
        raise Refused("key-file") from None


def _lost(file: Path | None, root: bytes) -> tuple[bytes, Revoked]:
    """Give the newest list of lost keys, signed and read; one that is brought is kept for later bundles."""
    row = queries.lost_keys()
    if file is None:
        return (bytes(row.signed), Revoked(row.number, tuple(row.keys))) if row else (b"", keys.NOBODY)
    signed = file.read_bytes()
    told = keys.revoked(root, signed)
    if row and told.number < row.number:
        raise Refused("old-list")
    if row is None or told.number > row.number:
        actions.take_lost_keys(signed=signed, told=told)
    return signed, told


def _brought(after: Path | None) -> frozenset[str]:
    return building.carried(after.read_bytes()) if after else frozenset()
