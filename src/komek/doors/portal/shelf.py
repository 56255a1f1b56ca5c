"""Rendered pages in the memory of this process: packed, bounded, gone when the edition or the day changes."""

import gzip
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders

from komek.doors.portal import look
from komek.knowledge import guide

MOST = 2000
"""Pages kept; about ten kilobytes each."""

MOST_LEAFLETS = 200
"""Leaflets kept, on a shelf of their own: however many are asked for, they push no page away. About 100 kB each."""

FRESH = "public, max-age=0, must-revalidate"
"""A changed deadline is changed for whoever comes back, too: her browser asks, and the answer is mostly "as it was"."""


NOT_MODIFIED = 304
OF_THE_BODY = ("Content-Encoding", "Content-Length")
"""What is told of the packed bytes alone."""


@dataclass(frozen=True)
class Sheet:
    """One rendered page, packed; once it was sent, all headers of its answer by whether the connection is secure."""

    packed: bytes
    tag: str
    kind: str
    language: str
    around: dict[bool, ResponseHeaders] = field(default_factory=dict, compare=False)


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

    def at(self, addresses: Iterable[str], edition: guide.Edition, day: date) -> Sheet | None:
        """Give the page at the first of these addresses that has one, as it was sent, if it is of today."""
        with self.lock:
            if self.of[0] is not edition or self.of[1] != day:
                return None
            return next((self.by_address[each] for each in addresses if each in self.by_address), None)

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
        response = HttpResponse(status=NOT_MODIFIED)
    elif "gzip" in asked.get("HTTP_ACCEPT_ENCODING", ""):
        response = _whole(sheet, status)
    else:
        response = HttpResponse(gzip.decompress(sheet.packed), status=status, content_type=sheet.kind)
    return _told(response, sheet, kept=kept)


def whole(sheet: Sheet) -> HttpResponse:
    """Answer with a page as it lies there, packed."""
    return _told(_whole(sheet, 200), sheet, kept=True)


def _whole(sheet: Sheet, status: int) -> HttpResponse:
    head = {"Content-Encoding": "gzip"}
    return HttpResponse(sheet.packed, status=status, content_type=sheet.kind, headers=head)


def _told(response: HttpResponse, sheet: Sheet, *, kept: bool) -> HttpResponse:
    headers = response.headers
    if response.status_code != NOT_MODIFIED:
        headers["Content-Length"] = str(len(response.content))
    headers["Content-Security-Policy"] = look.policy()
    headers["Content-Language"] = sheet.language
    headers["Vary"] = "Accept-Encoding"
    if kept:
        headers["ETag"] = sheet.tag
        headers["Cache-Control"] = FRESH
        response.for_everybody = True  # type: ignore[attr-defined] # read by the headers' middleware
    return response


def again(request: HttpRequest, sheet: Sheet, around: ResponseHeaders) -> HttpResponse:
    """Answer with a page that was sent before, with the headers that it had then.

    Putting a dozen headers together costs a fifth of a kept page. So its answers share them: this is the last that is
    done to an answer, nothing behind it changes one.
    """
    asked = request.META
    if "gzip" in asked.get("HTTP_ACCEPT_ENCODING", "") and asked.get("HTTP_IF_NONE_MATCH") != sheet.tag:
        response = HttpResponse(sheet.packed)
        response.headers = around
        return response
    response = sent(request, sheet)
    for name, value in around.items():
        if name not in OF_THE_BODY:
            response.headers.setdefault(name, value)
    return response
