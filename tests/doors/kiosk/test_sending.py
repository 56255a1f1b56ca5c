"""Fetching: a bundle goes out piece by piece, in parts, and is never read whole for one request."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from komek.doors.kiosk import sending

pytestmark = pytest.mark.django_db
"""Whoever closes an answer looks after the connection, too."""

BYTES = bytes(range(256)) * 1000
NEVER = "bytes=0-0,5-9", "bites=0-1", "bytes=-", "bytes=a-b", "bytes=9-3", "0-5"


def tag_now() -> str:
    """Ask for nothing but the tag."""
    answer = Client().head("/kiosk/bundle.zip")
    answer.close()
    assert answer["Content-Length"]
    return str(answer["ETag"])


@pytest.fixture
def bundle(settings: Settings, tmp_path: Path) -> Path:
    settings.KOMEK_BUNDLES = tmp_path
    path = tmp_path / "bundle-00000012.zip"
    path.write_bytes(BYTES)
    (tmp_path / "bundle-00000003.zip").write_bytes(b"older")
    return path


def body(answer: object) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    pieces = list(answer)
    answer.close()
    assert all(len(each) <= sending.PIECE for each in pieces)
    return b"".join(pieces)


def test_the_newest_bundle_is_sent_piece_by_piece_and_never_read_whole(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> bytes:
        raise AssertionError(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    answer = Client().get("/kiosk/bundle.zip")
    assert body(answer) == BYTES
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(BYTES)))
    assert answer["Content-Disposition"] == 'attachment; filename="bundle-00000012.zip"'
    assert answer["Cache-Control"] == "public, no-cache"
    assert not answer.cookies


@pytest.mark.parametrize(
    ("wish", "begin", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=0-", 0, 256_000),
        ("bytes=1000-", 1000, 256_000),
        ("bytes=-5", 255_995, 256_000),
        ("bytes=9-999999", 9, 256_000),
    ],
)
def test_a_part_is_sent_to_whoever_asks_for_it(bundle: Path, wish: str, begin: int, end: int) -> None:
    answer = Client().get("/kiosk/bundle.zip", headers={"Range": wish})
    assert answer.status_code == 206
    assert body(answer) == BYTES[begin:end]
    assert answer["Content-Range"] == f"bytes {begin}-{end - 1}/{len(BYTES)}"
    assert answer["Content-Length"] == str(end - begin)


@pytest.mark.parametrize("wish", NEVER)
def test_a_wish_that_we_do_not_know_gets_the_whole(bundle: Path, wish: str) -> None:
    answer = Client().get("/kiosk/bundle.zip", headers={"Range": wish})
    assert answer.status_code == 200
    assert body(answer) == BYTES


@pytest.mark.parametrize("wish", ["bytes=256000-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(bundle: Path, wish: str) -> None:
    answer = Client().get("/kiosk/bundle.zip", headers={"Range": wish})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */256000")


def test_a_part_of_an_older_bundle_is_not_gone_on_with(bundle: Path) -> None:
    tag = tag_now()
    on = Client().get("/kiosk/bundle.zip", headers={"Range": "bytes=10-", "If-Range": tag})
    assert (on.status_code, body(on)) == (206, BYTES[10:])
    bundle.with_name("bundle-00000013.zip").write_bytes(b"newer bytes")
    anew = Client().get("/kiosk/bundle.zip", headers={"Range": "bytes=10-", "If-Range": tag})
    assert (anew.status_code, body(anew)) == (200, b"newer bytes")


def test_whoever_has_it_gets_a_word_and_no_bytes(bundle: Path) -> None:
    tag = tag_now()
    answer = Client().get("/kiosk/bundle.zip", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)


def test_an_update_is_the_small_file_where_there_is_one(bundle: Path) -> None:
    assert body(Client().get("/kiosk/update.zip")) == BYTES
    bundle.with_name("update-00000003.zip").write_bytes(b"of an older one")
    assert body(Client().get("/kiosk/update.zip")) == BYTES
    bundle.with_name("update-00000012.zip").write_bytes(b"small")
    assert body(Client().get("/kiosk/update.zip")) == b"small"


def test_where_none_was_made_there_is_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.KOMEK_BUNDLES = tmp_path
    for name in ("bundle", "update"):
        assert Client().get(f"/kiosk/{name}.zip").status_code == 404
        assert Client().post(f"/kiosk/{name}.zip").status_code == 405
