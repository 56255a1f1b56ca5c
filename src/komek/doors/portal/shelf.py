"""Rendered pages in the memory of this process: packed, bounded, gone when the edition or the day changes."""

import gzip
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from django.http import HttpRequest, HttpResponse

from komek.doors.portal import look
from komek.knowledge import guide

MOST = 2000
"""Pages kept; about ten kilobytes each."""

MOST_LEAFLETS = 200
"""Leaflets kept, on a shelf of their own: however many are asked for, they push no page away. About 100 kB each."""

FRESH = "public, max-age=0, must-revalidate"
"""A changed deadline is changed for whoever comes back, too: her browser asks, and the answer is mostly "as it was"."""


@dataclass(frozen=True)
class Sheet:
    """One rendered page, packed, and what the house adds around it: by whether the connection is secure."""

    packed: bytes
    tag: str
    kind: str
    language: str
    around: dict[bool, dict[str, str]] = field(default_factory=dict, compare=False)


class Shelf:
    """The pages of one edition and one day; beyond `most` the one that was not asked for longest goes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.lock = Lock()
        self.of: tuple[guide.Edition | None, date | None] = (None, None)
        self.sheets: OrderedDict[Hashable, Sheet] = OrderedDict()
        self.by_address: dict[str, Sheet] = {}

    def get(
        self,
        key: Hashable,
        edition: guide.Edition,
        day: date,
        make: Callable[[], bytes],
        *,
        kind: str,
        language: str,
        address: str = "",
    ) -> Sheet:
        """Give the page of a key, made now where it is not there. `address` is the one it alone has, if it has."""
        with self.lock:
            if self.of[0] is not edition or self.of[1] != day:
                self.of = (edition, day)
                self._empty()
            found = self.sheets.get(key)
            if found:
                self.sheets.move_to_end(key)
                return found
        sheet = packed(make(), kind, language, f"{edition.number:x}-{day:%y%m%d}")
        with self.lock:
            if self.of[0] is edition and self.of[1] == day:
                self.sheets[key] = sheet
                if address:
                    self.by_address[address] = sheet
                while len(self.sheets) > self.most:
                    self._drop(self.sheets.popitem(last=False)[1])
        return sheet

    def at(self, address: str, edition: guide.Edition, day: date) -> Sheet | None:
        """Give the page at an address as it was sent, if it is there and of today."""
        with self.lock:
            fits = self.of[0] is edition and self.of[1] == day
            return self.by_address.get(address) if fits else None

    def clear(self) -> None:
        """Throw all pages away."""
        with self.lock:
            self.of = (None, None)
            self._empty()

    def _empty(self) -> None:
        self.sheets.clear()
        self.by_address.clear()

    def _drop(self, sheet: Sheet) -> None:
        for address in [each for each, kept in self.by_address.items() if kept is sheet]:
            del self.by_address[address]


pages, leaflets = Shelf(MOST), Shelf(MOST_LEAFLETS)


def packed(body: bytes, kind: str, language: str, prefix: str = "") -> Sheet:
    """Pack a page; its tag is weak, since packed and plain are one page."""
    return Sheet(gzip.compress(body, 9, mtime=0), f'W/"{prefix}-{zlib.crc32(body):x}"', kind, language)


def sent(request: HttpRequest, sheet: Sheet, *, status: int = 200, kept: bool = True) -> HttpResponse:
    """Answer with a page: packed where the browser takes it. `kept` lets caches keep it and ask again.

    Packing is safe here: these pages hold no secret that a stranger could guess at by their length.
    """
    asked = request.META  # `request.headers` reads all of them first, which costs a tenth of a kept page
    if kept and status == 200 and asked.get("HTTP_IF_NONE_MATCH") == sheet.tag:
        response = HttpResponse(status=304)
    elif "gzip" in asked.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(sheet.packed, status=status, content_type=sheet.kind)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(sheet.packed), status=status, content_type=sheet.kind)
    headers = response.headers
    if response.status_code != 304:
        headers["Content-Length"] = str(len(response.content))
    headers["Content-Security-Policy"] = look.policy()
    headers["Content-Language"] = sheet.language
    headers["Vary"] = "Accept-Encoding"
    if kept:
        headers["ETag"] = sheet.tag
        headers["Cache-Control"] = FRESH
        response.for_everybody = True  # type: ignore[attr-defined] # read by the headers' middleware
    return response
