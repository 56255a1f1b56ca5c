"""The browser of the tests: the system's own, since none is fetched."""

import shutil
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
)
"""What it is started with: no sandbox, no graphics card, and nothing that it asks of anybody by itself."""


@cache
def chromium() -> str:
    """Return the path of the system's Chromium, or nothing."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")
