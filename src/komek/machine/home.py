"""The home: the one private folder (KOMEK_DATA) in which Komek keeps what it makes itself on this machine.

Nothing here imports Django, since the settings ask the home for secrets and addresses.
"""

import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

OWNER = "komek_owner"
APP = "komek_app"
SUPERUSER = "komek_root"
DATABASE = "komek"

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
LONGEST_SOCKET_FOLDER = 85
"""A socket's path may have 107 bytes on Linux and 103 elsewhere; the server adds `/.s.PGSQL.5432`."""


class Unusable(Exception):
    """This machine cannot do what was asked; the text is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths and secrets under one folder. Reading makes nothing; `prepare` makes what is missing."""

    root: Path

    @classmethod
    def here(cls) -> "Home":
        """Name the home of this process, whether or not it exists yet."""
        return cls(Path(os.environ.get("KOMEK_DATA") or ".komek").resolve())

    @property
    def database(self) -> Path:
        """Return the folder in which the embedded server keeps its tables."""
        return self.root / "postgres"

    @property
    def database_log(self) -> Path:
        """Return the log of the embedded server."""
        return self.root / "postgres.log"

    @property
    def lists(self) -> Path:
        """Return the folder of the lists of what was erased, withdrawn or removed: never part of a backup."""
        return Path(os.environ.get("KOMEK_LISTS") or self.root / "lists")

    @property
    def demo_accounts(self) -> Path:
        """Return the file that says, line by line, who may sign in to the demo."""
        return self.root / "demo_accounts"

    def prepare(self) -> "Home":
        """Make the folder and its secrets where they are missing; refuse a folder that others may read."""
        private_folder(self.root)
        (self.root / "static").mkdir(exist_ok=True)
        self.secret("secret_key")
        for role in (SUPERUSER, OWNER, APP):
            self.secret(f"password.{role}")
        return self

    def secret(self, name: str) -> str:
        """Return a secret, made at its first use and kept in a file that only its owner may read."""
        path = self.root / name
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        return path.read_text().strip()

    def password(self, role: str) -> str:
        """Return the password of a database role, or nothing while there is none."""
        path = self.root / f"password.{role}"
        return path.read_text().strip() if path.is_file() else ""

    def address(self, role: str = APP, database: str = DATABASE) -> str:
        """Return the URL under which a role reaches the embedded server."""
        password, folder = quote(self.password(role), safe=""), quote(str(self.socket), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={folder}"

    @property
    def socket(self) -> Path:
        """Return the folder of the server's socket: inside the home, or a short one where the home lies too deep."""
        inside = self.root / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        place = os.environ.get("XDG_RUNTIME_DIR") or ""
        if not place or len(os.fsencode(place)) > LONGEST_SOCKET_FOLDER // 2 or not os.access(place, os.W_OK):
            place = "/tmp"  # noqa: S108 - TMPDIR may be as deep as the home; the folder is private and checked
        known = self.root.stat() if self.root.exists() else None
        mark = f"{known.st_dev:x}-{known.st_ino:x}" if known else "new"
        return Path(place) / f"komek-{os.getuid()}-{mark}"


def private_folder(path: Path) -> Path:
    """Make a folder for its owner alone; tighten an empty one; refuse one that is not ours or open to others."""
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    state = path.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid():
        raise Unusable(f"{path} belongs to somebody else: choose another folder with KOMEK_DATA.")
    if stat.S_IMODE(state.st_mode) & 0o077:
        if any(path.iterdir()):
            raise Unusable(f"{path} can be read by others: close it with `chmod 700 {path}` and start again.")
        path.chmod(PRIVATE_FOLDER)
    return path


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole or not at all; the first of two writers wins."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
