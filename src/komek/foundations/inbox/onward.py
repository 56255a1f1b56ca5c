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

from komek.foundations import vault
from komek.foundations.inbox import limits, rota
from komek.foundations.inbox.dropping import Files, cleaned, headed, hold, others, reached, sealed
from komek.foundations.inbox.erasing import erase_thread
from komek.foundations.inbox.errors import Gone, TooOften
from komek.foundations.inbox.models import Message
from komek.foundations.inbox.nouns import Added, Back, Duty, Onward


def go_on(
    onward: str,
    text: str,
    *,
    source: bytes,
    channel: str,
    back: Back | None = None,
    danger: bool = False,
    told: str | None = None,
    files: Files = (),
    noting: Callable[[Added], None] | None = None,
) -> Added:
    """Go on under the numbers of a thread: to who has read before, then to whoever is on duty.

    `danger` alone does not hold it: it carries the mark. Where others read than she was `told`, it is held as with
    `drop`, and so is what she adds to a thread of which everything is held. `noting` is called last in the transaction.
    Raises what `drop` raises, and Gone where everything was erased meanwhile, or where everything is held and `told` is
    None: a door that does not ask her cannot add to it.
    """
    words, thread = cleaned(text, files), _thread(onward)
    if not limits.spend(limits.DROPS, source, channel):
        raise TooOften
    return add(thread, words, channel=channel, back=back, danger=danger, told=told, files=files, noting=noting)


def add(
    thread: Onward,
    words: str,
    *,
    channel: str,
    back: Back | None,
    danger: bool,
    told: str | None = None,
    files: Files,
    noting: Callable[[Added], None] | None = None,
) -> Added:
    """Add a message to a thread. Raises Nobody, and Gone where all was erased meanwhile; nothing is kept then."""
    country, language, now = thread.country, thread.language, timezone.now()
    with transaction.atomic():
        hold(thread.receipt)
        earlier = _all(thread.receipt)
        if not earlier or (told is None and not _sent(earlier)):
            raise Gone
        links, readers = reached(rota.chain(country, language, now, before(earlier)))
        asks = others(readers, told) or not _sent(earlier)
        ticket, known_by = vault.ticket() if asks else ("", b"")
        head = headed(country=country, language=language, channel=channel, now=now, back=back, danger=danger)
        number = earlier[-1].number + 1
        message = sealed(
            words=words, head=head, links=links, receipt=thread.receipt, files=files, ticket=known_by, number=number
        )
        added = Added(message.pk, readers, thread.packed(), ticket)
        if noting:
            noting(added)
    return added


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
    earlier = _all(thread.receipt) if thread else []
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
    return _sent(_all(receipt))


def _all(receipt: UUID) -> list[Message]:
    """List what was sent under one receipt and what waits for her yes, the oldest first."""
    return list(Message.objects.filter(receipt=receipt).order_by("number", "id"))


def _sent(rows: list[Message]) -> list[Message]:
    return [each for each in rows if each.state != "held"]


def before(earlier: list[Message]) -> UUID | None:
    """Give the organisation that has read her last."""
    return next((each.taken_at for each in reversed(earlier) if each.taken_at), None)
