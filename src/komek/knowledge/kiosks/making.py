"""Making a bundle out of what is released in this house: at the terminal, or by the worker (see `automatic`)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from komek.kernel import host
from komek.knowledge import guide
from komek.knowledge.guide import recordings
from komek.knowledge.kiosks import actions, queries, shelf
from komek.knowledge.kiosks.bundles import building, keys
from komek.knowledge.kiosks.bundles.keeping import put
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.nouns import Certificate, Revoked


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
    """Make the next bundle out of what is released, and note it. Raises Refused.

    Its files are there before it is on record: no kiosk hears of a bundle that it cannot fetch.
    """
    signed, known = _lost(wish.revoked, root)
    signer = signer_in(wish.folder, signed)
    certificate = held(signer, root, known, today)
    told = content(wish.portal, wish.bot)
    brought = building.carried(wish.after.read_bytes()) if wish.after else frozenset()
    with transaction.atomic():
        actions.hold()
        counter = max(actions.next_counter(), shelf.counter() + 1)
        data = building.build(told, signer, counter, today, brought)
        path = wish.out or shelf.lay(counter, data)
        if wish.out:
            put(wish.out, data)
        actions.issue(
            counter=counter,
            edition=told.edition.number,
            content=building.gist(told, signer),
            certificate=certificate,
            size=len(data),
            made_on=today,
        )
    return Made(path, counter, len(data), certificate.ends)


def content(portal: str = "", bot: str = "") -> building.Content:
    """Give what is released now, with as many voices as fit, and what the host calls itself."""
    edition, sizes = guide.current(), recordings.sizes()
    fitting = recordings.carried(edition, lambda address: sizes.get(address, recordings.ROOM + 1))
    return building.Content(
        edition=recordings.only(edition, fitting),
        places=tuple(queries.places().values()),
        portal=portal or settings.KOMEK_ADDRESS,
        bot=bot or settings.KOMEK_TELEGRAM_BOT,
        site=settings.KOMEK_SITE_NAME,
        hotline=settings.KOMEK_SITE_HOTLINE,
        mark=host.mark(),
        recording=recordings.read,
    )


def signer_in(folder: Path, revoked: bytes) -> building.Signer:
    """Read a content key and its certificate. Raises Refused: key-file."""
    private = keys.private(folder / "content.key", keys.CONTENT)
    try:
        return building.Signer(private, (folder / "certificate.json").read_bytes(), revoked)
    except OSError:
        raise Refused("key-file") from None


def held(signer: building.Signer, root: bytes, lost: Revoked, today: date) -> Certificate:
    """Give the certificate under which somebody signs today. Raises Refused as a kiosk would."""
    certificate = keys.certificate(root, signer.certificate)
    if certificate.key in lost.keys:
        raise Refused("revoked")
    if not certificate.starts <= today <= certificate.ends:
        raise Refused("expired" if today > certificate.ends else "not-yet")
    if keys.public_of(signer.private).hex() != certificate.key:
        raise Refused("signature")
    return certificate


def known_lost() -> tuple[bytes, Revoked]:
    """Give the newest list of lost keys that was taken in, signed and read."""
    row = queries.lost_keys()
    return (bytes(row.signed), Revoked(row.number, tuple(row.keys))) if row else (b"", keys.NOBODY)


def _lost(file: Path | None, root: bytes) -> tuple[bytes, Revoked]:
    """Give the newest list of lost keys; one that is brought is kept for later bundles. Raises Refused."""
    known = known_lost()
    if file is None:
        return known
    signed = file.read_bytes()
    told = keys.revoked(root, signed)
    if told.number < known[1].number:
        raise Refused("old-list")
    if told.number > known[1].number:
        actions.take_lost_keys(signed=signed, told=told)
    return signed, told
