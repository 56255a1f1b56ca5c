"""Signatures (Ed25519) over public files: who made a file, and that no byte of it was changed. Nothing here hides.

Every signature is for one purpose: one that was given for a list can never pass for one over a bundle.
"""

import hashlib

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

KEY = 32
SIGNATURE = 64


def new_pair() -> tuple[bytes, bytes]:
    """Make a pair: (private, public)."""
    private = SigningKey.generate()
    return bytes(private), bytes(private.verify_key)


def public_of(private: bytes) -> bytes:
    """Give the public half of a pair. Raises ValueError for what is no key."""
    return bytes(_signer(private).verify_key)


def sign(private: bytes, purpose: str, data: bytes) -> bytes:
    """Sign data for one purpose. Raises ValueError for what is no key."""
    return _signer(private).sign(_bound(purpose, data)).signature


def signed_by(public: bytes, purpose: str, data: bytes, signature: bytes) -> bool:
    """Say whether the holder of the private half signed exactly these bytes for this purpose."""
    try:
        VerifyKey(public).verify(_bound(purpose, data), signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def digest(data: bytes) -> str:
    """Give the SHA-256 of a public file, in hex."""
    return hashlib.sha256(data).hexdigest()


def _signer(private: bytes) -> SigningKey:
    if len(private) != KEY:
        raise ValueError("no key")
    return SigningKey(private)


def _bound(purpose: str, data: bytes) -> bytes:
    name = purpose.encode()
    return b"komek " + len(name).to_bytes(1) + name + data
