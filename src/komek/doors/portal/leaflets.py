"""The answer on one sheet: A5, with a code that leads to the page, in letters of our own.

Drawing one takes a third of a second of one core. One is drawn at a time, few wait for that and none for long: whoever
asks for many may make leaflets late, and nothing else.
"""

import contextlib
from collections.abc import Iterator, Mapping
from threading import BoundedSemaphore, Lock
from typing import Any

import segno

AT_ONCE, PATIENCE = 2, 4.0
"""Requests that draw or wait to draw, of the eight threads of a process; and seconds that one waits for its turn."""

_places, _turn = BoundedSemaphore(AT_ONCE), Lock()


class NoPaper(Exception):
    """The machine lacks the library that draws pages."""


class Busy(Exception):  # noqa: N818 - what happened, as in the errors of the house
    """Too many leaflets are drawn at this moment."""


def leaflet(context: Mapping[str, Any], address: str, language: str) -> bytes:
    """Draw a leaflet. Raises NoPaper where Pango is missing, Busy where others are drawn for too long."""
    try:
        from komek.doors.face import paper  # noqa: PLC0415 - the import itself fails without Pango
    except OSError:
        raise NoPaper from None
    code = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff")
    with _my_turn():
        return paper.pdf("portal/leaflet.html", {**context, "address": address, "code": code}, language=language)


@contextlib.contextmanager
def _my_turn() -> Iterator[None]:
    """Wait for the one place to draw at; raises Busy."""
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        if not _turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            yield
        finally:
            _turn.release()
    finally:
        _places.release()
