"""The recordings of the house: files in one folder, named by the editor in the text's slot for its language."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def recording(address: str) -> bytes | None:
    """Give a recording by its address: a file below the folder of recordings, nothing outside it."""
    path = _path(address)
    return path.read_bytes() if path else None


def marks(addresses: Iterable[str]) -> list[list[str | int]]:
    """Say of each recording its size and when it was changed, without reading it; of one that is not there nothing."""
    found = ((address, _path(address)) for address in sorted(addresses))
    stats = ((address, path.stat()) for address, path in found if path)
    return [[address, each.st_size, each.st_mtime_ns] for address, each in stats]


def _path(address: str) -> Path | None:
    if not settings.KOMEK_RECORDINGS:
        return None
    folder = Path(settings.KOMEK_RECORDINGS).resolve()
    path = (folder / address).resolve()
    return path if folder in path.parents and path.is_file() else None
