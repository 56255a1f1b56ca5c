"""Which messages an organisation may see, what stands on their heads, and the rota."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from komek.foundations import vault
from komek.foundations.inbox.access import MESSAGES, WATCHES
from komek.foundations.inbox.models import Access, Message, Watch
from komek.foundations.inbox.nouns import Head
from komek.kernel.actor import Actor


def waiting(actor: Actor) -> list[Message]:
    """List the messages that wait for the actor's organisation, the oldest first."""
    opens = Access.objects.filter(message=OuterRef("pk"), organisation=actor.organisation).values("opens")[:1]
    rows = MESSAGES.visible(actor, Message.objects.filter(state="waiting")).annotate(opens=opens)
    return list(rows.order_by(F("opens").asc(nulls_first=True), "id"))


def ours(actor: Actor) -> list[Message]:
    """List the messages that the actor's organisation took and has not closed, the newest change first."""
    rows = Message.objects.filter(taken_at=actor.organisation, state__in=("taken", "answered"))
    return list(MESSAGES.visible(actor, rows).order_by("-changed", "id"))


def find(actor: Actor, message: UUID) -> Message:
    """Get one message that the actor may see; raises Hidden."""
    return MESSAGES.find(actor, Message.objects.all(), pk=message)


def heads(messages: Iterable[Message], by: Actor) -> dict[UUID, Head]:
    """Open the heads of messages: codes and the instant, no word of hers. Those that do not open are left out."""
    opened = vault.open_rows(messages, keyring=by.keyring, only=("head",))
    return {each.row.pk: head_of(each.head) for each in opened if each.head}


def head_of(value: dict[str, object]) -> Head:
    """Give the part of an opened head that a page may show."""
    at = value["at"]
    if not isinstance(at, datetime):
        raise TypeError("a head without its instant")
    return Head(str(value["country"]), str(value["language"]), str(value["channel"]), bool(value["danger"]), at)


def thread(message: Message) -> list[Message]:
    """List all messages of the same writer that the same organisation took, the oldest first."""
    if message.receipt is None or message.taken_at is None:
        return [message]
    return list(of_one_writer(message).order_by("number", "id"))


def of_one_writer(message: Message) -> QuerySet[Message]:
    """Select all messages of the writer of one that was taken, as far as the same organisation took them."""
    return Message.objects.filter(receipt=message.receipt, taken_at=message.taken_at)


def silent() -> int:
    """Say how many messages nobody has taken in twice their usual time: for whoever watches the house."""
    return Message.objects.filter(state="waiting", silent_from__lte=timezone.now()).count()


def watches(actor: Actor) -> QuerySet[Watch]:
    """List the watches of the actor's organisation that have not ended, by rank and hour."""
    rows = Watch.objects.filter(ended_on=None)
    return WATCHES.visible(actor, rows).order_by("country", "rank", "begins", "id")


def find_watch(actor: Actor, watch: UUID) -> Watch:
    """Get one watch of the actor's organisation; raises Hidden."""
    return WATCHES.find(actor, Watch.objects.all(), pk=watch)


def untold() -> QuerySet[Access]:
    """List the organisations that may see a message by now and were not told yet."""
    rows = Access.objects.filter(told=False, opens__lte=timezone.now())
    waits = Message.objects.filter(pk=OuterRef("message"), state="waiting", taken_at=None)
    return rows.filter(Exists(waits))
