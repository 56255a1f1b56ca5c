"""Sending to a messenger: with time limits, again after a fault of the network, at the pace it asks for.

No error leaves this file with a text of the messenger or of the library: they quote addresses, tokens and words.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

TRIES = 4
LONGEST_WAIT = 15.0
"""Seconds for which one message is tried and waited for in all; then the messenger shall send the update again."""

FIRST_PAUSE = 0.4
LIMITS = httpx.Timeout(8.0, connect=3.0)
BAD, AT_FAULT = 400, 500
TOO_MANY = 429

pause: Callable[[float], None] = time.sleep


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
    """
    left, wait = LONGEST_WAIT, FIRST_PAUSE
    for attempt in range(TRIES):
        reply = _once(url, payload, headers, timeout)
        if reply is not None and reply.status < AT_FAULT and reply.wait is None:
            return reply
        pace = reply.wait if reply is not None and reply.wait is not None else wait
        left -= pace
        if attempt + 1 == TRIES or left < 0:
            break
        pause(pace)
        wait *= 2
    raise Undelivered


def get(url: str, *, headers: Mapping[str, str] | None = None) -> Reply:
    """Ask for JSON once. Raises Undelivered."""
    try:
        return _read(client().get(url, headers=dict(headers or {})))
    except (httpx.HTTPError, httpx.InvalidURL):
        raise Undelivered from None


def fetch(url: str, *, headers: Mapping[str, str] | None = None, most: int) -> bytes:
    """Fetch a file into memory, at most so many bytes. Raises Refused where it is larger, Undelivered on a fault."""
    found = bytearray()
    refused = 0
    try:
        with client().stream("GET", url, headers=dict(headers or {})) as answer:
            refused = answer.status_code if answer.status_code != httpx.codes.OK else 0
            for part in answer.iter_bytes() if not refused else ():
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


def _once(url: str, payload: Mapping[str, Any], headers: Mapping[str, str] | None, timeout: float) -> Reply | None:
    """Try once; None where the network failed."""
    limits = httpx.Timeout(timeout, connect=LIMITS.connect) if timeout else LIMITS
    try:
        answer = client().post(url, json=payload, headers=dict(headers or {}), timeout=limits)
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    return _read(answer)


def _read(answer: httpx.Response) -> Reply:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    return Reply(answer.status_code, body if isinstance(body, dict) else {})
