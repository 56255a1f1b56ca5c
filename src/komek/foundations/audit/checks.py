"""Is every chain whole? And is it still the one whose head was written down elsewhere?

The triggers stop the web process; the owner of the database can take them off. What the owner cannot reach
is a file in a second place: `export_heads` adds the head of every chain to it each day, and `check` compares.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations.audit.canonical import START
from komek.foundations.audit.models import Entry, Head
from komek.kernel.errors import Invalid

CHUNK = 2000


@dataclass
class Chain:
    """How far a chain goes, and its hashes at the places that somebody asks for (empty where none was met)."""

    end: int = 0
    hashes: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one chain, at one place of it.

    `code` is one of: `broken_hash` (an entry was changed), `broken_link` (it does not follow its predecessor),
    `gap` (entries are missing), `cut_tail` (the newest are missing), `rewritten` (the chain holds together but is
    not the one whose head was written down), `unheaded` (entries beyond the head: written past the trigger).
    """

    code: str
    organisation: UUID
    sequence: int

    def __str__(self) -> str:
        return f"{self.code}: organisation {self.organisation}, entry {self.sequence}"


@dataclass(frozen=True)
class Witness:
    """A head as it was on one day: the chain had this length and ended in this hash."""

    organisation: UUID
    sequence: int
    hash: bytes


def check(head_file: Path | None = None) -> list[Finding]:
    """Walk every chain from its first entry, and compare it with the heads of earlier days if a file is given."""
    heads = [Witness(h.organisation, h.sequence, bytes(h.hash)) for h in Head._default_manager.all()]
    witnesses = heads + (_read(head_file) if head_file else [])
    chains = {witness.organisation: Chain() for witness in witnesses}
    for witness in witnesses:
        chains[witness.organisation].hashes[witness.sequence] = b""
    found = set(_walk(chains))
    found |= {finding for witness in witnesses if (finding := _compare(witness, chains[witness.organisation]))}
    found |= {Finding("unheaded", h.organisation, h.sequence) for h in heads if h.sequence < chains[h.organisation].end}
    return sorted(found, key=lambda each: (str(each.organisation), each.sequence, each.code))


def export_heads(path: Path) -> int:
    """Add the heads of today to the file, one JSON object a line, and give their number.

    The file is meant to lie on another machine or medium, where the owner of the database cannot rewrite it.
    """
    today = timezone.now().date().isoformat()
    lines = [
        json.dumps(
            {"day": today, "organisation": str(h.organisation), "sequence": h.sequence, "hash": bytes(h.hash).hex()}
        )
        for h in Head._default_manager.filter(sequence__gt=0).order_by("organisation")
    ]
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    return len(lines)


def _walk(chains: dict[UUID, Chain]) -> Iterator[Finding]:
    """Check hash, link and place of every entry; note the end of each chain and the hashes that are asked for."""
    rows = Entry._default_manager.order_by("organisation", "sequence").iterator(CHUNK)
    for organisation, entries in groupby(rows, key=lambda entry: entry.organisation):
        chain = chains.setdefault(organisation, Chain())
        previous = START
        for entry in entries:
            if entry.sequence != chain.end + 1:
                yield Finding("gap", organisation, chain.end + 1)
            elif bytes(entry.previous) != previous:
                yield Finding("broken_link", organisation, entry.sequence)
            if entry.recomputed() != bytes(entry.hash):
                yield Finding("broken_hash", organisation, entry.sequence)
            chain.end, previous = entry.sequence, bytes(entry.hash)
            if chain.end in chain.hashes:
                chain.hashes[chain.end] = previous


def _compare(witness: Witness, chain: Chain) -> Finding | None:
    if witness.sequence > chain.end:
        return Finding("cut_tail", witness.organisation, chain.end + 1)
    now = chain.hashes[witness.sequence]
    if witness.sequence and now and now != witness.hash:
        return Finding("rewritten", witness.organisation, witness.sequence)
    return None


def _read(head_file: Path) -> list[Witness]:
    try:
        rows = [json.loads(line) for line in head_file.read_text(encoding="ascii").splitlines() if line.strip()]
        return [Witness(UUID(row["organisation"]), int(row["sequence"]), bytes.fromhex(row["hash"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        raise Invalid(
            _("The file of heads cannot be read."),
            _("It has one JSON object a line with organisation, sequence and hash."),
            _("Name the file that the nightly job writes (KOMEK_HEADS)."),
        ) from None
