"""A form is sent once: its page carries a random word, and what was sent with that word is not sent a second time.

A reload or a second press sends the same form again. What remembers it is the store of marks, for an hour and up
to the next full one: it holds no word of a form, a keyed hash instead of its name, and not the minute.
"""

import contextlib
import secrets
import time
from collections.abc import Iterator
from zlib import crc32

from django.core.cache import cache
from django.http import QueryDict

from komek.foundations import inbox
from komek.foundations.inbox import limits

BEGUN, DONE = "begun", "done"
PATIENCE, LOOK = 3.0, 0.1
"""How long a second press waits for the first, in seconds, and how often it looks. Who sends one form from many
windows holds up nobody else for longer than that; whoever has waited in vain keeps her words and presses again."""


def word(form: QueryDict) -> str:
    """Give the word of a form that was posted, or a new one for a page that is shown anew."""
    told = form.get("once", "")
    sound = 16 <= len(told) <= 32 and all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in told)
    return told if sound else fresh()


def fresh() -> str:
    """Draw a word."""
    return secrets.token_urlsafe(16)


@contextlib.contextmanager
def only_once(form: QueryDict) -> Iterator[bool]:
    """Say whether this form may be sent now: no when it was sent already.

    What fails inside may be sent again. Of two at the same time the second waits how the first one ends; raises
    TooOften when that takes too long. The same word with other words typed is another form.
    """
    key = f"portal-once:{word(form)}:{crc32(form.get('words', '').encode())}"
    if not _begun(key):
        yield False
        return
    try:
        yield True
    except BaseException:
        cache.delete(key)
        raise
    cache.set(key, DONE, limits.HOUR + limits.to_the_hour())


def _begun(key: str) -> bool:
    until = time.monotonic() + PATIENCE
    while not cache.add(key, BEGUN, limits.MINUTE):
        if cache.get(key) == DONE:
            return False
        if time.monotonic() > until:
            raise inbox.TooOften
        time.sleep(LOOK)
    return True
