"""Files that came with a message: listed with kind and size, opened on record, shown only where nothing can run."""

import io
import re
from collections.abc import Iterable
from datetime import time
from typing import Any

import pytest
from django.core.cache import cache
from django.http import StreamingHttpResponse
from django.test import Client
from PIL import Image

from komek.care.hotline.models import Contact
from komek.foundations import inbox, vault
from komek.foundations.audit.models import Entry
from komek.foundations.inbox.models import Message
from komek.foundations.vault.uploads import from_bytes
from komek.knowledge.guide import matching
from tests.care.cases.pages import words
from tests.care.hotline.conftest import Line
from tests.care.hotline.conftest import line as line  # noqa: PLC0414 - the fixture
from tests.factories.orgs import signed_in

pytestmark = pytest.mark.slow

VOICE = b"OggS\x00\x02 they keep my passport"
PAGE = b"<!doctype html><script>document.title = 'run'</script>"
FILE = re.compile(r'<a href="([^"]+/file/[^"]+)">([^<]+)</a>')
ALL_DAY = {"languages": ["uz", "ru"], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0)}


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def message(line: Line, monkeypatch: pytest.MonkeyPatch) -> Message:
    """A message with a voice note, a photo and a page of somebody's making, which Zarina has taken."""
    nothing = matching.Found(language="", results=(), danger=False, sure=False)
    monkeypatch.setattr(matching, "ask", lambda _text, **_where: nothing)
    cache.clear()
    inbox.set_watch(country="RU", by=line.dina.actor, **ALL_DAY)  # type: ignore[arg-type]
    files = [from_bytes("voice.ogg", VOICE), from_bytes("photo.jpg", photo()), from_bytes("page.html", PAGE)]
    inbox.drop("", country="RU", language="uz", channel="telegram", source=b"x", files=files)
    return inbox.take(message=inbox.queries.waiting(line.zarina.actor)[0], by=line.zarina.actor)


@pytest.fixture
def zarina(line: Line) -> Client:
    return signed_in(line.zarina)


def url(message: Message, more: str = "") -> str:
    return f"/desk/hotline/message/{message.pk}/{more}"


def listed(page: Any) -> dict[str, str]:
    """Give the addresses of the files on a page by their names."""
    return {name: address for address, name in FILE.findall(page.content.decode())}


def content(answer: object) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    parts = answer.streaming_content
    assert isinstance(parts, Iterable)
    return b"".join(parts)


def test_what_came_with_a_message_is_listed_with_kind_and_size(zarina: Client, message: Message) -> None:
    page = zarina.get(url(message))
    assert set(listed(page)) == {"voice.ogg", "photo.jpg", "page.html"}
    for told in ("No words: only what came with it.", "Voice or sound", "Picture", "to be saved, not shown", "bytes"):
        assert told in words(page)
    html = page.content.decode()
    assert html.count("<audio controls") == 1
    assert f'preload="none" src="{listed(page)["voice.ogg"]}"' in html
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    assert not Entry.objects.filter(verb="inbox.open_file").exists(), "looking at the page opens no file"


def test_a_voice_is_played_and_a_picture_shown_and_nothing_else(zarina: Client, message: Message) -> None:
    files = listed(zarina.get(url(message)))
    kinds = {"voice.ogg": "audio/ogg", "photo.jpg": "image/jpeg", "page.html": "application/octet-stream"}
    for name, kind in kinds.items():
        answer = zarina.get(files[name])
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
        how = "attachment" if name == "page.html" else "inline"
        assert answer.headers["Content-Disposition"] == f'{how}; filename="{name}"'
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert len(content(answer)) == int(answer.headers["Content-Length"])
    assert content(zarina.get(files["voice.ogg"])) == VOICE
    assert content(zarina.get(files["page.html"])) == PAGE
    opened = [entry.objects_seen[0] for entry in Entry.objects.filter(verb="inbox.open_file")]
    assert len(opened) == 5
    assert len(set(opened)) == 3


def test_a_page_that_plays_nothing_may_play_nothing(line: Line, zarina: Client) -> None:
    inbox.drop("words", country="RU", language="uz", channel="telegram", source=b"x")
    plain = inbox.take(message=inbox.queries.waiting(line.zarina.actor)[0], by=line.zarina.actor)
    page = zarina.get(url(plain))
    assert "media-src" not in page.headers["Content-Security-Policy"]
    assert "What came with it" not in words(page)


def test_another_house_and_another_message_open_no_file(line: Line, zarina: Client, message: Message) -> None:
    address = listed(zarina.get(url(message)))["voice.ogg"]
    inbox.drop("words", country="RU", language="uz", channel="telegram", source=b"x")
    other = inbox.take(message=inbox.queries.waiting(line.zarina.actor)[0], by=line.zarina.actor)
    assert signed_in(line.bakyt).get(address).status_code == 404
    assert zarina.get(address.replace(str(message.pk), str(other.pk))).status_code == 404
    assert not Entry.objects.filter(verb="inbox.open_file").exists()


def test_the_files_go_on_to_draft_contact_and_case_in_one_press_each(
    line: Line, zarina: Client, message: Message
) -> None:
    zarina.post(url(message, "contact/"))
    contact = Contact.objects.get()
    address = f"/desk/hotline/contact/{contact.pk}/"
    draft = listed(zarina.get(f"{address}draft/"))
    assert set(draft) == {"voice.ogg", "photo.jpg", "page.html"}
    said = {"channel": "telegram", "caller": "victim", "safe": "unknown", "direction": "incoming", "act": "finish"}
    assert zarina.post(f"{address}draft/", said).headers["Location"] == address
    aigul = signed_in(line.aigul)
    for page in (aigul.get(address), aigul.get(f"{address}case/")):
        assert listed(page) == draft
        assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    assert content(aigul.get(draft["voice.ogg"])) == VOICE
    assert aigul.post(f"{address}case/", {"kind": "full"}).status_code == 302
    contact.refresh_from_db()
    assert contact.case is not None
    files = aigul.get(f"/desk/cases/{contact.case_id}/files/")
    assert all(name in words(files) for name in draft)


def test_a_picture_is_drawn_once_and_copied_as_it_is(line: Line, zarina: Client, message: Message) -> None:
    came = content(zarina.get(listed(zarina.get(url(message)))["photo.jpg"]))
    zarina.post(url(message, "contact/"))
    draft = zarina.get(f"/desk/hotline/contact/{Contact.objects.get().pk}/draft/")
    assert content(zarina.get(listed(draft)["photo.jpg"])) == came
    views = vault.files_of(Contact.objects.get().sealed_record, keyring=line.zarina.actor.keyring)
    assert {view.name: view.bare for view in views} == {"voice.ogg": False, "photo.jpg": True, "page.html": False}
