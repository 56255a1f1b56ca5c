"""Sending to a messenger: one deadline for all that an update needs; again after a fault, at the pace it asks for.

Whoever answers an update says for how long (`within`): the tries and pauses of all its messages share that time, so
that a messenger that takes a call and hangs holds a thread of ours no longer.

No error leaves this file with a text of the messenger or of the library: they quote addresses, tokens and words.
"""

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

TRIES = 4
LONGEST = 10.0
"""Seconds for all that is sent for one update, tries and pauses included; then the messenger shall send it again."""

TO_SAY_SO = 3.0
"""Seconds of them that fetching a file leaves, so that she can be told that it was not fetched."""

FIRST_PAUSE = 0.4
LEAST_TRY = 0.2
"""A try that has no more seconds than this is not begun."""

LIMITS = httpx.Timeout(8.0, connect=3.0)
MOST_ANSWER = 4 * 1024 * 1024
"""Bytes of an answer: a hundred updates of the Bot API are far smaller."""

BAD, AT_FAULT = 400, 500
TOO_MANY = 429

pause: Callable[[float], None] = time.sleep
_until: ContextVar[float] = ContextVar("until")


class Undelivered(Exception):  # noqa: N818 - what happened, as in the errors of the house
    """Not now: the messenger is away or asks for patience. Carries nothing."""


class Refused(Exception):  # noqa: N818 - what happened, as in the errors of the house
    """Never: she has blocked the bot, or the messenger does not take this message. Carries the status alone."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Reply:
    """What a messenger answered: a status, and its JSON as far as it was any."""

    status: int
    body: Mapping[str, Any]

    @property
    def wait(self) -> float | None:
        """Give the seconds after which it wants to be asked again; None where it does not want to."""
        told = self.body.get("parameters")
        after = told.get("retry_after") if isinstance(told, dict) else None
        if isinstance(after, int | float):
            return float(after)
        return 1.0 if self.status == TOO_MANY else None


def post(
    url: str, payload: Mapping[str, Any], *, headers: Mapping[str, str] | None = None, timeout: float = 0.0
) -> Reply:
    """Post JSON until there is an answer that is none of a fault. Raises Undelivered.

    A fault of the network, of the messenger (5xx) and its wish for patience (429) are tried again within the limits.
    A question that may stay open for `timeout` seconds is asked once.
    """
    tries = 1 if timeout else TRIES
    with within(timeout or LONGEST):
        for attempt in range(1, tries + 1):
            reply = _asked("POST", url, headers, payload, longest=timeout)
            if reply is not None and reply.status < AT_FAULT and reply.wait is None:
                return reply
            told = reply.wait if reply is not None else None
            pace = FIRST_PAUSE * 2 ** (attempt - 1) if told is None else told
            if attempt == tries or left() - pace < LEAST_TRY:
                break
            pause(pace)
    raise Undelivered


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let everything that is sent in a block take so long together, or what is left of a block around it."""
    before = _until.get(float("inf"))
    mark = _until.set(min(before, time.monotonic() + seconds))
    try:
        yield
    finally:
        _until.reset(mark)


def left() -> float:
    """Give the seconds that are left."""
    return _until.get(float("inf")) - time.monotonic()


def get(url: str, *, headers: Mapping[str, str] | None = None) -> Reply:
    """Ask for JSON once. Raises Undelivered."""
    with within(LONGEST):
        reply = _asked("GET", url, headers)
    if reply is None:
        raise Undelivered
    return reply


def fetch(url: str, *, headers: Mapping[str, str] | None = None, most: int) -> bytes:
    """Fetch a file into memory, at most so many bytes. Raises Refused where it is larger, Undelivered on a fault."""
    found = bytearray()
    refused = 0
    try:
        with within(left() - TO_SAY_SO if left() < LONGEST else LONGEST), _opened("GET", url, headers) as answer:
            refused = answer.status_code if answer.status_code != httpx.codes.OK else 0
            for part in _parts(answer) if not refused else ():
                found += part
                if len(found) > most:
                    refused = httpx.codes.REQUEST_ENTITY_TOO_LARGE
                    break
    except (httpx.HTTPError, httpx.InvalidURL):
        raise Undelivered from None
    if refused:
        raise Refused(refused)
    return bytes(found)


def client() -> httpx.Client:
    """Give this process's client, which keeps its connections."""
    return _client(os.getpid())


@cache
def _client(_process: int) -> httpx.Client:
    return httpx.Client(timeout=LIMITS, follow_redirects=False, trust_env=False)


def _asked(
    method: str,
    url: str,
    headers: Mapping[str, str] | None,
    payload: Mapping[str, Any] | None = None,
    longest: float = 0.0,
) -> Reply | None:
    """Call once; None where the network failed or no time is left."""
    body = bytearray()
    try:
        with _opened(method, url, headers, payload, longest) as answer:
            for part in _parts(answer):
                body += part
                if len(body) > MOST_ANSWER:
                    return None
            return _read(answer.status_code, bytes(body))
    except (httpx.HTTPError, httpx.InvalidURL):
        return None


def _opened(
    method: str,
    url: str,
    headers: Mapping[str, str] | None,
    payload: Mapping[str, Any] | None = None,
    longest: float = 0.0,
) -> contextlib.AbstractContextManager[httpx.Response]:
    """Begin a call that waits for no byte longer than time is left. Raises httpx.ReadTimeout where there is none."""
    most = min(longest or LIMITS.read or 0.0, left())
    if most < LEAST_TRY:
        raise httpx.ReadTimeout("")
    limits = httpx.Timeout(most, connect=min(LIMITS.connect or most, most))
    return client().stream(method, url, json=payload, headers=dict(headers or {}), timeout=limits)


def _parts(answer: httpx.Response) -> Iterator[bytes]:
    """Give an answer in pieces, and no more once the time is over. Raises httpx.ReadTimeout."""
    for part in answer.iter_bytes():
        if left() < 0:
            raise httpx.ReadTimeout("")
        yield part


def _read(status: int, raw: bytes) -> Reply:
    try:
        body = json.loads(raw)
    except ValueError:
        body = {}
    return Reply(status, body if isinstance(body, dict) else {})
