"""The kiosks of the demo: one is alive, one was heard of yesterday, one has no network, one has no key yet."""

from datetime import timedelta

from django.utils import timezone

from komek.foundations.vault import signing
from komek.knowledge.kiosks.models import Kiosk
from komek.knowledge.kiosks.places import shipped

HEARD = {"osh": timedelta(minutes=9), "namangan": timedelta(hours=26), "termez": timedelta(days=34)}
"""How long ago each was heard of; the one in Ashgabat never was."""


def plant() -> None:
    """Put the shipped places into empty tables."""
    if Kiosk.objects.exists():
        return
    now = timezone.now()
    for place in shipped().values():
        at = now - HEARD[place.code] if place.code in HEARD else None
        Kiosk.objects.create(
            code=place.code,
            country=place.country,
            names=dict(place.names),
            here=dict(place.here),
            languages=list(place.languages),
            demo=True,
            key=signing.new_pair()[1].hex() if at else "",
            counter=1 if at else 0,
            heard_at=at,
            said_at=at,
        )
