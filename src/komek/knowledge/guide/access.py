"""Who keeps the guide: content editors, of any organisation. What is released is for everybody."""

from django.db.models import Q

from komek.kernel.access import Access
from komek.kernel.actor import Actor

EDITORS = ("content_editor",)


def everywhere(actor: Actor) -> Q:
    """Reach every row: the guide belongs to no organisation."""
    return Q()


ACCESS = Access(
    {
        "guide.read": EDITORS,
        "guide.write": EDITORS,
        "guide.release": EDITORS,
        "guide.confirm": EDITORS,
        "guide.dial": (*EDITORS, "hotline_operator"),
        "guide.teach": EDITORS,
    },
    read="guide.read",
    reach=everywhere,
)
