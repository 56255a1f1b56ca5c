"""Bundles that are made by themselves, where a content key with a certificate that holds lies in this house.

A root key is never here: where one lies beside the content key nothing is signed until it is gone. What is in the way
is noted for the desk, each reason by its code.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from komek.knowledge.kiosks import actions, making, queries, shelf
from komek.knowledge.kiosks.bundles import building, keys
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.models import Issue

APART = timedelta(minutes=5)
"""However often something changes, so much time lies between two bundles."""

RENEWED = timedelta(days=7)
"""Where nothing changes a bundle is made all the same, so that no kiosk with a network says that it is old."""

LONGEST = 1000
"""Bytes of a file that are looked at to see whether it is a root key."""


def is_due(now: datetime) -> bool:
    """Say whether kiosks need a new bundle, and note what is in the way of one."""
    if not installed():
        actions.note_watch(looked_at=None)
        return False
    try:
        signer, _root = _ready(now)
    except Refused as refusal:
        actions.note_watch(looked_at=now, refused=refusal.code)
        return False
    newest = queries.newest_issue()
    if newest and timedelta(0) <= now - newest.made_at < APART:
        return False
    due = newest is None or _differs(newest, signer, now)
    if not due:
        actions.note_watch(looked_at=now)
    return due


def make_next(now: datetime) -> making.Made | None:
    """Make the next bundle if it is still due; a second run makes none. A refusal is noted, never raised."""
    if not is_due(now):
        return None
    try:
        _signer, root = _ready(now)
        made = making.make(making.Wish(Path(settings.KOMEK_BUNDLE_KEYS), "", ""), root, day(now))
    except Refused as refusal:
        actions.note_watch(looked_at=now, refused=refusal.code)
        return None
    actions.note_watch(looked_at=now)
    shelf.tidy()
    return made


def day(now: datetime) -> date:
    """Give the day as machines in airports count it: a certificate begins and ends for all of them at once."""
    return now.astimezone(UTC).date()


def installed() -> bool:
    """Say whether a content key lies in this house."""
    return (Path(settings.KOMEK_BUNDLE_KEYS) / "content.key").is_file()


def _differs(newest: Issue, signer: building.Signer, now: datetime) -> bool:
    """Say whether kiosks would show something else, or something fresher, with a new bundle."""
    aged = not timedelta(0) <= now - newest.made_at < RENEWED
    return aged or not shelf.counter() or newest.content != building.gist(making.content(), signer)


def _ready(now: datetime) -> tuple[building.Signer, bytes]:
    """Read the keys. Raises Refused, `root-online` before any other reason."""
    folder = Path(settings.KOMEK_BUNDLE_KEYS)
    if any(_is_root(path) for path in folder.iterdir()):
        raise Refused("root-online")
    signed, lost = making.known_lost()
    signer, root = making.signer_in(folder, signed), keys.public(folder / "root.pub", keys.ROOT)
    making.held(signer, root, lost, day(now))
    return signer, root


def _is_root(path: Path) -> bool:
    """Say whether a file holds a private root key, whatever it is called."""
    try:
        with path.open("rb") as file:
            return keys.PRIVATE_ROOT in file.read(LONGEST)
    except OSError:
        return False
