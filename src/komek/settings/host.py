"""The host of this house: how its public pages call themselves, whose mark they bear, and its own line."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MARK_BYTES = 4096
"""The mark travels inside every page: with more a page would not fit the first answer of a server (14,600 bytes)."""


def _mark(path: str) -> str:
    """Give the path as it stands. Raises ImproperlyConfigured where no page could be shown with what lies there."""
    if not path:
        return ""
    try:
        with Path(path).open("rb") as file:
            drawing = file.read(MARK_BYTES + 1)
    except OSError:
        raise ImproperlyConfigured("KOMEK_SITE_MARK names a file that cannot be read.") from None
    if len(drawing) > MARK_BYTES:
        raise ImproperlyConfigured("KOMEK_SITE_MARK names a drawing of more than 4 kB: make it smaller.")
    if b"<svg" not in drawing or b"http://www.w3.org/2000/svg" not in drawing:  # without it no browser draws
        raise ImproperlyConfigured("KOMEK_SITE_MARK names a file that is no SVG drawing.")
    return path


KOMEK_SITE_NAME = os.environ.get("KOMEK_SITE_NAME", "Komek")
KOMEK_SITE_HOTLINE = os.environ.get("KOMEK_SITE_HOTLINE", "")
KOMEK_SITE_MARK = _mark(os.environ.get("KOMEK_SITE_MARK", ""))
