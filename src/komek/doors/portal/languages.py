"""The languages of the public pages, in the order in which they are offered."""

from functools import cache

from komek.doors.face.tongues import Tongue, tongue
from komek.knowledge import guide

LAST = ("ru", "en")
"""Whoever reads them finds them anyway: the languages of the region stand before them."""


@cache
def offered() -> dict[str, Tongue]:
    """Give the languages that have all words of the doors; one without them is not offered. English comes last."""
    order = sorted(guide.spoken(), key=lambda code: LAST.index(code) if code in LAST else -1)
    return {code: tongue(code) for code in order}
