"""Who sees figures: programme officers those of every organisation, the others those of their own.

Facts are nameless, and programme staff hold no key to any file; that is why they may see them all.
"""

from django.db.models import Q

from komek.kernel.access import Access, own_organisation
from komek.kernel.actor import Actor

READERS = ("programme_officer", "me_officer", "supervisor", "organisation_admin")
EVERYWHERE = "programme_officer"


def reach(actor: Actor) -> Q:
    """Reach every fact as a programme officer, else those of one's organisation."""
    return Q() if actor.has(EVERYWHERE) else own_organisation(actor)


ACCESS = Access(
    {
        "results.read": READERS,
        "results.export": READERS,
        "results.freeze": ("programme_officer", "me_officer"),
    },
    read="results.read",
    reach=reach,
)
