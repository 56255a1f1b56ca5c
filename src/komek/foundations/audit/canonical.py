"""The bytes of an entry that its hash is made of. Changing this breaks every chain ever written."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

START = bytes(32)
"""What the first entry of a chain names as its predecessor."""


@dataclass(frozen=True)
class Line:
    """One entry without its place in the chain."""

    organisation: UUID
    at: datetime
    actor: UUID | None
    verb: str
    kind: str
    object: UUID | None
    objects: Sequence[UUID] = ()
    motive: bytes = b""
    details: Mapping[str, str] = field(default_factory=dict)


def digest(line: Line, sequence: int, previous: bytes) -> bytes:
    """Hash an entry together with its predecessor."""
    parts = [
        str(line.organisation),
        sequence,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        _text(line.actor),
        line.verb,
        line.kind,
        _text(line.object),
        [str(each) for each in line.objects],
        bytes(line.motive).hex(),
        dict(line.details),
    ]
    body = json.dumps(parts, separators=(",", ":"), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(previous + body.encode("ascii")).digest()


def _text(one: UUID | None) -> str:
    return "" if one is None else str(one)
