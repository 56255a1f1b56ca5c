"""Who looks after kiosks: content editors and the administrators of the platform. They belong to no organisation."""

from django.db.models import Q

from komek.kernel.access import Access
from komek.kernel.actor import Actor

KEEPERS = ("platform_admin", "content_editor")


def everywhere(actor: Actor) -> Q:
    """Reach every kiosk."""
    return Q()


ACCESS = Access(
    {"kiosk.read": KEEPERS, "kiosk.set_up": KEEPERS, "kiosk.remove": KEEPERS},
    read="kiosk.read",
    reach=everywhere,
)
"""A bundle is made at the terminal, or by the worker where a content key lies: no page signs anything."""
