"""The kiosks of the demo: one is alive, one was heard of yesterday, one has no network, one has no key yet.

And a content key, so that bundles are made by themselves as in a house that works.
"""

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from komek.foundations.vault import signing
from komek.knowledge.kiosks.bundles import keys
from komek.knowledge.kiosks.bundles.keeping import put
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


def certify(today: date) -> None:
    """Make a content key and let a root key certify it. The root key is forgotten at once: it never was in a file."""
    folder = Path(settings.KOMEK_BUNDLE_KEYS)
    if folder.exists():
        return
    root, public = signing.new_pair()
    made = keys.make(folder, keys.CONTENT)
    put(folder / "certificate.json", keys.certify(root, bytes.fromhex(made), today))
    put(folder / "root.pub", keys.public_file(keys.ROOT, public))
