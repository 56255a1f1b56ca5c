"""What the vault tidies without anybody's key."""

from komek.foundations.vault import lists, sessions, uploads
from komek.foundations.vault._drafts import sweep_drafts
from komek.kernel import nightly


@nightly.register("vault.sweep")
def sweep() -> None:
    """Delete old drafts, files that belong to nothing and idle sessions; write waiting lines of the lists."""
    sweep_drafts()
    uploads.sweep_uploads()
    sessions.sweep()
    lists.flush()
