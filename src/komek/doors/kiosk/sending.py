"""Sending a file piece by piece: never whole in memory, and going on where a thin line broke off."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from komek.doors.face import ranges

PIECE = 64 * 1024
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
    size = state.st_size
    asked = ranges.asked(request, tag, size)
    if asked is not None and not asked:
        return _told(ranges.refused(size), tag)
    part = asked or range(size)
    answer = StreamingHttpResponse(_opened(path, part), content_type=kind)
    answer.headers["Content-Length"] = str(len(part))
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    if asked:
        ranges.mark(answer, part, size)
    return _told(answer, tag)


def _opened(path: Path, part: range) -> Pieces:
    file = path.open("rb")
    file.seek(part.start, os.SEEK_SET)
    return Pieces(file, len(part))


def _told(answer: HttpResponseBase, tag: str) -> HttpResponseBase:
    answer.headers["ETag"] = tag
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = FRESH
    answer.for_everybody = True  # type: ignore[attr-defined] # read by the headers' middleware
    return answer
