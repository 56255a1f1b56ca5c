"""How the host of this house calls itself: the drawing that its public pages and its kiosks bear."""

import base64
from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def mark() -> str:
    """Give the host's mark as an address that carries the whole drawing; "" for ours."""
    if not settings.KOMEK_SITE_MARK:
        return ""
    try:
        drawing = Path(settings.KOMEK_SITE_MARK).read_bytes()
    except OSError:  # looked at when the house started, gone since: pages go on under our mark
        return ""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing).decode()
