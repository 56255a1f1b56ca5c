"""What lines of registers said about a person: told to her as they were written, and forgotten with her."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases.models import RegisterImport, RegisterLine
from komek.care.people.models import Person
from komek.foundations import vault
from komek.kernel.actor import Actor

LABEL = _("What the earlier register of the organisation said")


def export(person: Person, by: Actor) -> Iterable[people.Section]:
    """Tell a person what the lines about her said, word for word."""
    rows = list(RegisterLine.objects.filter(person=person.pk).order_by("register__received_on", "number"))
    for opened in vault.open_rows(rows, keyring=by.keyring) if rows else []:
        if opened.written:
            cells = opened.written["cells"].items()
            yield people.Section(LABEL, [people.Line(heading, text) for heading, text in cells])


def erase(person: Person, by: Actor | None) -> int:
    """Forget what lines said of a person; that there was a line stays, without her."""
    return _forget([person.pk])


def forget_again(records: Collection[UUID]) -> None:
    """Take away what a restored backup brought back of erased persons, and drop registers whose file is erased."""
    _forget(records)
    open_still = RegisterImport.objects.filter(pk__in=list(records), finished_on__isnull=True)
    open_still.update(state="dropped", finished_on=timezone.localdate(), file=None, choices=b"", checked=b"")


def _forget(persons: Collection[UUID]) -> int:
    return RegisterLine.objects.filter(person__in=list(persons)).update(written=b"", person=None, case=None)
