"""The leaflet: A5, the same words, every letter of every language, a code to the page; and a machine without Pango."""

import builtins
import io
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
import segno
from django.utils import timezone
from pypdf import PdfReader

from komek.doors.portal import leaflets
from komek.doors.portal.languages import offered
from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.guide.nouns import Words
from tests import scanned
from tests.doors.portal.conftest import Reader

pytestmark = pytest.mark.slow

A5 = (420, 595)
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
LETTERS = {
    "en": LATIN,
    "ru": CYRILLIC,
    "kk": f"{CYRILLIC} Ә Ғ Қ Ң Ө Ұ Ү Һ І ә ғ қ ң ө ұ ү һ і Ä Ğ Ñ Ö Ş Ū Ü ı İ",
    "ky": f"{CYRILLIC} Ң Ө Ү ң ө ү",
    "uz": f"{LATIN} Oʻ Gʻ oʻ gʻ ʼ Ö Ğ Ş Ç ö ğ ş ç",
    "uz-cyrl": f"{CYRILLIC} Ў Қ Ғ Ҳ ў қ ғ ҳ",
    "tg": f"{CYRILLIC} Ғ Ӣ Қ Ӯ Ҳ Ҷ ғ ӣ қ ӯ ҳ ҷ",
    "tk": f"{LATIN} Ä Ç Ž Ň Ö Ş Ü Ý ä ç ž ň ö ş ü ý",
}
"""The whole alphabet of each language, and where it is written in two, the letters of both."""


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("language", offered())
def test_a_leaflet_says_what_the_page_says(language: str, reader: Reader) -> None:
    answer = reader.get(f"/{language}/registration-russia.pdf?from=UZ&to=RU")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    box = PdfReader(io.BytesIO(answer.body)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == A5
    text, words = text_of(answer.body), guide.words(language)
    about = guide.Reader(language, "UZ", "RU")
    shown = guide.answer(content.shipped(), "registration-russia", about, timezone.localdate())
    assert shown.title in text
    assert words.value("7", "working days") in text
    assert words.say("site", "demo") in text
    assert shown.lead
    assert shown.lead.text.split("\n", maxsplit=1)[0][:40] in text


@pytest.mark.parametrize("language", LETTERS)
def test_every_letter_of_a_language_is_on_its_paper(
    language: str, reader: Reader, edition: Callable[[guide.Edition], None]
) -> None:
    """On the sheet of that very language: its letters, in its text, under its own `lang`."""
    assert set(LETTERS) == set(guide.LANGUAGES)
    shown = content.shipped()
    topic = shown.topics["housing"]
    first = next(block for block in topic.blocks if block.kind == "answer")
    told = MappingProxyType({"en": Words("Letters."), language: Words(LETTERS[language])})
    step = replace(first, id="housing.letters", kind="step", texts=told)
    blocks = (topic.blocks[0], first, step)
    edition(replace(shown, number=9, topics={**shown.topics, "housing": replace(topic, blocks=blocks)}))
    text = text_of(reader.get(f"/{language}/housing.pdf").body)
    missing = [part for part in LETTERS[language].split() if part not in text]
    assert missing == []


@pytest.mark.parametrize("language", offered())
def test_a_phone_reads_the_code_of_a_sheet_and_comes_to_the_page_that_it_shows(language: str, reader: Reader) -> None:
    address = f"/{language}/registration-russia"
    read = scanned.on_paper(reader.get(f"{address}.pdf?from=UZ&to=RU").body)
    assert read == [f"http://testserver{address}/?from=UZ&to=RU"]
    page = reader.get(read[0].removeprefix("http://testserver"))
    assert page.status_code == 200
    assert f'<html lang="{offered()[language].tag}"' in page.page.html


def test_the_code_is_drawn_once_an_edition(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = segno.make

    def make(address: str, **how: Any) -> Any:
        made.append(address)
        return real(address, **how)

    monkeypatch.setattr(segno, "make", make)
    reader.get("/en/housing.pdf?to=KR")
    assert made == ["http://testserver/en/housing/?to=KR"]
    reader.get("/en/housing.pdf?to=KR")
    assert len(made) == 1, "drawn once an edition"


def test_a_machine_without_pango_says_so(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "komek.doors.face" and args[2] and "paper" in args[2]:
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(leaflets.NoPaper):
        leaflets.leaflet({}, "https://komek.invalid/", "en")
    answer = reader.get("/en/housing.pdf")
    assert answer.status_code == 503
    assert guide.words("en").say("site", "leaflet_missing") in answer.page.html
    assert "/en/housing/" in answer.page.links()
    assert "pango" not in answer.page.html
