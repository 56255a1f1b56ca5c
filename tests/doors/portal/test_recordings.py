"""What can be heard on the public pages: offered below its text, fetched whole or in pieces, gone with its text."""

from dataclasses import replace
from datetime import date
from threading import BoundedSemaphore
from types import MappingProxyType, SimpleNamespace

import pytest
from django.test import Client

from komek.doors.portal import recordings as door
from komek.knowledge import guide
from komek.knowledge.guide import actions, content, editions, models, recordings
from komek.knowledge.guide.actions.recordings import Spoken
from tests.doors.portal.conftest import Reader, Seen, Use
from tests.factories import sounds
from tests.factories.guide import ANSWER, TOPIC, make_editor, make_guide, says_now

Kept = dict[str, models.Recording]


@pytest.fixture
def kept(db: None, edition: Use) -> Kept:
    """A voice, a film and its captions for the Russian answer, offered by the edition of now."""
    make_guide()
    by = make_editor()
    block = models.Block.objects.get(code=ANSWER)
    made = {"audio": sounds.MP3, "sign": sounds.MP4, "captions": sounds.VTT}
    found = {
        kind: actions.keep_recording(
            block=block,
            language="ru",
            kind=kind,
            spoken=Spoken(data, "Gulnora", date(2026, 11, 20)),
            seen=says_now(block, "ru"),
            by=by,
        )
        for kind, data in made.items()
    }
    edition(editions.build(1, demo=True))
    return found


def page(path: str) -> Seen:
    seen: Seen = Reader().get(path).page
    return seen


def test_a_text_is_heard_and_seen_below_itself(kept: Kept) -> None:
    seen = page(f"/ru/{TOPIC}/?from=UZ")
    (voice,), (film,), (track,) = seen.all("audio"), seen.all("video"), seen.all("track")
    assert voice["src"] == f"/recordings/{kept['audio'].address}"
    assert {"controls", "aria-label"} <= voice.keys()
    assert voice["preload"] == "none", "nobody pays for what she does not play"
    assert film["src"] == f"/recordings/{kept['sign'].address}"
    assert (track["src"], track["srclang"], track["kind"]) == (
        f"/recordings/{kept['captions'].address}",
        "ru",
        "captions",
    )
    assert guide.words("ru").say("site", "film") in seen.html
    english = page(f"/en/{TOPIC}/?from=UZ")
    assert (english.all("audio"), english.all("video")) == ([], [])


def test_a_file_to_send_on_carries_no_address_of_a_voice(kept: Kept) -> None:
    saved = page(f"/ru/{TOPIC}/save/?from=UZ")
    assert "Регистрация" in saved.html
    assert (saved.all("audio"), saved.all("video")) == ([], [])


@pytest.mark.parametrize(
    ("kind", "form", "data"),
    [
        ("audio", "audio/mpeg", sounds.MP3),
        ("sign", "video/mp4", sounds.MP4),
        ("captions", "text/vtt; charset=utf-8", sounds.VTT),
    ],
)
def test_a_recording_comes_whole_for_every_cache(kept: Kept, kind: str, form: str, data: bytes) -> None:
    answer = Client().get(f"/recordings/{kept[kind].address}")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, data, form)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (answer.headers["Accept-Ranges"], answer.headers["X-Content-Type-Options"]) == ("bytes", "nosniff")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not answer.cookies
    again = Client().get(f"/recordings/{kept[kind].address}", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-", 0, None), ("bytes=5-9", 5, 10), ("bytes=-4", -4, None), ("bytes=400-9999", 400, None)],
)
def test_a_player_takes_a_part(kept: Kept, asked: str, start: int, end: int | None) -> None:
    answer = Client().get(f"/recordings/{kept['audio'].address}", headers={"range": asked})
    wanted, size = sounds.MP3[start:end], len(sounds.MP3)
    first = start % size
    assert (answer.status_code, answer.content) == (206, wanted)
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{size}"
    assert answer.headers["Content-Length"] == str(len(wanted))


def test_a_large_part_comes_in_pieces(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PIECE", 100)
    answer = Client().get(f"/recordings/{kept['audio'].address}", headers={"range": "bytes=50-"})
    assert (answer.status_code, answer.content) == (206, sounds.MP3[50:150])
    assert answer.headers["Content-Range"] == f"bytes 50-149/{len(sounds.MP3)}"


def test_a_whole_film_fills_no_memory(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def piece(address: str, start: int, length: int) -> bytes:
        asked.append(length)
        return recordings.piece(address, start, length)

    monkeypatch.setattr(door, "PIECE", 100)
    monkeypatch.setattr(door, "AT_ONCE", 100)
    monkeypatch.setattr(door, "recordings", SimpleNamespace(**vars(recordings) | {"piece": piece}))
    answer = Client().get(f"/recordings/{kept['sign'].address}")
    assert (answer.status_code, answer.getvalue()) == (200, sounds.MP4)
    assert answer.headers["Content-Length"] == str(len(sounds.MP4))
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert len(asked) > 1
    assert max(asked) == 100


def test_who_fetches_whole_films_holds_up_nobody_who_plays_a_part(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PIECE", 100)
    monkeypatch.setattr(door, "AT_ONCE", 100)
    monkeypatch.setattr(door, "_places", BoundedSemaphore(1))
    film = f"/recordings/{kept['sign'].address}"
    assert door._places.acquire(blocking=False)
    refused = Client().get(film)
    assert (refused.status_code, refused.headers["Retry-After"], refused.headers["Cache-Control"]) == (
        503,
        "10",
        "no-store",
    )
    assert Client().get(film, headers={"range": "bytes=0-"}).status_code == 206
    door.Whole(kept["sign"].address, 1).close()
    for _turn in range(3):
        assert Client().get(film).getvalue() == sounds.MP4


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("bytes=9999-", 416),
        ("bytes=-0", 416),
        ("bytes=9-5", 200),
        ("bytes=-", 200),
        ("bytes=0-1,3-4", 200),
        ("lines=1-2", 200),
    ],
)
def test_an_odd_part_is_refused_or_not_heeded(kept: Kept, asked: str, status: int) -> None:
    answer = Client().get(f"/recordings/{kept['audio'].address}", headers={"range": asked})
    assert answer.status_code == status
    assert answer.content == (sounds.MP3 if status == 200 else b"")


def test_a_part_of_another_recording_is_not_sewn_on(kept: Kept) -> None:
    headers = {"range": "bytes=5-9", "if-range": '"another"'}
    answer = Client().get(f"/recordings/{kept['audio'].address}", headers=headers)
    assert (answer.status_code, answer.content) == (200, sounds.MP3)


def test_a_recording_of_an_older_text_is_gone(kept: Kept, edition: Use) -> None:
    address = kept["audio"].address
    models.Fact.objects.filter(nationality="KG").update(value="29")
    edition(editions.build(2, demo=True))
    assert Client().get(f"/recordings/{address}").status_code == 404
    for other in ("none.mp3", "../x", f"{'0' * 32}.mp3", address.replace("mp3", "ogg")):
        assert Client().get(f"/recordings/{other}").status_code == 404


def test_a_stub_says_so_and_leads_to_a_person(edition: Use) -> None:
    shown = content.shipped(demo=True)
    for topic in (each for each in shown.topics.values() if not each.full):
        shown_page = page(f"/ru/{topic.id}/")
        assert guide.words("ru").say("answer", "not_yet") in shown_page.html, topic.id
        assert "/ru/person/" in shown_page.links()
    full = replace(shown.topics["marriage"], full=True)
    edition(replace(shown, topics=MappingProxyType({**shown.topics, "marriage": full})))
    assert guide.words("ru").say("answer", "not_yet") not in page("/ru/marriage/").html
