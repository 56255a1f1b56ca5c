"""Why a file is kept longer is told to the person, and goes with her."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import sealing
from komek.care.cases.models import RetentionNotice
from komek.care.cases.retention import queries
from komek.care.people.models import Person
from komek.kernel.actor import Actor

LABEL = _("Why the file is kept longer")


def export(person: Person, by: Actor) -> Iterable[people.Section]:
    """Tell a person until when her file is kept longer, and why."""
    notice = queries.notice_of(person)
    held = sealing.opened(notice, "reason", by=by) if notice and notice.kept_until else None
    if notice and notice.kept_until and held:
        lines = [
            people.line(_("Until"), date_format(notice.kept_until, "j E Y")),
            people.line(_("Reason"), held["words"]),
        ]
        yield people.Section(LABEL, lines)


def erase(person: Person, by: Actor | None) -> int:
    """Forget what was noted about the time of a file."""
    return _forget([person.pk])


def forget_again(records: Collection[UUID]) -> None:
    """Take away what a restored backup brought back of erased persons."""
    _forget(records)


def _forget(persons: Collection[UUID]) -> int:
    return RetentionNotice.objects.filter(person__in=list(persons)).delete()[0]
