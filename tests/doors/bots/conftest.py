"""What tests of the channels have: messengers on loopback, a guide in memory, a matcher of a few words, one rota."""

from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from komek.doors.bots import conversations, wire
from komek.foundations import inbox
from komek.foundations.vault import passing
from komek.knowledge import guide
from komek.knowledge.guide import content, counting, matching
from komek.knowledge.guide.matching import Found, Result
from tests.doors.bots.talks import CHAT
from tests.factories.orgs import Staff, cheap_passwords, make_member, make_organisation
from tests.simulators.graph import Graph
from tests.simulators.telegram import TelegramSimulator

SECRET = "a-secret_of-the-webhook"
WORDS = {
    "wages": ("wages-unpaid", "contract", "hotline"),
    "oylik": ("wages-unpaid", "contract", "hotline"),
    "passport": ("documents-taken", "wages-unpaid", "hotline"),
}


class Understanding:
    """A matcher that knows a few words: danger, unclear, broken, and what `WORDS` lists."""

    def ask(self, text: str, *, origin: str = "", to: str = "") -> Found:
        """Understand."""
        if "broken" in text:
            raise RuntimeError(f"it said: {text}")
        topics = next((found for word, found in WORDS.items() if word in text), ("health", "contract", "hotline"))
        language = "uz" if "oylik" in text else "en"
        sure = "unclear" not in text
        return Found(language, tuple(Result(topic, 0.9) for topic in topics), self.dangerous(text), sure)

    def dangerous(self, text: str) -> bool:
        """Hear danger."""
        return "danger" in text


@pytest.fixture(autouse=True)
def house(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keep keys, lists and counts in this test; let nobody wait for long."""
    settings.KOMEK_RAM = str(tmp_path / "ram")
    settings.KOMEK_DEMO = True
    settings.KOMEK_TELEGRAM_TOKEN = settings.KOMEK_TELEGRAM_SECRET = settings.KOMEK_WHATSAPP_TOKEN = ""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    monkeypatch.setattr(passing, "_kept", {})
    monkeypatch.setattr(conversations, "_forgotten", [])
    monkeypatch.setattr(conversations, "PATIENCE", 5.0)
    monkeypatch.setattr(wire, "pause", lambda seconds: None)
    monkeypatch.setattr(counting, "_counts", type(counting._counts)())
    monkeypatch.setattr(guide, "current", lambda: content.shipped(demo=True))
    monkeypatch.setattr(matching, "at_hand", Understanding)
    with cheap_passwords():
        yield
    wire.client().close()
    wire._client.cache_clear()
    if connection.in_atomic_block:
        cache.clear()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note for how long the sending side waited."""
    waited: list[float] = []
    monkeypatch.setattr(wire, "pause", waited.append)
    return waited


@pytest.fixture
def telegram(settings: Settings) -> Iterator[TelegramSimulator]:
    """A bot on Telegram, whose webhook is called through Django's handlers, in this thread."""
    simulator = TelegramSimulator()
    simulator.hook.url, simulator.hook.secret = "http://testserver/bots/telegram/", SECRET
    simulator.post = through_django()
    with simulator.running():
        settings.KOMEK_TELEGRAM_API, settings.KOMEK_TELEGRAM_TOKEN = simulator.address, simulator.token
        settings.KOMEK_TELEGRAM_SECRET = SECRET
        yield simulator


@pytest.fixture
def graph(settings: Settings) -> Iterator[Graph]:
    """A number on WhatsApp."""
    simulator = Graph()
    with simulator.running():
        settings.KOMEK_WHATSAPP_API, settings.KOMEK_WHATSAPP_TOKEN = f"{simulator.address}/v1", simulator.token
        settings.KOMEK_WHATSAPP_NUMBER, settings.KOMEK_WHATSAPP_SECRET = simulator.number, simulator.secret
        settings.KOMEK_WHATSAPP_VERIFY = "our-word"
        yield simulator


@pytest.fixture
def knock(graph: Graph) -> Callable[..., int]:
    """Post a payload to the webhook of WhatsApp as Meta does; gives the status."""

    def knock(content: dict[str, Any], **who: Any) -> int:
        body = graph.payload(content, **who)
        return post_payload(body, graph.signature(body))

    return knock


def post_payload(body: bytes, signature: str) -> int:
    """Post bytes with a signature."""
    headers = {"X-Hub-Signature-256": signature} if signature else {}
    return Client().post("/bots/whatsapp/", body, content_type="application/json", headers=headers).status_code


def through_django() -> Callable[[str, bytes, dict[str, str]], int]:
    """Post without a network: through Django's own handler."""

    def post(url: str, raw: bytes, headers: dict[str, str]) -> int:
        kind = headers.pop("Content-Type", "application/json")
        path = "/" + url.split("/", 3)[3]
        return Client(raise_request_exception=False).post(path, raw, content_type=kind, headers=headers).status_code

    return post


@pytest.fixture
def operator(db: None) -> Staff:
    """Somebody on duty, at any hour and for everybody, at Umit Almaty."""
    umit = make_organisation("Umit Almaty", demo=True)
    keeper = make_member(umit, "Dina", roles=["supervisor"], circles=["hotline"])
    watch = {"languages": [], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0), "minutes": 15}
    inbox.set_watch(country="", by=keeper.actor, **watch)  # type: ignore[arg-type]
    return keeper


@pytest.fixture
def sim(telegram: TelegramSimulator, operator: Staff) -> TelegramSimulator:
    """A bot with somebody on duty, and a chat that speaks English."""
    telegram.text(CHAT, "/start en_health")
    return telegram
