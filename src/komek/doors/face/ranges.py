"""Parts of a file: which bytes are asked for, and how an answer says which it holds (RFC 9110, section 14)."""

import re

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

WISH = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def asked(request: HttpRequest, tag: str, size: int) -> range | None:
    """Read which bytes are asked for: an empty range where the file has none of them, None for the whole file.

    Several parts at once, and a part that ends before it begins, are no wish of ours: they get the whole.
    So does whoever holds the beginning of another file than this one.
    """
    wish = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
    found = WISH.fullmatch(wish)
    first, last = found.groups() if found else ("", "")
    if not first:
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1) if last else size)


def refused(size: int) -> HttpResponse:
    """Answer a wish for bytes that a file of this size has not."""
    return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})


def mark(answer: HttpResponseBase, part: range, size: int) -> None:
    """Say of an answer that it holds this part of a file of this size."""
    answer.status_code = 206
    answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
