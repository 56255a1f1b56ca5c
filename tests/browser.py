"""The browser of the journeys: the system's own, since none is fetched."""

import shutil
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@cache
def chromium() -> str:
    """Return the path of the system's Chromium, or nothing."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")
