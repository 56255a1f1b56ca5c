"""The audit's nightly duty: the heads of the chains go to a second place."""

import os
from pathlib import Path

from komek.foundations.audit.checks import export_heads
from komek.kernel import nightly


@nightly.register("audit.heads")
def write_heads() -> None:
    """Add the heads of today to the file that KOMEK_HEADS names; without it there is no second place."""
    if path := os.environ.get("KOMEK_HEADS", ""):
        export_heads(Path(path))
