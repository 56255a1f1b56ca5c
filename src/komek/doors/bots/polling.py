"""Long polling: a laptop asks Telegram for updates instead of being called. One process; the same answers."""

import time
from collections.abc import Callable
from typing import Any

from komek.doors.bots import telegram
from komek.doors.bots.news import CHANNELS
from komek.doors.bots.views import take
from komek.doors.bots.wire import Refused, Undelivered

WAIT = 5
"""Seconds that Telegram keeps a question open while nothing comes; so long a wish to stop may have to wait."""

PAUSE = 2.0
"""Seconds after a fault."""

CONFLICT = 409


class WebhookIsSet(Exception):  # noqa: N818 - what happened, as in the errors of the house
    """Telegram calls an address; it gives no updates to whoever asks."""


def poll(go_on: Callable[[], bool], *, wait: int = WAIT, pause: Callable[[float], None] = time.sleep) -> int:
    """Answer updates while `go_on` says so; gives how many were answered. Raises WebhookIsSet.

    An update counts as received when the next question names a higher number, so a stop in the middle loses nothing,
    nor does a fault: an update that cannot be answered yet is asked for again, with those after it.
    """
    offset = done = 0
    while go_on():
        try:
            updates = _asked(offset, wait)
        except Undelivered:
            pause(PAUSE)
            continue
        for update in updates:
            incoming = telegram.read(update)
            if incoming and take(CHANNELS["telegram"], incoming) == "later":
                pause(PAUSE)
                break
            done += incoming is not None
            offset = int(update["update_id"]) + 1
    if offset:
        _tell_received(offset)
    return done


def _asked(offset: int, wait: int) -> list[dict[str, Any]]:
    question = {"offset": offset, "timeout": wait, "allowed_updates": telegram.WANTED}
    try:
        found = telegram.call("getUpdates", question, timeout=wait + 10.0)
    except Refused as refused:
        if refused.status == CONFLICT:
            raise WebhookIsSet from None
        raise Undelivered from None
    return [each for each in found if isinstance(each, dict) and isinstance(each.get("update_id"), int)]


def _tell_received(offset: int) -> None:
    try:
        telegram.call("getUpdates", {"offset": offset, "timeout": 0, "limit": 1})
    except (Undelivered, Refused):
        return  # they come again at the next start, and are known then
