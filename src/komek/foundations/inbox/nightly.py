"""What the inbox does by itself, without a key: tell that something waits, let held messages go, forget old ones."""

from django.utils import timezone

from komek.foundations.inbox import bells, limits, queries
from komek.foundations.inbox.dropping import forget, hold
from komek.foundations.inbox.models import Access, Message, Wait, today
from komek.foundations.inbox.nouns import KEPT
from komek.kernel import nightly


@nightly.register_minutely("inbox.ring")
def ring() -> None:
    """Tell each organisation that may see a message from now on; opens and seals nothing."""
    nightly.each("inbox.ring", queries.untold(), _ring)


@nightly.register_minutely("inbox.held")
def let_go() -> None:
    """Delete the keys of held messages whose writer has not agreed within fifteen minutes."""
    over = Message.objects.filter(state="held", held_until__lte=timezone.now())
    nightly.each("inbox.held", over, lambda row: _forget(row, "unanswered"))


@nightly.register_minutely("inbox.sources")
def forget_sources() -> None:
    """Let nobody say any more from which addresses somebody came yesterday."""
    limits.forget_past()


@nightly.register("inbox.old")
def forget_old() -> None:
    """Erase messages that nobody has touched for ninety days."""
    old = Message.objects.filter(changed__lte=today() - KEPT)
    nightly.each("inbox.old", old, lambda row: _forget(row, "old"))
    Wait.objects.filter(day__lte=today() - KEPT).delete()


def _ring(row: Access) -> None:
    bells.ring(row.organisation, row.message_id)
    Access.objects.filter(pk=row.pk).update(told=True)


def _forget(row: Message, reason: str) -> None:
    hold(row.receipt)
    held = Message.objects.select_for_update().filter(pk=row.pk, state=row.state).first()
    if held is not None:
        forget(held, reason)
        Message.objects.filter(pk=held.pk, state="erased").delete()
