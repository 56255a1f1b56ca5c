"""What the vault tidies without anybody's key."""

from komek.foundations.vault import _drafts, lists, marks, sessions, uploads
from komek.kernel import nightly


@nightly.register_minutely("vault.sweep")
def sweep() -> None:
    """Delete ended sessions and marks and files that belong to nothing; write lines of lists that a crash kept back."""
    sessions.sweep()
    marks.sweep()
    uploads.sweep_uploads()
    lists.flush()


@nightly.register("vault.strays")
def sweep_strays() -> None:
    """Delete blocks of files that belong to nothing and stand in no list since a crash."""
    uploads.sweep_strays()


@nightly.register("vault.drafts")
def sweep_drafts() -> None:
    """Delete drafts after two weeks."""
    _drafts.sweep_drafts()
