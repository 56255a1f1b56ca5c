"""Where messengers knock: each proves that it is the messenger, and is answered when she is.

The webhook says 200 only after her answer has gone out; 503 asks the messenger to come again with the same update.
What is refused says why by its code: 403 for who does not know the secret, 413 for what is too large, 400 for what is
no JSON; what came before or too late is acknowledged, with "again" or "old" in the answer. Nothing of an update stands
in an answer, in a log or in an error.
"""

import contextlib
import json
import logging
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any, Literal

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from komek.doors.bots import handling, staff, whatsapp, wire
from komek.doors.bots import telegram as telegram_channel
from komek.doors.bots.channels import Channel, Incoming
from komek.doors.bots.conversations import Crowded
from komek.doors.bots.news import CHANNELS
from komek.doors.bots.nouns import Said
from komek.doors.bots.wire import Refused, Undelivered
from komek.foundations.inbox import limits
from komek.foundations.vault import signatures
from komek.kernel.logs import frames
from komek.knowledge.guide import words

MOST_TELEGRAM, MOST_WHATSAPP = 256 * 1024, 1024 * 1024
"""Bytes of an update; both messengers stay far below."""

SIGNATURE = "X-Hub-Signature-256"
LATER = {"Retry-After": "2"}
NEWS = 23 * 3600
"""Seconds after which a message of WhatsApp is no news any more: whoever sends it now repeats it. For so long, and to
the end of that hour, a payload is known: the end of its mark does not say at which minute it came."""

PATIENCE = 5.0
"""Seconds for which the update before it in the same chat is waited for."""

A_MOMENT = 0.5
"""Seconds for which one update waits until one of the threads that may answer messengers is free."""

_answering = BoundedSemaphore(max(1, settings.KOMEK_THREADS // 2))
_knocking = BoundedSemaphore(max(1, settings.KOMEK_THREADS // 2) + 1)
"""Whatever a messenger does, or does not do: the other threads of this process answer pages."""

Taken = Literal["done", "again", "later"]

log = logging.getLogger(__name__)


@csrf_exempt  # a messenger has no cookie of ours; it knows the secret
@require_POST
def telegram(request: HttpRequest) -> HttpResponse:
    """Take one update of the Bot API, from Telegram alone."""
    if not settings.KOMEK_TELEGRAM_TOKEN or not settings.KOMEK_TELEGRAM_SECRET:
        raise Http404
    told = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    if not constant_time_compare(told, settings.KOMEK_TELEGRAM_SECRET):
        return HttpResponse(status=403)
    body = _body(request, MOST_TELEGRAM)
    if body is None:
        return HttpResponse(status=413)
    update = _json(body)
    if update is None:
        return HttpResponse(status=400)
    incoming = telegram_channel.read(update)
    return _answered(CHANNELS["telegram"], [incoming] if incoming else [])


@csrf_exempt  # a messenger has no cookie of ours; it signs
@require_http_methods(["GET", "POST"])
def whatsapp_webhook(request: HttpRequest) -> HttpResponse:
    """Prove to Meta that this address is ours; take signed payloads of the Cloud API."""
    if not settings.KOMEK_WHATSAPP_TOKEN or not settings.KOMEK_WHATSAPP_SECRET:
        raise Http404
    if request.method == "GET":
        return _verified(request)
    body = _body(request, MOST_WHATSAPP)
    if body is None:
        return HttpResponse(status=413)
    if not signatures.signed(settings.KOMEK_WHATSAPP_SECRET, body, request.headers.get(SIGNATURE, "")):
        return HttpResponse(status=403)
    payload = _json(body)
    if payload is None:
        return HttpResponse(status=400)
    try:
        return _once(request.headers[SIGNATURE], whatsapp.read(payload))
    except (DatabaseError, InterfaceError):
        return HttpResponse(status=503, headers=LATER)


def _verified(request: HttpRequest) -> HttpResponse:
    told, wanted = request.GET.get("hub.verify_token", ""), settings.KOMEK_WHATSAPP_VERIFY
    challenge = request.GET.get("hub.challenge", "")
    fine = request.GET.get("hub.mode") == "subscribe" and challenge.isalnum() and len(challenge) <= 64
    if not (fine and wanted and constant_time_compare(told, wanted)):
        return HttpResponse(status=403)
    return HttpResponse(challenge, content_type="text/plain; charset=utf-8")


def _once(signature: str, arrived: list[Incoming]) -> HttpResponse:
    """Answer a signed payload of WhatsApp once, and only while it is news: its signature has no date of its own."""
    since = timezone.now().timestamp() - NEWS
    fresh = [incoming for incoming in arrived if not incoming.at or incoming.at > since]
    if arrived and not fresh:
        return _acknowledged("old")
    mark = f"bots-payload:{signature}"
    if fresh and cache.get(mark):
        return _acknowledged("again")
    response = _answered(CHANNELS["whatsapp"], fresh)
    if fresh and response.status_code == HTTPStatus.OK:
        cache.set(mark, 1, NEWS + limits.to_the_hour())
    return response


def _answered(channel: Channel, arrived: Iterable[Incoming]) -> HttpResponse:
    """Answer each update; ask for all of them again where one could not be answered: those done are then ignored."""
    with _a_place() as free:
        if not free:
            return HttpResponse(status=503, headers=LATER)
        with wire.within(wire.LONGEST):
            codes = {take(channel, incoming) for incoming in arrived}
    if "later" in codes:
        return HttpResponse(status=503, headers=LATER)
    return _acknowledged("again") if codes == {"again"} else HttpResponse()


@contextlib.contextmanager
def _a_place() -> Iterator[bool]:
    """Say whether there is a thread for this: at most half of all are given to messengers, and one may wait."""
    if not _knocking.acquire(blocking=False):
        yield False
        return
    try:
        free = _answering.acquire(timeout=A_MOMENT)
        try:
            yield free
        finally:
            if free:
                _answering.release()
    finally:
        _knocking.release()


def _acknowledged(why: str) -> HttpResponse:
    """Say that nothing more need come of it, and why nothing did."""
    return HttpResponse(why, content_type="text/plain")


def take(channel: Channel, incoming: Incoming) -> Taken:
    """Answer one update, whatever happens; says whether it is done, or was before. Nothing of it gets into a log."""
    failure = ""
    try:
        with wire.within(wire.LONGEST):
            if not staff.linked(channel, incoming) and handling.answer(channel, incoming, patience=PATIENCE).seen:
                return "again"
    except (Undelivered, Crowded, DatabaseError, InterfaceError) as error:
        log.warning("%s: an update must come again: %s", channel.name, type(error).__name__)
        return "later"
    except Exception as error:  # noqa: BLE001 - its text may quote what somebody typed
        failure = frames(type(error), error.__traceback__)
    if failure:
        log.error("%s: an update could not be answered: %s", channel.name, failure)
        _apologise(channel, incoming)
    return "done"


def _apologise(channel: Channel, incoming: Incoming) -> None:
    language = incoming.language.partition("-")[0]
    told = words(language if language in dict(settings.LANGUAGES) else "en")
    text = f"{told.say('site', 'broken')}. {told.say('site', 'broken_then')}"
    try:
        channel.send(incoming, Said(text), "")
    except (Undelivered, Refused) as fault:
        log.warning("%s: nor could that be said: %s", channel.name, type(fault).__name__)


def _body(request: HttpRequest, most: int) -> bytes | None:
    """Read the raw bytes, or None where there are too many; what says that it is long is not read at all."""
    told = request.headers.get("Content-Length", "0")
    if not told.isdecimal() or int(told) > most:
        return None
    body = request.read(most + 1)
    return body if len(body) <= most else None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
