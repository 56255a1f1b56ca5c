"""What is sealed about the time that a file is kept."""

from komek.foundations import vault

KEPT = vault.Schema("case.kept", 1, {"words": str})
