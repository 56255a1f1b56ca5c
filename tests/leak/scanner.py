"""Looks for canaries in whatever rests: raw, in other encodings, and inside what was compressed."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from tests.leak.canaries import Flock, written

BLOCK, OVERLAP = 16 * 1024 * 1024, 4096
STREAM = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
CODED_STREAM = re.compile(rb"(?:eJ|H4sI)[A-Za-z0-9+/_-]{24,}")
MOST_EXPANDED = 64 * 1024 * 1024
AROUND = 60


class Scanner:
    """Knows every way to write the canaries of a flock."""

    def __init__(self, flock: Flock) -> None:
        self.ways = [(f"{needle} {way}", text) for needle in flock.needles() for way, text in written(needle).items()]

    def hits(self, data: bytes, where: str = "") -> list[str]:
        """Tell each way in which a canary stands in the data, with a little of what stands around it."""
        found = self._plain(data, where)
        for at, inside in expanded(data):
            found += self._plain(inside, f"{where} (compressed, at {at})")
        return found

    def hits_in(self, path: Path, where: str) -> list[str]:
        """Scan a file piece by piece."""
        found: list[str] = []
        with suppress(FileNotFoundError), path.open("rb") as file:
            before = b""
            while block := file.read(BLOCK):
                found += self.hits(before + block, f"{where}{path.name}")
                before = block[-OVERLAP:]
        return found

    def _plain(self, data: bytes, where: str) -> list[str]:
        return [f"{where}: {way}: {_around(data, data.index(text))}" for way, text in self.ways if text in data]


def expanded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Expand everything that begins like a compressed stream, also inside base64."""
    whole = memoryview(data)
    for match in STREAM.finditer(data):
        if inside := _expand(whole[match.start() :]):
            yield match.start(), inside
    for match in CODED_STREAM.finditer(data):
        with suppress(binascii.Error):
            text = match.group().replace(b"-", b"+").replace(b"_", b"/")
            if inside := _expand(memoryview(base64.b64decode(text + b"=" * (-len(text) % 4)))):
                yield match.start(), inside


def _expand(data: memoryview) -> bytes:
    got = bytearray()
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    with suppress(zlib.error):
        for at in range(0, len(data), 65536):
            got += stream.decompress(data[at : at + 65536])
            if stream.eof or len(got) > MOST_EXPANDED:
                break
    return bytes(got)


def _around(data: bytes, at: int) -> str:
    return data[max(0, at - AROUND) : at + AROUND].decode("utf-8", "replace").replace("\n", " ")


def files(folder: Path) -> Iterable[Path]:
    """List the files of a folder, also those of folders in it."""
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
