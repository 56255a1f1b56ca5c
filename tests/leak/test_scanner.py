"""The scanner finds what it should: in every script and encoding, and nothing where there is nothing."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable

import pytest
from django.core import signing

from komek.kernel import scripts
from tests.leak.canaries import SCRIPTS, Flock
from tests.leak.scanner import Scanner

pytestmark = pytest.mark.leak
WAYS: dict[str, Callable[[str], bytes]] = {
    "raw": lambda text: text.encode(),
    "small": lambda text: text.lower().encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 further in": lambda text: base64.b64encode(b"a" + text.encode()),
    "base64 still further in": lambda text: base64.urlsafe_b64encode(b"ab" + text.encode()),
    "utf-16": lambda text: text.encode("utf-16le"),
    "json": lambda text: json.dumps({"words": text}).encode(),
    "gzip": lambda text: b"before" + gzip.compress(text.encode()) + b"after",
    "zlib": lambda text: b"x\x9c" + zlib.compress(text.encode() * 3),
    "session": lambda text: signing.dumps({"words": text * 4}, compress=True).encode(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_canary_is_found_however_it_is_written(way: str, script: str) -> None:
    flock = Flock()
    assert Scanner(flock).hits(WAYS[way](f"She said {flock.word('words', script)}."))


def test_a_folded_name_is_found() -> None:
    flock = Flock()
    for script in ("Latin", "Cyrillic"):
        assert Scanner(flock).hits(scripts.fold(flock.word("given", script)).encode())


def test_another_run_is_not_found() -> None:
    assert Scanner(Flock(1)).hits(Flock(2).text("words").encode()) == []
