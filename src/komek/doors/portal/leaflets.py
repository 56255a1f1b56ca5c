"""The answer on one sheet: A5, with a code that leads to the page, in letters of our own."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

import segno

_one_at_a_time = Lock()
"""Drawing a page takes a second of one core: nobody may order many at once."""


class NoPaper(Exception):
    """The machine lacks the library that draws pages."""


def leaflet(context: Mapping[str, Any], address: str, language: str) -> bytes:
    """Draw a leaflet. Raises NoPaper where Pango is missing."""
    try:
        from komek.doors.face import paper  # noqa: PLC0415 - the import itself fails without Pango
    except OSError:
        raise NoPaper from None
    code = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff")
    with _one_at_a_time:
        return paper.pdf("portal/leaflet.html", {**context, "address": address, "code": code}, language=language)
