"""Going on without the two numbers, in the conversation in which they were just given or typed.

What a conversation keeps for it is `Onward`: which thread, and its country and language. Whoever holds that can add a
message or delete the thread, and nothing else: it opens no answer, and no number can be made out of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from komek.foundations.inbox import limits, rota
from komek.foundations.inbox.dropping import Files, cleaned, headed, hold, sealed
from komek.foundations.inbox.erasing import erase_thread
from komek.foundations.inbox.errors import Gone, Nobody, TooOften
from komek.foundations.inbox.models import Message
from komek.foundations.inbox.nouns import Back, Duty, Onward


def go_on(
    onward: str,
    text: str,
    *,
    source: bytes,
    channel: str,
    back: Back | None = None,
    danger: bool = False,
    files: Files = (),
    noting: Callable[[], None] | None = None,
) -> UUID:
    """Go on under the numbers of a thread: to who has read before, then to whoever is on duty.

    Not held, whatever it says: with `danger` it carries the mark. `noting` is called last in the transaction. Raises
    what `drop` raises, and Gone where everything was erased meanwhile.
    """
    words, thread = cleaned(text, files), _thread(onward)
    if not limits.spend(limits.DROPS, source, channel):
        raise TooOften
    return add(thread, words, channel=channel, back=back, danger=danger, files=files, noting=noting)


def add(
    thread: Onward,
    words: str,
    *,
    channel: str,
    back: Back | None,
    danger: bool,
    files: Files,
    noting: Callable[[], None] | None = None,
) -> UUID:
    """Add a message to a thread. Raises Nobody, and Gone where all was erased meanwhile; nothing is kept then."""
    country, language, now = thread.country, thread.language, timezone.now()
    with transaction.atomic():
        hold(thread.receipt)
        earlier = messages(thread.receipt)
        if not earlier:
            raise Gone
        links = rota.chain(country, language, now, before(earlier))
        if not links:
            raise Nobody
        head = headed(country=country, language=language, channel=channel, now=now, back=back, danger=danger)
        number = earlier[-1].number + 1
        added = sealed(words=words, head=head, links=links, receipt=thread.receipt, files=files, number=number)
        if noting:
            noting()
    return added.pk


def end(onward: str, *, noting: Callable[[], None] | None = None) -> None:
    """Delete everything of a thread, as `erase` does, where she has just opened it with her numbers. Raises Gone.

    `noting` is called last in the transaction.
    """
    thread = _thread(onward)
    with transaction.atomic():
        hold(thread.receipt)
        if not messages(thread.receipt):
            raise Gone
        erase_thread(thread.receipt)
        if noting:
            noting()


def readers_of(onward: str, at: datetime) -> Duty | None:
    """Say who would read what is added now; None where nobody ever does, or everything was erased."""
    thread = Onward.unpacked(onward)
    earlier = messages(thread.receipt) if thread else []
    if thread is None or not earlier:
        return None
    return rota.readers(thread.country, thread.language, at, before(earlier))


def _thread(onward: str) -> Onward:
    found = Onward.unpacked(onward)
    if found is None:
        raise Gone
    return found


def messages(receipt: UUID) -> list[Message]:
    """List what was sent under one receipt, the oldest first; a held message is not sent yet."""
    rows = Message.objects.filter(receipt=receipt).exclude(state="held")
    return list(rows.order_by("number", "id"))


def before(earlier: list[Message]) -> UUID | None:
    """Give the organisation that has read her last."""
    return next((each.taken_at for each in reversed(earlier) if each.taken_at), None)
