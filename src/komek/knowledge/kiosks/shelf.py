"""The folder from which kiosks fetch: each bundle whole, and beside it the same without recordings.

    bundle-00000012.zip      for a machine that has nothing yet, and for a USB stick
    update-00000012.zip      the same signed words without recordings, where there are any: small, for a thin line

A bundle counts as there once its whole file is: that is written last.
"""

from pathlib import Path

from django.conf import settings

from komek.knowledge.kiosks.bundles import building
from komek.knowledge.kiosks.bundles.keeping import put

KEPT = 5
"""Bundles that stay when the next one is laid by itself."""


def newest() -> Path | None:
    """Give the file of the newest bundle, whole."""
    return max(Path(settings.KOMEK_BUNDLES).glob("bundle-[0-9]*.zip"), key=_number, default=None)


def update() -> Path | None:
    """Give the newest bundle without its recordings; the whole one where it has none."""
    whole = newest()
    small = whole.with_name(whole.name.replace("bundle-", "update-")) if whole else None
    return small if small and small.is_file() else whole


def counter() -> int:
    """Give the counter of the newest bundle that can be fetched here, 0 for none."""
    found = newest()
    return _number(found) if found else 0


def lay(number: int, data: bytes) -> Path:
    """Lay a bundle on the shelf; gives the file of the whole one."""
    folder = Path(settings.KOMEK_BUNDLES)
    small = building.without_recordings(data)
    if len(small) < len(data):
        put(folder / f"update-{number:08}.zip", small)
    whole = folder / f"bundle-{number:08}.zip"
    put(whole, data)
    return whole


def tidy() -> None:
    """Take away all but the newest bundles, and updates whose bundle is gone."""
    folder = Path(settings.KOMEK_BUNDLES)
    kept = sorted(map(_number, folder.glob("bundle-[0-9]*.zip")))[-KEPT:]
    for path in folder.glob("*-[0-9]*.zip"):
        if path.name.startswith(("bundle-", "update-")) and _number(path) not in kept:
            path.unlink(missing_ok=True)


def _number(path: Path) -> int:
    digits = path.stem.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0
