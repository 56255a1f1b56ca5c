"""After a restore: what a backup brought back of messages that were erased since."""

from collections.abc import Collection
from uuid import UUID

from komek.foundations.inbox.models import Access, Answer, Message, Thread


def forget_again(records: Collection[UUID]) -> None:
    """Take away the rows of erased messages and receipts; their keys are gone already."""
    gone = list(records)
    Answer.objects.filter(message__in=gone).delete()
    Access.objects.filter(message__in=gone).delete()
    Message.objects.filter(pk__in=gone).delete()
    Thread.objects.filter(receipt__in=gone).delete()
    Message.objects.filter(receipt__in=gone).update(receipt=None)
