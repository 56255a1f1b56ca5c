"""What the audit tells of a case or of a person, as lines of a timeline."""

from collections.abc import Callable, Collection, Sequence

from django.utils.translation import gettext as _

from komek.doors.desk.cases import marks
from komek.doors.face.parts import Event
from komek.foundations.accounts.queries import names
from komek.foundations.audit.models import Entry


def lines(
    entries: Sequence[Entry], quiet: Collection[str], motive: Callable[[bytes], str] = lambda sealed: ""
) -> list[Event]:
    """Say who did what, the newest last in `entries` and first here; a verb that is `quiet` only looked.

    `motive` opens the reason that was given, to those whose keys open it.
    """
    staff = names({entry.actor for entry in entries if entry.actor})
    return [
        Event(
            marks.instant(entry.at),
            staff.get(entry.actor, _("Somebody")) if entry.actor else _("The system"),
            f" {entry.sentence}",
            motive(bytes(entry.motive)) if entry.motive else "",
            kind="quiet" if entry.verb in quiet else "",
            instant=entry.at.isoformat(),
        )
        for entry in reversed(entries)
    ]
