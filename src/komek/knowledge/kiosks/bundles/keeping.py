"""The folder of a kiosk: bundles as they came, recordings by digest, the pinned root key.

    root.pub                 pinned when the kiosk was set up
    kiosk.json, kiosk.key    which kiosk this is; its own key, with which it says that it lives
    bundle-00000012.zip      the newest, and one before it
    audio/<digest>.ogg       recordings, shared by bundles
    revoked.json             the newest list of lost keys, if one came by itself

Nothing says which bundle is in force but their names: the highest that is right. So every change is one rename, and a
power cut at any moment leaves the old or the new.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from komek.foundations.vault import signing
from komek.knowledge.kiosks.bundles import chest, keys
from komek.knowledge.kiosks.bundles.checking import Trust, Verified, check_days, read, verify
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.nouns import Bundle, Revoked

KEPT = 2
"""Bundles that stay: the newest, and the one before it for the day on which a disk spoils the newest."""


@dataclass(frozen=True)
class Folder:
    """The folder of one kiosk."""

    path: Path

    @property
    def root(self) -> bytes:
        """Give the pinned root key. Raises Refused: no-root."""
        if not (self.path / "root.pub").is_file():
            raise Refused("no-root")
        return keys.public(self.path / "root.pub", keys.ROOT)

    def pin(self, key: bytes) -> None:
        """Trust a root key from now on; another one is refused once one is pinned. Raises Refused: other-root."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (self.path / "root.pub").exists():
            if self.root != key:
                raise Refused("other-root")
            return
        put(self.path / "root.pub", keys.public_file(keys.ROOT, key))

    def bundles(self) -> list[Path]:
        """List the files of bundles, the newest first."""
        return sorted(self.path.glob("bundle-[0-9]*.zip"), reverse=True)

    def listed(self) -> int:
        """Say when the list of lost keys changed last; 0 while there is none."""
        path = self.path / "revoked.json"
        return path.stat().st_mtime_ns if path.is_file() else 0

    def trust(self) -> Trust:
        """Say what this kiosk believes."""
        return Trust(self.root, self._lost())

    def right(self, trust: Trust | None = None) -> Iterator[Verified]:
        """Give the bundles that are right, the newest first; a spoilt one, or one of a lost key, is passed over."""
        trust = trust or self.trust()
        found = []
        for path in self.bundles():
            with suppress(Refused, OSError):
                found.append(verify(path.read_bytes(), trust))
        yield from sorted(found, key=lambda each: -each.counter)

    def newest(self) -> Bundle:
        """Give the newest bundle that is right and can be read. Raises Refused: no-root, no-bundle."""
        for each in self.right():
            with suppress(Refused):
                return read(each)
        raise Refused("no-bundle")

    def install(self, data: bytes, today: date) -> Bundle:
        """Take a bundle in, whole or not at all. Raises Refused, and leaves everything as it was."""
        with self._alone():
            return self._install(data, today)

    def _install(self, data: bytes, today: date) -> Bundle:
        known = self._lost()
        given = _list_in(data, self.root)
        trust = Trust(self.root, keys.newest(known, given))
        found = verify(data, replace(trust, has=self.recording))
        check_days(found, today)
        if given.number < known.number:
            raise Refused("old-list")
        if found.counter <= self.counter(trust):
            raise Refused("old-counter")
        bundle = read(found)
        for name, recording in found.files.items():
            if name.startswith("audio/") and self.recording(name) is None:
                put(self.path / name, recording)
        put(self.path / f"bundle-{found.counter:08}.zip", data)
        self._tidy(trust)
        return bundle

    def take_list(self, data: bytes) -> Revoked:
        """Take a list of lost keys that came by itself. Raises Refused: unknown-key, old-list."""
        found = keys.revoked(self.root, data)
        if found.number <= self._lost().number:
            raise Refused("old-list")
        put(self.path / "revoked.json", data)
        return found

    def counter(self, trust: Trust | None = None) -> int:
        """Give the highest counter of a right bundle, 0 for none. One of a lost key counts for nothing."""
        return next((each.counter for each in self.right(trust)), 0)

    def recording(self, name: str) -> bytes | None:
        """Give a recording by its name in a bundle, unless it is spoilt: its name is its digest."""
        if not name.startswith("audio/") or not chest.NAMES.fullmatch(name):
            return None
        with suppress(OSError):
            data = (self.path / name).read_bytes()
            return data if signing.digest(data) == name[len("audio/") :].partition(".")[0] else None
        return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time change the folder."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _lost(self) -> Revoked:
        """Give the newest list of lost keys that this kiosk has seen, by itself or inside a bundle."""
        found = [keys.NOBODY]
        with suppress(OSError, Refused):
            found.append(keys.revoked(self.root, (self.path / "revoked.json").read_bytes()))
        for path in self.bundles():
            with suppress(OSError, Refused):
                found.append(_list_in(path.read_bytes(), self.root))
        return keys.newest(*found)

    def _tidy(self, trust: Trust) -> None:
        """Remove what is older than the bundle before the newest, what is not right, and idle recordings."""
        kept = list(islice(self.right(trust), KEPT))
        counters = {f"bundle-{each.counter:08}.zip" for each in kept}
        recordings = {name for each in kept for name in each.manifest.files}
        idle = [path for path in self.bundles() if path.name not in counters]
        idle += [path for path in (self.path / "audio").glob("*") if f"audio/{path.name}" not in recordings]
        for path in (*idle, *self.path.rglob(".new-*")):
            path.unlink(missing_ok=True)


def put(path: Path, data: bytes) -> None:
    """Write a file so that at any moment the old or the new one is there, whole: aside, to the disk, then renamed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f".new-{os.getpid()}-{path.name}")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _list_in(data: bytes, root: bytes) -> Revoked:
    """Give the list of lost keys that a bundle carries, if the root key signed it; its bundle need not be right."""
    files = chest.opened(data)
    return keys.revoked(root, files["revoked.json"]) if "revoked.json" in files else keys.NOBODY
