"""Signatures that other services put under what they send us: HMAC-SHA256 over the raw bytes with a shared secret."""

import hmac

PREFIX = "sha256="


def signed(secret: str, body: bytes, signature: str) -> bool:
    """Say whether a signature ("sha256=" and hexadecimal digits) belongs to these bytes; compares in constant time.

    Without a secret nothing is signed.
    """
    if not secret or not signature.startswith(PREFIX):
        return False
    wanted = hmac.digest(secret.encode(), body, "sha256").hex()
    return hmac.compare_digest(wanted.encode(), signature.removeprefix(PREFIX).encode())


def signature(secret: str, body: bytes) -> str:
    """Sign bytes as such a service does."""
    return PREFIX + hmac.digest(secret.encode(), body, "sha256").hex()
