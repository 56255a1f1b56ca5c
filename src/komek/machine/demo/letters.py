"""Who reads what people without an account write to the demo, and three messages that wait, one with a photo."""

import io
from collections.abc import Mapping
from datetime import time

from PIL import Image, ImageDraw

from komek.foundations import inbox
from komek.foundations.vault.uploads import from_bytes
from komek.kernel.actor import Actor

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
ROUND_THE_CLOCK = time(0)
COUNTRIES = ("RU", "KZ", "UZ", "KG", "TJ", "TM")
NEARER = {"KG": "bakyt", "TJ": "bakyt"}
"""Who reads first for a country, where it is not Umit Almaty."""

WRITTEN = (
    ("KZ", "uz", "telegram", True, "Pasportimni olib qoʻyishdi, chiqishga ruxsat berishmayapti. Yordam kerak."),
    ("RU", "ky", "web", False, "Үч айдан бери айлык ала элекмин. Кайда кайрылсам болот?"),
    ("RU", "ru", "whatsapp", False, "Агентство взяло деньги и не отвечает. Можно ли их вернуть?"),
)

WITH_PHOTO = "whatsapp"
PAPER = "RECEIPT No. 17\n\nAgency (invented)\nFor work papers: 500 USD\nPaid"
"""What stands on the paper that the photo shows."""


def man(actors: Mapping[str, Actor]) -> None:
    """Set watches so that somebody is on duty at every hour: one organisation first, the other after it."""
    for country in COUNTRIES:
        first = NEARER.get(country, "dina")
        for rank, who in enumerate((first, "bakyt" if first == "dina" else "dina"), start=1):
            inbox.set_watch(
                country=country,
                languages=[],
                weekdays=EVERY_DAY,
                begins=ROUND_THE_CLOCK,
                ends=ROUND_THE_CLOCK,
                rank=rank,
                minutes=15,
                by=actors[who],
            )
    inbox.set_watch(
        country="",
        languages=["ru", "en"],
        weekdays=EVERY_DAY,
        begins=time(20),
        ends=time(8),
        rank=3,
        fallback=True,
        by=actors["dina"],
    )


def write() -> None:
    """Drop the messages in, as strangers do."""
    for country, language, channel, danger, words in WRITTEN:
        source = inbox.source("demo", channel)
        files = [from_bytes("receipt.png", _photo())] if channel == WITH_PHOTO else []
        dropped = inbox.drop(
            words, country=country, language=language, channel=channel, source=source, danger=danger, files=files
        )
        if dropped.held:
            inbox.agree(dropped.ticket)


def _photo() -> bytes:
    """Draw a paper that nobody ever wrote."""
    paper, out = Image.new("RGB", (640, 400), "#f4efe2"), io.BytesIO()
    ImageDraw.Draw(paper).multiline_text((48, 48), PAPER, fill="#20304a", font_size=28, spacing=12)
    paper.save(out, "PNG")
    return out.getvalue()
