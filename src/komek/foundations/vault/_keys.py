"""The keyring: the opened keys of one user for one request, and the only place that holds private keys."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

from komek.foundations.vault import _boxes
from komek.foundations.vault.errors import KeyringLocked, Tampered
from komek.foundations.vault.models import MemberKey
from komek.kernel import actor

AnyKeyring = actor.Keyring | None
"""What rooms pass: the keyring of their actor, which is None while she is locked."""

Generation = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class CircleSecret:
    """One generation of a circle, opened."""

    circle: UUID
    generation: int
    private: bytes = field(repr=False)
    index: bytes = field(repr=False)
    public: bytes = field(repr=False)

    @classmethod
    def new(cls, circle: UUID, generation: int) -> "CircleSecret":
        """Make the keys of a generation."""
        private, public = _boxes.new_pair()
        return cls(circle, generation, private, _boxes.new_key(), public)

    def sealed_to(self, public: bytes, holder: UUID) -> bytes:
        """Seal to a member, or to the recovery key of an organisation; the holder's id is inside."""
        return _boxes.seal_to(public, self._head(holder) + self.private + self.index)

    @classmethod
    def opened(cls, data: bytes, circle: UUID, generation: int, holder: UUID) -> "CircleSecret":
        """Take apart what `sealed_to` wrote; raises Tampered when it speaks of another circle or holder."""
        private, index = data[-64:-32], data[-32:]
        secret = cls(circle, generation, private, index, _boxes.public_of(private))
        if data[:-64] != secret._head(holder):
            raise Tampered
        return secret

    def _head(self, holder: UUID) -> bytes:
        return self.circle.bytes + self.generation.to_bytes(4) + holder.bytes


class Keyring:
    """Open keys of one user. It lives for one request and is never stored, copied or printed."""

    __slots__ = ("_boxed", "_organisations", "_private", "_secrets", "_user", "public", "session")

    def __init__(self, user: UUID, private: bytes, session: bytes = b"") -> None:
        self._user, self._private, self.session = user, private, session
        self.public = _boxes.public_of(private)
        self._boxed: dict[Generation, bytes] | None = None
        self._organisations: dict[UUID, UUID] = {}
        self._secrets: dict[Generation, CircleSecret] = {}

    @property
    def user(self) -> UUID:
        """Say whose keys these are."""
        return self._user

    def __repr__(self) -> str:
        return f"<Keyring of {self._user}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring is never stored")

    def __copy__(self) -> NoReturn:
        raise TypeError("a keyring is never copied")

    @property
    def private(self) -> bytes:
        """Give the private key, to the vault alone."""
        return self._private

    def open(self, sealed: bytes) -> bytes:
        """Open what was sealed to this user; raises Tampered."""
        return _boxes.open_with(self._private, self.public, sealed)

    def generations(self) -> Iterable[Generation]:
        """List the circle generations that this keyring opens; one query, once."""
        return self._load().keys()

    def circles(self) -> dict[UUID, UUID]:
        """List the circles that this keyring opens, with the organisation of each."""
        self._load()
        return self._organisations

    def newest(self, circle: UUID) -> int:
        """Give the newest generation of a circle that this keyring opens; 0 for none."""
        return max((generation for c, generation in self._load() if c == circle), default=0)

    def secret(self, circle: UUID, generation: int) -> CircleSecret | None:
        """Open one generation of a circle, or say that this keyring does not."""
        here = (circle, generation)
        if here not in self._secrets:
            if generation > self.newest(circle) > 0:
                self.forget_circles()  # the circle was renewed while this request ran
            sealed = self._load().get(here)
            if sealed is None:
                return None
            self._secrets[here] = CircleSecret.opened(self.open(sealed), circle, generation, self._user)
        return self._secrets[here]

    def forget_circles(self) -> None:
        """Read memberships anew at the next use: something changed in this request."""
        self._boxed = None
        self._secrets, self._organisations = {}, {}

    def _load(self) -> dict[Generation, bytes]:
        if self._boxed is None:
            rows = MemberKey.objects.filter(user=self._user).values_list(
                "circle_id", "generation", "sealed", "organisation"
            )
            self._boxed = {}
            for circle, generation, sealed, organisation in rows:
                self._boxed[circle, generation] = bytes(sealed)
                self._organisations[circle] = organisation
        return self._boxed


def opened(keyring: AnyKeyring) -> Keyring:
    """Take the keyring that a room passed. Raises KeyringLocked when there is none."""
    if keyring is None:
        raise KeyringLocked
    if not isinstance(keyring, Keyring):
        raise TypeError("only the vault makes keyrings")
    return keyring
