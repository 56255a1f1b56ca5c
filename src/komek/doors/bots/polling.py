"""Long polling: a laptop asks Telegram for updates instead of being called. One process; the same answers."""

import logging
import time
from collections import Counter
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

HELD_BACK = 50
"""Rounds in which an update could not be answered and others were, or all others that Telegram gives are done already:
then it is given up, or it would hold everybody back, as Telegram gives a hundred at a time from the first that is left.
"""

MOST_AT_ONCE = 100
"""Updates that Telegram gives at a time."""

CONFLICT = 409
log = logging.getLogger(__name__)


class WebhookIsSet(Exception):  # noqa: N818 - what happened, as in the errors of the house
    """Telegram calls an address; it gives no updates to whoever asks."""


def poll(go_on: Callable[[], bool], *, wait: int = WAIT, pause: Callable[[float], None] = time.sleep) -> int:
    """Answer updates while `go_on` says so; gives how many were answered. Raises WebhookIsSet.

    An update counts as received when the next question names a higher number, so a stop in the middle loses nothing,
    nor does a fault: an update that cannot be answered yet is asked for again. It holds back what comes after it from
    the same chat, and nobody else; see HELD_BACK for one that never can be.
    """
    round_ = _Round()
    while go_on():
        try:
            updates = _asked(round_.offset, wait)
        except Undelivered:
            pause(PAUSE)
            continue
        if not round_.over(updates):
            pause(PAUSE)
    if round_.offset:
        _tell_received(round_.offset)
    return round_.done


class _Round:
    """What was answered so far, by number; what Telegram has not been told of yet is known by heart."""

    def __init__(self) -> None:
        self.offset = self.done = 0
        self.ahead: set[int] = set()
        """Numbers that are done while one before them is not."""
        self.passed: Counter[int] = Counter()
        """How often the first that is left was passed by."""

    def over(self, updates: list[dict[str, Any]]) -> bool:
        """Answer updates; says whether none is left for later."""
        left, held, before = list[int](), set[str](), len(self.ahead)
        for update in updates:
            number, incoming = int(update["update_id"]), telegram.read(update)
            if number in self.ahead:
                continue
            if incoming and (incoming.chat in held or take(CHANNELS["telegram"], incoming) == "later"):
                held.add(incoming.chat)
                left.append(number)
            else:
                self.done += incoming is not None
                self.ahead.add(number)
        if left and (len(self.ahead) > before or (self.ahead and len(updates) >= MOST_AT_ONCE)):
            self.passed[left[0]] += 1
        if left and self.passed[left[0]] >= HELD_BACK:
            log.error("telegram: an update was given up: others were answered and it never could be")
            self.ahead.add(left.pop(0))
        self._forget(left)
        return not left

    def _forget(self, left: list[int]) -> None:
        """Name the next number to Telegram: the first that is left, or the one after the last that is done."""
        self.offset = left[0] if left else max((self.offset, *(number + 1 for number in self.ahead)))
        self.ahead = {number for number in self.ahead if number > self.offset}
        self.passed = Counter({number: n for number, n in self.passed.items() if number in left})


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
