"""Who may do what with messages and watches: those of the circle read, an administrator keeps the rota."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from komek.foundations.inbox.models import Access as Row
from komek.kernel.access import Access
from komek.kernel.actor import Actor

READERS = ("hotline_operator", "supervisor", "case_worker")
KEEPERS = ("organisation_admin", "supervisor")


def shown(actor: Actor) -> Q:
    """Messages that the actor's organisation may see: those it took, and those that wait and are open to it."""
    mine = Row.objects.filter(message=OuterRef("pk"), organisation=actor.organisation, opens__lte=timezone.now())
    return Q(taken_at=actor.organisation) | (Q(state="waiting", taken_at=None) & Q(Exists(mine)))


MESSAGES = Access(
    {
        "inbox.see": READERS,
        "inbox.take": READERS,
        "inbox.open": READERS,
        "inbox.answer": READERS,
        "inbox.give_back": READERS,
        "inbox.close": READERS,
        "inbox.link": READERS,
    },
    read="inbox.see",
    reach=shown,
)
WATCHES = Access(
    {"rota.see": (*KEEPERS, "hotline_operator", "case_worker"), "rota.set": KEEPERS, "rota.end": KEEPERS},
    read="rota.see",
)
