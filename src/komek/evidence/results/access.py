"""Who sees figures: programme officers those of every organisation, the others those of their own and of the house.

Facts are nameless, and programme staff hold no key to any file; that is why they may see them all. What the guide is
asked belongs to no organisation, so whoever reads figures reads it.
"""

from django.db.models import Q

from komek.foundations.audit import HOUSE
from komek.kernel.access import Access, own_organisation
from komek.kernel.actor import Actor

READERS = ("programme_officer", "me_officer", "supervisor", "organisation_admin")
EVERYWHERE = "programme_officer"


def reach(actor: Actor) -> Q:
    """Reach every fact as a programme officer, else those of one's organisation and of the house."""
    return Q() if actor.has(EVERYWHERE) else own_organisation(actor) | Q(organisation=HOUSE)


ACCESS = Access(
    {
        "results.read": READERS,
        "results.export": READERS,
        "results.freeze": ("programme_officer", "me_officer"),
    },
    read="results.read",
    reach=reach,
)
