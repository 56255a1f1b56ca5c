"""What goes with messages that their writer erases: copies in other rooms, and what a backup brings back of them."""

from collections.abc import Callable, Collection
from uuid import UUID

from komek.foundations import vault
from komek.foundations.inbox.dropping import forget, hold
from komek.foundations.inbox.models import Access, Answer, Message, Thread

Eraser = Callable[[Collection[UUID]], object]
"""Given the ids of messages that their writer erases just now."""

_erasers: list[Eraser] = []


def register_eraser(eraser: Eraser) -> None:
    """Let a room take away what it copied of messages, whenever their writer erases them.

    It is called in the transaction of the erasing, with the rows locked and still standing: an error of it undoes all.
    """
    if eraser not in _erasers:
        _erasers.append(eraser)


def erase_copies(messages: Collection[UUID]) -> None:
    """Let every room take away what it copied of these messages. Only inside a transaction that has locked them."""
    for each in _erasers:
        each(messages)


def erase_thread(receipt: UUID) -> None:
    """Delete everything of one writer. Only inside a transaction, and for her alone."""
    hold(receipt)
    messages = list(Message.objects.select_for_update().filter(receipt=receipt).order_by("number", "id"))
    erase_copies([message.pk for message in messages])
    for message in messages:
        forget(message, "writer")
    Thread.objects.filter(receipt=receipt).delete()
    vault.drop_receipt(receipt)


def forget_again(records: Collection[UUID]) -> None:
    """Take away the rows of erased messages and receipts; their keys are gone already."""
    gone = list(records)
    Answer.objects.filter(message__in=gone).delete()
    Access.objects.filter(message__in=gone).delete()
    Message.objects.filter(pk__in=gone).delete()
    Thread.objects.filter(receipt__in=gone).delete()
    Message.objects.filter(receipt__in=gone).update(receipt=None)
