"""The primitives, in one place: libsodium through PyNaCl, and nothing of our own making.

`seal_to` and `open_with` are X25519 sealed boxes (anybody can seal, one key opens, the sender is nameless).
`lock` and `unlock` are XChaCha20-Poly1305 with associated data. A wrong key, a flipped bit and a moved
ciphertext all end in `Tampered`; nothing is ever returned unauthenticated.
"""

import hashlib
import hmac
import secrets

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from komek.foundations.vault.errors import Tampered

KEY = 32
BOX = bindings.crypto_box_SEALBYTES


def new_key() -> bytes:
    """Make a symmetric key."""
    return secrets.token_bytes(KEY)


def new_pair() -> tuple[bytes, bytes]:
    """Make a key pair: (private, public)."""
    public, private = bindings.crypto_box_keypair()
    return private, public


def pair_from(seed: bytes) -> tuple[bytes, bytes]:
    """Make the key pair (private, public) that belongs to a seed of at least 16 random bytes."""
    public, private = bindings.crypto_box_seed_keypair(digest(b"komek pair", seed))
    return private, public


def public_of(private: bytes) -> bytes:
    """Compute the public half of a pair."""
    return bindings.crypto_scalarmult_base(private)


def seal_to(public: bytes, data: bytes) -> bytes:
    """Seal to whoever holds the private half."""
    return bindings.crypto_box_seal(data, bytes(public))


def open_with(private: bytes, public: bytes, sealed: bytes) -> bytes:
    """Open what was sealed to the pair; raises Tampered."""
    try:
        return bindings.crypto_box_seal_open(bytes(sealed), public, private)
    except (CryptoError, ValueError, TypeError):
        raise Tampered from None


def lock(key: bytes, data: bytes, context: bytes) -> bytes:
    """Encrypt and bind to a context, which must be given again to unlock."""
    return bytes(Aead(key).encrypt(data, context))


def unlock(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """Decrypt; raises Tampered when the key, the text or the context is another."""
    try:
        return Aead(key).decrypt(bytes(sealed), context)
    except (CryptoError, ValueError, TypeError):
        raise Tampered from None


def digest(purpose: bytes, *parts: bytes) -> bytes:
    """Hash parts for one purpose, so that a digest made for one can never serve as another."""
    whole = hashlib.sha256(len(purpose).to_bytes(2) + purpose)
    for part in parts:
        whole.update(len(part).to_bytes(8) + part)
    return whole.digest()


def tag(key: bytes, text: str) -> bytes:
    """Compute the keyed hash of an index row."""
    return hmac.digest(key, text.encode(), "sha256")[:16]


def same(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)


def bucket(size: int) -> int:
    """Round a length up to one of few: 64, 128, 256, 512, then steps of a quarter."""
    room = 64
    while room < size:
        room = room * 2 if room < 512 else room + room // 4
    return room


def pad(data: bytes, least: int = 0) -> bytes:
    """Fill up to the bucket of the longer of the data and `least`, so that the length tells little."""
    room = bucket(max(len(data), least) + 1)
    return data + b"\x80" + bytes(room - len(data) - 1)


def unpad(data: bytes) -> bytes:
    """Take the padding off again."""
    return data[: data.rindex(b"\x80")]
