"""A bundle of the shipped guide and the kiosks of the demo: for a try-out without a database."""

from datetime import date
from pathlib import Path

from komek.knowledge.guide import content
from komek.knowledge.kiosks import places
from komek.knowledge.kiosks.bundles import building, keys
from komek.knowledge.kiosks.bundles.keeping import put
from komek.knowledge.kiosks.making import Made, Wish, signer_in


def make_shipped(wish: Wish, counter: int, today: date) -> Made:
    """Make a bundle of what is shipped. Raises Refused."""
    signer = signer_in(wish.folder, wish.revoked.read_bytes() if wish.revoked else b"")
    told = building.Content(content.shipped(demo=True), tuple(places.shipped().values()), wish.portal, wish.bot)
    brought = building.carried(wish.after.read_bytes()) if wish.after else frozenset()
    data = building.build(told, signer, counter, today, brought)
    path = wish.out or Path(f"bundle-{counter:08}.zip")
    put(path, data)
    return Made(path, counter, len(data), keys.unchecked(signer.certificate).ends)
