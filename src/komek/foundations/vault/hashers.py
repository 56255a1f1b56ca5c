"""Django's stored password: SHA-256 of the half of an Argon2id run that wraps nothing.

Changing a password through Django alone (`user.set_password`) changes this hash and not the wrapping of the
private key: the account signs in and stays locked, see `vault.lost_key`. Use `vault.change_password`.
"""

from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.translation import gettext_noop as _

from komek.foundations.vault import _argon, _boxes


class VaultPasswordHasher(BasePasswordHasher):
    """`vault$passes$memory$salt$hash`; shares its run with `vault.hold` and `vault.enrol` in the same request."""

    algorithm = "vault"

    def salt(self) -> str:
        """Draw a salt, in hexadecimal."""
        return _argon.new_salt().hex()

    def encode(self, password: str, salt: str) -> str:
        """Hash a new password; reuses the run of a verb of the vault that was called just before."""
        made = _argon.take(password, "vault")
        if made is None:
            made = _argon.run(password, _bytes(salt), _argon.cost())
            _argon.leave(password, made, "encode")
        return write(made)

    def decode(self, encoded: str) -> dict[str, Any]:
        """Take a stored password apart."""
        algorithm, passes, memory, salt, verifier = encoded.split("$")
        return {
            "algorithm": algorithm,
            "cost": _argon.Cost(int(passes), int(memory)),
            "salt": salt,
            "hash": verifier,
        }

    def verify(self, password: str, encoded: str) -> bool:
        """Compare; a right password leaves its run for `vault.hold`."""
        parts = self.decode(encoded)
        made = _argon.run(password, _bytes(parts["salt"]), parts["cost"])
        right = _boxes.same(made.verifier, bytes.fromhex(parts["hash"]))
        if right:
            _argon.leave(password, made, "verify")
        return right

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        """Say how a password is stored, without telling it."""
        return {_("algorithm"): self.algorithm, _("salt"): "…", _("hash"): "…"}

    def must_update(self, encoded: str) -> bool:
        """Never ask Django to store a password anew: that would be a change outside the vault."""
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Do nothing: a wrong password costs a full run already."""


def write(run: _argon.Run) -> str:
    """Write a run the way Django stores it."""
    return f"vault${run.cost.passes}${run.cost.memory}${run.salt.hex()}${run.verifier.hex()}"


def salt_of(encoded: str) -> bytes | None:
    """Read the salt of a stored password; None for an unusable one."""
    parts = encoded.split("$")
    return bytes.fromhex(parts[3]) if parts[0] == "vault" and len(parts) == 5 else None


def _bytes(salt: str) -> bytes:
    return bytes.fromhex(salt)
