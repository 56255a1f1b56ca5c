"""Running a database server as root, which the server itself refuses.

Two ways, neither of which makes a user or changes a permission outside the server's own folder:
a user namespace in which root has another number, and an unused number that keeps one capability
(to read what root may read), for machines that forbid user namespaces.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from komek.machine.home import Unusable

UNUSED = range(61_184, 65_520)
CAPABILITY = "-all,+dac_override"


@dataclass(frozen=True, slots=True)
class Caller:
    """What to write before a command of the server, and which user its files then belong to."""

    initdb: tuple[str, ...] = ()
    server: tuple[str, ...] = ()
    first_owner: int | None = None
    owner: int | None = None


def caller(folder: Path) -> Caller:
    """Find the first way that works for this user; `folder` holds or will hold the tables."""
    if os.getuid() != 0:
        return Caller()
    for way in (in_namespace(), as_unused(folder)):
        if way and _works(way):
            return way
    raise Unusable(
        "The embedded database cannot run as root on this machine: start Komek as an ordinary user, "
        "or set KOMEK_DATABASE_URL to a PostgreSQL server of your own."
    )


def in_namespace() -> Caller | None:
    """Root under another number in a user namespace: the files stay root's."""
    if not shutil.which("unshare"):
        return None
    prefix = ("unshare", "--user", f"--map-user={_known_uid()}")
    return Caller(prefix, prefix, 0, 0)


def as_unused(folder: Path) -> Caller | None:
    """Take a number that nobody has, with the right to read root's folders and no other.

    `initdb` looks its user up by name, so it alone runs under a number that has one.
    """
    if not shutil.which("setpriv"):
        return None
    owner = folder.stat().st_uid if folder.exists() else 0
    uid = owner or next(uid for uid in UNUSED if not _name(uid))
    return Caller(_setpriv(_known_uid()), _setpriv(uid), _known_uid(), uid)


def give(place: Path, owner: int | None) -> None:
    """Let a folder with all that is in it, or a file, belong to the user under which the server runs."""
    if owner is None or place.stat().st_uid == owner:
        return
    for folder, _, names in os.walk(place):
        for name in names:
            os.chown(Path(folder) / name, owner, -1, follow_symlinks=False)
        os.chown(folder, owner, -1)
    os.chown(place, owner, -1)


def _setpriv(uid: int) -> tuple[str, ...]:
    who = (f"--reuid={uid}", f"--regid={uid}", "--clear-groups")
    may = (f"--inh-caps={CAPABILITY}", f"--ambient-caps={CAPABILITY}", f"--bounding-set={CAPABILITY}")
    return ("setpriv", *who, *may)


def _works(way: Caller) -> bool:
    return all(
        subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
        for prefix in {way.initdb, way.server}
    )


def _known_uid() -> int:
    """Return a number that has a name on this machine, other than root's."""
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid}
    if not known:
        raise Unusable("No user but root exists here: set KOMEK_DATABASE_URL to a PostgreSQL server of your own.")
    return known.get("nobody") or next(iter(known.values()))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""
