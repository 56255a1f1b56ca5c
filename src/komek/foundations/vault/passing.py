"""Keys that pass: random, for one purpose and one time, in memory and on a RAM file system, on no disk.

What is named or sealed under such a key cannot be tied to anybody once its time is over, by us or by a thief: the key
is gone, and a seized disk never had it. Public doors use them to tell one chat from another without knowing whose it
is. All processes of a machine share a key through a private folder of the RAM file system; where there is none, each
process keeps its own and forgets it when it ends.
"""

import contextlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from django.conf import settings

from komek.foundations.vault import _boxes

NAMES = ("bots", "gaps", "doors", "staff")
"""What keys that pass are for: conversations, counted questions, limits of public doors, chats of colleagues."""

WHILE_RUNNING = "running"

_kept: dict[tuple[str, str], bytes] = {}
_lock = Lock()


@dataclass(frozen=True)
class Passing:
    """One key for one purpose and period; made at its first use on this machine."""

    name: str
    period: str

    @classmethod
    def of_day(cls, name: str, day: date) -> "Passing":
        """Name the key of a day."""
        return cls(_known(name), day.isoformat())

    @classmethod
    def of_week(cls, name: str, day: date) -> "Passing":
        """Name the key of a week."""
        year, week, _ = day.isocalendar()
        return cls(_known(name), f"{year}-W{week:02}")

    @classmethod
    def while_running(cls, name: str) -> "Passing":
        """Name the key that lives until this machine stops: whoever carries it away carries no key."""
        return cls(_known(name), WHILE_RUNNING)

    def name_for(self, *parts: str) -> bytes:
        """Give sixteen bytes that stand for these parts while the key lives; nobody can go back, nor guess."""
        return _boxes.tag(self._key(), "|".join(f"{len(part)}:{part}" for part in parts))

    def seal(self, data: bytes, context: bytes, least: int = 0) -> bytes:
        """Seal bytes that need not outlive the key, filled up to `least`."""
        return _boxes.lock(self._key(), _boxes.pad(data, least), context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Open them. Raises Tampered, also when the key has passed."""
        return _boxes.unpad(_boxes.unlock(self._key(), sealed, context))

    def _key(self) -> bytes:
        here = (self.name, self.period)
        with _lock:
            if here not in _kept:
                for past in [each for each in _kept if each[0] == self.name and each[1] < self.period]:
                    del _kept[past]  # every process forgets a period when it meets the next one
                _kept[here] = _shared(f"{self.name}-{self.period}") or _boxes.new_key()
            return _kept[here]


def shared() -> bool:
    """Say whether the processes of this machine share their keys; without that each knows a chat by another name."""
    folder = _folder()
    return folder is not None and os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def place() -> Path | None:
    """Give the private folder on the RAM file system, for what all processes share and no disk may see."""
    return _folder()


def forget_before(name: str, period: str) -> None:
    """Destroy the keys of a purpose whose period is over. Periods of one purpose sort as their text does."""
    _known(name)
    with _lock:
        for key in [each for each in _kept if each[0] == name and each[1] < period]:
            del _kept[key]
    folder = _folder()
    for path in folder.glob(f"{name}-*") if folder else ():
        if path.name < f"{name}-{period}":
            _burn(path)


def _shared(name: str) -> bytes | None:
    """Read the key that another process made, or make it; of two that make it at once one wins for both."""
    folder = _folder()
    if folder is None:
        return None
    path = folder / name
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError:
        return None
    return key if len(key) == _boxes.KEY and any(key) else None


def _make(path: Path) -> None:
    handle, fresh = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_boxes.KEY))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        os.unlink(fresh)


def _folder() -> Path | None:
    """Give the private folder on the RAM file system, if there is one that is ours."""
    if not settings.KOMEK_RAM:
        return None
    folder = Path(settings.KOMEK_RAM)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        told = folder.stat(follow_symlinks=False)
    except OSError:
        return None
    return folder if told.st_uid == os.getuid() and told.st_mode & 0o077 == 0 else None


def _burn(path: Path) -> None:
    """Take the name away, then overwrite: nobody reads what is half burnt."""
    with contextlib.suppress(OSError), path.open("r+b") as file:
        path.unlink()
        file.write(bytes(_boxes.KEY))


def _known(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"no purpose {name}")
    return name
