"""Recordings as files: voices, films and captions that say what is shown now, whole or in pieces."""

from collections.abc import Iterator
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from komek.doors.face import ranges
from komek.doors.portal.frame import missing
from komek.knowledge import guide
from komek.knowledge.guide import recordings
from komek.knowledge.guide.sounds import KINDS, TYPES

PIECE = 1024 * 1024
"""Bytes that are given at once to whoever asks for a part: a player asks for the next when it needs it."""

AT_ONCE = KINDS["audio"].most
"""A voice is sent at once also to a browser that asks for all of it, as one does that follows a link of a bot."""

_places = BoundedSemaphore(max(1, settings.KOMEK_THREADS // 4))
"""So many whole films are sent at the same time: players ask for parts, and who takes long holds up no page."""

KEPT = "public, max-age=31536000, immutable"
"""An address is the hash of its bytes: what was heard once need not be fetched again."""


@require_safe
def recording(request: HttpRequest, name: str) -> HttpResponseBase:
    """Give a recording that is offered now; of one that says an older text nothing."""
    size = recordings.size(name) if name in recordings.offered(guide.current()) else None
    if size is None:
        return missing(request, "en")
    tag = f'"{name}"'
    if request.headers.get("If-None-Match") == tag:
        return _framed(HttpResponse(status=304), tag)
    asked = ranges.asked(request, tag, size)
    if asked is None:
        return _framed(_sent(name, range(size)), tag)
    if not asked:
        return _framed(ranges.refused(size), tag)
    part = asked[:PIECE]
    answer = _sent(name, part)
    if answer.status_code == 200:
        ranges.mark(answer, part, size)
    return _framed(answer, tag)


def _sent(name: str, part: range) -> HttpResponseBase:
    """Send these bytes; a whole film piece by piece, and only while one of the places for whole films is free."""
    form, told = TYPES[name.rpartition(".")[2]], {"Content-Length": str(len(part))}
    if len(part) <= AT_ONCE:
        return HttpResponse(recordings.piece(name, part.start, len(part)), form, headers=told)
    if not _places.acquire(blocking=False):
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    return StreamingHttpResponse(Whole(name, part.stop), content_type=form, headers=told)


class Whole:
    """A whole film, read piece by piece; it holds its place until the answer is closed."""

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size, self._held = name, size, True

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, self.size, PIECE):
            yield recordings.piece(self.name, start, min(PIECE, self.size - start))

    def close(self) -> None:
        """Give the place back, once."""
        if self._held:
            self._held = False
            _places.release()

    __del__ = close  # also where a server forgets to close what nobody waits for any more


def _framed(answer: HttpResponseBase, tag: str) -> HttpResponseBase:
    answer.headers["ETag"] = tag
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = KEPT if answer.status_code < 400 else "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.for_everybody = True  # type: ignore[attr-defined] # read by the headers' middleware
    return answer
