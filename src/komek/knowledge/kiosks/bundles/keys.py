"""The keys: a root that lies off line, content keys that it certifies for sixty days, and the list of lost ones.

A key file holds one line: what it is, and the key in hex. Private ones are for their owner alone (mode 0600).
"""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from komek.foundations.vault import signing
from komek.knowledge.kiosks.bundles import values
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.nouns import DAYS, Certificate, Revoked

CERTIFICATE, LIST, MANIFEST, HEARD = "certificate", "revoked", "manifest", "heard"
"""What a signature of ours may be for."""

ROOT, CONTENT, KIOSK = "root", "content", "kiosk"
PRIVATE_ROOT = f"komek {ROOT} private ".encode()
"""How the file of a private root key begins, whatever it is called."""

NOBODY = Revoked(0, ())


@dataclass(frozen=True)
class Signed:
    """Bytes as they were signed, with the signature; written as one JSON object."""

    body: str
    signature: str


def make(folder: Path, kind: str) -> str:
    """Make a pair in a folder: `kind`.key, private, and `kind`.pub. Gives the public half. Raises Refused: exists."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private, public = signing.new_pair()
    _written(folder / f"{kind}.key", f"komek {kind} private {private.hex()}\n", 0o600)
    _written(folder / f"{kind}.pub", f"komek {kind} public {public.hex()}\n", 0o644)
    return public.hex()


def private(path: Path, kind: str) -> bytes:
    """Read a private key. Raises Refused: key-file."""
    return _read(path, f"komek {kind} private ")


def public(path: Path, kind: str) -> bytes:
    """Read a public key. Raises Refused: key-file."""
    return _read(path, f"komek {kind} public ")


def public_file(kind: str, public: bytes) -> bytes:
    """Give what stands in the file of a public key."""
    return f"komek {kind} public {public.hex()}\n".encode()


def public_of(private: bytes) -> bytes:
    """Give the public half of a private key."""
    return signing.public_of(private)


def certify(root: bytes, key: bytes, starts: date, days: int = DAYS) -> bytes:
    """Let a content key sign from a day on, for so many days. Raises Refused: too-long."""
    if not 1 <= days <= DAYS:
        raise Refused("too-long")
    told = Certificate(key.hex(), starts, starts + timedelta(days=days))
    return _signed(root, CERTIFICATE, values.written(values.plain(told)))


def certificate(root: bytes, data: bytes) -> Certificate:
    """Read a certificate that the root key gave. Raises Refused: unknown-key, too-long."""
    found = values.noun(Certificate, values.read(_body(root, CERTIFICATE, data)))
    if not timedelta(0) < found.ends - found.starts <= timedelta(days=DAYS):
        raise Refused("too-long")
    return found


def unchecked(data: bytes) -> Certificate:
    """Read a certificate without looking at who gave it: to say its days, never to believe it."""
    return values.noun(Certificate, values.read(values.noun(Signed, values.read(data)).body.encode()))


def revoke(root: bytes, keys: tuple[str, ...], number: int) -> bytes:
    """Make the list of lost content keys; a newer list needs a higher number."""
    return _signed(root, LIST, values.written(values.plain(Revoked(number, tuple(sorted(set(keys)))))))


def revoked(root: bytes, data: bytes) -> Revoked:
    """Read a list of lost keys that the root key signed. Raises Refused: unknown-key."""
    return values.noun(Revoked, values.read(_body(root, LIST, data)))


def newest(*lists: Revoked) -> Revoked:
    """Give the newest list."""
    return max(lists, key=lambda each: each.number, default=NOBODY)


def _signed(private: bytes, purpose: str, body: bytes) -> bytes:
    told = Signed(body.decode(), signing.sign(private, purpose, body).hex())
    return values.written(values.plain(told))


def _body(public: bytes, purpose: str, data: bytes) -> bytes:
    told = values.noun(Signed, values.read(data))
    try:
        signature = bytes.fromhex(told.signature)
    except ValueError:
        raise Refused("content") from None
    body = told.body.encode()
    if not signing.signed_by(public, purpose, body, signature):
        raise Refused("unknown-key")
    return body


def _written(path: Path, text: str, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise Refused("exists") from None
    with os.fdopen(handle, "w") as file:
        file.write(text)


def _read(path: Path, begins: str) -> bytes:
    try:
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text.removeprefix(begins)) if text.startswith(begins) else b""
    except (OSError, ValueError):
        key = b""
    if len(key) != signing.KEY:
        raise Refused("key-file")
    return key
