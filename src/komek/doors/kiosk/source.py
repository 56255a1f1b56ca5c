"""Where the pages come from: in the house from what is released now, on a machine in an airport from its bundle."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from komek.kernel import host
from komek.knowledge import guide
from komek.knowledge.guide import speech
from komek.knowledge.kiosks import queries
from komek.knowledge.kiosks.bundles.keeping import Folder
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.nouns import Bundle, Place, Spoken

LOOKED_EVERY = 5.0
"""Seconds for which a machine trusts that no newer bundle came."""

Recording = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Source:
    """What the pages show. `made_on` is the day of the bundle; None in the house, where everything is of today."""

    edition: guide.Edition
    places: Mapping[str, Place]
    portal: str
    bot: str
    recording: Recording
    site: str = ""
    hotline: str = ""
    mark: str = ""
    made_on: date | None = None
    counter: int = 0


def source(request: HttpRequest) -> Source:
    """Give the source of this process. Raises Refused where a machine has no bundle that is right and of its place.

    A first screen that is not there would lead to itself for ever: refused, the browser goes on from what it has kept.
    """
    if settings.KIOSK_FOLDER:
        shown = _machine.now(Path(settings.KIOSK_FOLDER))
        if settings.KIOSK_PLACE not in shown.places:
            raise Refused("no-place")
        return shown
    from komek.knowledge.guide import recordings  # noqa: PLC0415 - a machine in an airport has no tables

    return Source(
        edition=guide.current(),
        places=queries.places(),
        portal=request.build_absolute_uri("/"),
        bot=settings.KOMEK_TELEGRAM_BOT,
        recording=recordings.read,
        site=settings.KOMEK_SITE_NAME,
        hotline=settings.KOMEK_SITE_HOTLINE,
        mark=host.mark(),
    )


class _Machine:
    """What this machine shows now, and which files it was read from."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.looked = 0.0
        self.names: tuple[object, ...] = ()
        self.shown: Source | None = None

    def now(self, path: Path) -> Source:
        with self.lock:
            if self.shown is None or time.monotonic() - self.looked > LOOKED_EVERY:
                self._look(Folder(path))
            if self.shown is None:
                raise Refused("no-bundle")
            return self.shown

    def _look(self, folder: Folder) -> None:
        """Read the newest bundle if the files changed, the list of lost keys among them.

        What cannot be read leaves the old one standing; what a new list has struck out does not stand.
        """
        self.looked = time.monotonic()
        try:
            listed = folder.listed()
            names = (folder.path, listed, *((each, each.stat().st_mtime_ns) for each in folder.bundles()))
        except OSError:  # a newer one has just taken the place of one that was listed: the next look sees it
            return
        if names == self.names:
            return
        try:
            bundle = folder.newest()
        except Refused as refusal:
            if refusal.code == "no-bundle" and self.names[1:2] not in ((), (listed,)):
                self.names, self.shown = names, None
            return
        speech.bring({language: _speech(language, told) for language, told in bundle.words.items()})
        self.names, self.shown = names, _of(bundle, folder)


_machine = _Machine()


def forget() -> None:
    """Read the bundles anew before the next page."""
    _machine.__init__()  # type: ignore[misc]
    speech.bring({})


def _of(bundle: Bundle, folder: Folder) -> Source:
    manifest = bundle.manifest
    return Source(
        edition=bundle.edition,
        places=bundle.places,
        portal=manifest.portal,
        bot=manifest.bot,
        recording=lambda address: folder.recording(manifest.recordings.get(address, "")),
        site=manifest.site or settings.KOMEK_SITE_NAME,
        hotline=manifest.hotline,
        mark=manifest.mark,
        made_on=manifest.made_on,
        counter=manifest.counter,
    )


def _speech(language: str, told: Spoken) -> guide.Speech:
    sections = {
        name: {**told.texts.get(name, {}), **{key: list(value) for key, value in told.lists.get(name, {}).items()}}
        for name in {*told.texts, *told.lists}
    }
    return guide.Speech(language, told.draft, sections)
