"""What every test of the kiosk has: the shipped edition and places in memory; for a machine, a folder of bundles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import clear_url_caches
from pytest_django.fixtures import Settings

from komek.doors.kiosk import source
from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.kiosks import places, queries
from komek.knowledge.kiosks.bundles.keeping import Folder
from tests.knowledge.kiosks.makers import Maker

Use = Callable[[guide.Edition], None]


@pytest.fixture(autouse=True)
def edition(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Show the shipped edition of the demo in the house; a test may show another. No page asks the database for it."""
    settings.KOMEK_TELEGRAM_BOT = ""

    def use(shown: guide.Edition) -> None:
        monkeypatch.setattr(guide, "current", lambda: shown)

    use(content.shipped(demo=True))
    monkeypatch.setattr(queries, "places", places.shipped)
    source.forget()
    yield use
    source.forget()


class Machine:
    """A machine in an airport: its folder, who makes its bundles, and somebody who stands before it."""

    def __init__(self, path: Path) -> None:
        self.maker = Maker()
        self.folder: Folder = self.maker.kiosk(path)
        self.client = Client()

    def get(self, path: str = "") -> str:
        """Open a screen; gives its words."""
        source.forget()
        answer = self.client.get(f"/kiosk/osh/{path}")
        assert answer.status_code == 200, answer.content
        return str(answer.content.decode())


@pytest.fixture
def machine(tmp_path: Path, settings: Settings) -> Iterator[Machine]:
    """Give a machine with its own addresses and middleware, and no database."""
    settings.KIOSK_FOLDER, settings.KIOSK_PLACE = str(tmp_path / "kiosk"), "osh"
    settings.ROOT_URLCONF = "komek.doors.kiosk.alone"
    settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
    clear_url_caches()
    yield Machine(tmp_path / "kiosk")
    clear_url_caches()
