"""Sending a file piece by piece: never whole in memory, and going on where a thin line broke off."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

PIECE = 64 * 1024
WISH = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
FRESH = "public, no-cache"
"""The same bytes for everybody: a cache may keep them, and asks whether they are still the newest."""


class Pieces(Iterator[bytes]):
    """So many bytes of an open file, one piece after the other; the file is closed with the answer."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self.file, self.left = file, left

    def __next__(self) -> bytes:
        piece = self.file.read(min(PIECE, self.left))
        if not piece:
            raise StopIteration
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        """Close the file, read to its end or not."""
        self.file.close()


def sent(request: HttpRequest, path: Path, kind: str) -> HttpResponseBase:
    """Answer with a file, or with the part of it that was asked for.

    Raises OSError where the file is gone: whoever asks again gets the newer one.
    """
    state = path.stat()
    tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _told(HttpResponse(status=304), tag)
    wish = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
    begin, end = asked(wish, state.st_size)
    if begin >= end:
        refused = _told(HttpResponse(status=416), tag)
        refused.headers["Content-Range"] = f"bytes */{state.st_size}"
        return refused
    part = (begin, end) != (0, state.st_size)
    answer = StreamingHttpResponse(_opened(path, begin, end), status=206 if part else 200, content_type=kind)
    answer.headers["Content-Length"] = str(end - begin)
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    if part:
        answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{state.st_size}"
    return _told(answer, tag)


def asked(wish: str, size: int) -> tuple[int, int]:
    """Read which part is asked for: from a byte up to before another. What is no wish of ours asks for the whole.

    Nothing is in the part where the wish begins past the end.
    """
    found = WISH.fullmatch(wish)
    if not found or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1 if last else size)


def _opened(path: Path, begin: int, end: int) -> Pieces:
    file = path.open("rb")
    file.seek(begin, os.SEEK_SET)
    return Pieces(file, end - begin)


def _told(answer: HttpResponseBase, tag: str) -> HttpResponseBase:
    answer.headers["ETag"] = tag
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = FRESH
    answer.for_everybody = True  # type: ignore[attr-defined] # read by the headers' middleware
    return answer
