"""How much a column tells. Every own column is declared; a test fails until someone has thought.

Each model has `PRIVACY`, a mapping from column to one of these. A relation or id is `Open` like any
other. An open text column must have a closed code list or a pattern: no sentence fits into it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Open:
    """Readable by whoever takes the disk, and harmless there; `reason` says why."""

    reason: str
    codes: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Personal:
    """About a member of staff or an organisation (never about a client); `reason` says why in clear."""

    reason: str


@dataclass(frozen=True)
class Sealed:
    """Ciphertext only; `group` is the field group whose key opens it, or whose keys these are."""

    group: str


@dataclass(frozen=True)
class Public:
    """Words for everybody: an editor writes them, every public page shows them; `reason` says what they are."""

    reason: str


Privacy = Open | Personal | Sealed | Public
