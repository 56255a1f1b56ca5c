"""An attacker and a rule, in a hundred lines, knowing nothing of Komek but the shape of its tables.

The attacker is somebody who was once let in. She keeps every key that she could ever open and gets every later
dump. Whether she opens something is decided by trying: with libsodium, with each key she holds.

The rule is the promise: she may open what was written up to the last moment at which she had access, and
nothing that was written later. `History` keeps who had access when, from what was done and not from any key.
"""

import hmac
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from nacl.bindings import crypto_box_seal_open, crypto_scalarmult_base
from nacl.exceptions import CryptoError
from nacl.secret import Aead

Place = tuple[Hashable, str]
"""A record and a field group."""


@dataclass(frozen=True)
class Sealed:
    """A value as it rests in a table, with what binds it to its place, and when it was written."""

    place: Place
    text: bytes
    bound_to: bytes
    written: int


@dataclass
class Attacker:
    """All keys that one person could ever open."""

    own: set[bytes]
    circles: set[bytes] = field(default_factory=set)
    indexes: set[bytes] = field(default_factory=set)
    groups: set[bytes] = field(default_factory=set)
    tried: set[Hashable] = field(default_factory=set)
    opened: set[Sealed] = field(default_factory=set)

    def takes(self, to_members: Iterable[bytes], to_circles: Iterable[bytes]) -> None:
        """Open every box of a dump that any of her keys opens, and keep what is inside."""
        for inside in self._open(to_members, self.own):
            self.circles.add(inside[-64:-32])
            self.indexes.add(inside[-32:])
        for inside in self._open(to_circles, self.circles):
            self.groups.add(inside[-32:])

    def opens(self, sealed: Sealed) -> bool:
        """Try every group key on a value."""
        for key in self.groups if sealed not in self.opened else ():
            if (sealed, key) in self.tried:
                continue
            self.tried.add((sealed, key))
            with suppress(CryptoError):
                Aead(key).decrypt(sealed.text, sealed.bound_to)
                self.opened.add(sealed)
        return sealed in self.opened

    def recognises(self, form: str, tags: Iterable[bytes]) -> bool:
        """Try every index key on a form that she can guess."""
        mine = {hmac.digest(key, form.encode(), "sha256")[:16] for key in self.indexes}
        return not mine.isdisjoint(tags)

    def _open(self, boxes: Iterable[bytes], keys: Iterable[bytes]) -> Iterator[bytes]:
        for key in list(keys):
            public = crypto_scalarmult_base(key)
            for box in boxes:
                if (box, key) not in self.tried:
                    self.tried.add((box, key))
                    with suppress(CryptoError):
                        yield crypto_box_seal_open(box, public, key)


class History:
    """Who is in which circle, which circle reads which place, and when anybody last had access to it."""

    def __init__(self) -> None:
        self.now = 0
        self.members: dict[Hashable, set[Hashable]] = defaultdict(set)
        self.readers: dict[Place, set[Hashable]] = defaultdict(set)
        self.last: dict[tuple[Hashable, Place], int] = {}

    def tick(self) -> None:
        """Note, after each act, who has access."""
        self.now += 1
        self.last |= {(user, place): self.now for place in self.readers for user in self.having(place)}

    def having(self, place: Place) -> set[Hashable]:
        """Say who has access to a place now."""
        return set().union(*(self.members[circle] for circle in self.readers[place]))

    def may_open(self, user: Hashable, place: Place, written: int) -> bool:
        """Say whether this person may open what was written then: the promise."""
        return self.last.get((user, place), -1) >= written
