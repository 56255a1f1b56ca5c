"""What the vault tidies without anybody's key."""

from komek.foundations.vault import _drafts, lists, sessions, uploads
from komek.kernel import nightly


@nightly.register_minutely("vault.sweep")
def sweep() -> None:
    """Delete idle sessions and files that belong to nothing; write lines of the lists that a crash kept back."""
    sessions.sweep()
    uploads.sweep_uploads()
    lists.flush()


@nightly.register("vault.drafts")
def sweep_drafts() -> None:
    """Delete drafts after two weeks."""
    _drafts.sweep_drafts()
