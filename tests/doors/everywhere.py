"""What each channel says of one topic at this moment, as plain text: as its reader, caller or screen gets it."""

import html
import io
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from komek.care.hotline.actions.messages import SPOKEN
from komek.doors.bots import engine, whatsapp, world
from komek.doors.bots import telegram as telegrams
from komek.doors.bots.channels import Channel
from komek.doors.bots.nouns import Heard, Said, State
from komek.doors.bots.telegram import Telegram
from komek.doors.bots.whatsapp import WhatsApp
from komek.knowledge import guide
from komek.knowledge.kiosks.bundles.checking import Trust, check
from tests.knowledge.kiosks.makers import Maker

TOPIC, FROM, TO = "registration-russia", "UZ", "RU"
MAKER = Maker(starts=timezone.localdate())


@lru_cache(maxsize=1)
def reader() -> Client:
    """Give one house to all readers: a client builds every middleware anew, a worker builds it once."""
    return Client()


def portal(language: str) -> str:
    """Read the page."""
    return words(reader().get(f"/{language}/{TOPIC}/?from={FROM}&to={TO}").content.decode())


def sheet(language: str) -> bytes:
    """Get the sheet."""
    return reader().get(f"/{language}/{TOPIC}.pdf?from={FROM}&to={TO}").content


def leaflet(language: str) -> str:
    """Read the sheet."""
    return on_paper(sheet(language))


def on_paper(pdf: bytes) -> str:
    """Read what a sheet says."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def telegram(language: str) -> str:
    """Read what goes to Telegram, as it goes."""
    return _as_sent([part for said in _told(Telegram(), language) for part in telegrams.rendered(said)])


def on_whatsapp(language: str) -> str:
    """Read what goes to WhatsApp, as it goes."""
    told = _told(WhatsApp(), language)
    return _as_sent([part for said in told for part in whatsapp.rendered(said, language)])


def _told(channel: Channel, language: str) -> tuple[Said, ...]:
    state = State("home", language, FROM, TO)
    here = world.of(channel, state, timezone.now())
    return engine.step(state, Heard("tap", f"topic:{TOPIC}"), here).said


def _as_sent(sent: list[dict[str, Any]]) -> str:
    return " ".join(json.dumps(sent, ensure_ascii=False).replace("\\n", " ").split())


def bundle(language: str) -> str:
    """Read the answer out of a bundle that was made of this edition, signed, and looked through."""
    found = _opened()
    shown = guide.answer(found, TOPIC, guide.Reader(language, FROM, TO), timezone.localdate())
    return " ".join(each.text for each in (shown.lead, *shown.passages) if each)


_last: list[tuple[guide.Edition, guide.Edition]] = []
"""The edition of which the last bundle was made, and the one that it gives. Two tests may give two the same number."""


def _opened() -> guide.Edition:
    """One bundle carries all languages."""
    shown = guide.current()
    if not (_last and _last[0][0] is shown):
        made = MAKER.bundle(counter=shown.number, edition=shown)
        _last[:] = [(shown, check(made, Trust(MAKER.root[1])).edition)]
    return _last[0][1]


def kiosk(language: str) -> str:
    """Read the screen of the house's own kiosk."""
    return words(reader().get(f"/kiosk/termez/{language}/{TO}/{TOPIC}/").content.decode())


def call_script(client: Client) -> Callable[[str], str]:
    """Read what lies before an operator; she has a caller of this language at the phone."""

    def read(language: str) -> str:
        client.cookies["django_language"] = language
        asked = {
            "topic": TOPIC,
            "country": TO,
            "nationality": FROM,
            "language": SPOKEN[language] if language != "uz-cyrl" else language,
        }
        return words(client.post("/desk/hotline/script/", asked).content.decode())

    return read


CHANNELS: dict[str, Callable[[str], str]] = {
    "portal": portal,
    "leaflet": leaflet,
    "Telegram": telegram,
    "WhatsApp": on_whatsapp,
    "bundle": bundle,
    "kiosk": kiosk,
}


def words(page: str) -> str:
    """Take the words out of a page."""
    body = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
