"""A register at the terminal: looked at, taken in, told in lines that name no one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.cases.access import ACCESS
from komek.care.cases.models import RegisterImport
from komek.care.cases.register import actions, columns, preview, queries, reading
from komek.care.cases.register.actions import Progress
from komek.care.cases.register.columns import FIELDS, Heading
from komek.care.cases.register.preview import Choices
from komek.care.cases.register.values import Client
from komek.foundations import audit
from komek.foundations.vault import uploads
from komek.kernel.actor import Actor

BATCH = 30.0


@dataclass(frozen=True, repr=False)
class Look:
    """What would happen with a file."""

    data: bytes
    book: reading.Book
    choices: Choices
    headings: tuple[Heading, ...]
    clients: list[Client]
    checked: preview.Checked

    def lines(self) -> Iterator[str]:
        """Say it: columns by number, counts, problems by line and column; never what stands in a cell."""
        for heading in self.headings:
            meaning = str(FIELDS[heading.field]) if heading.field else _("not taken")
            yield _("Column %(number)s: %(meaning)s") % {"number": heading.place + 1, "meaning": meaning}
        for each in self.clients:
            for problem in each.problems:
                yield "{}: {}: {}".format(_("Line %(line)s") % {"line": each.line}, FIELDS[problem.field], problem.text)
        for line, likeness in sorted(self.checked.alike.items()):
            other = (
                _("line %(line)s") % {"line": likeness.other} if likeness.kind == "line" else _("somebody on record")
            )
            yield _("Line %(line)s: like %(other)s; waits for an answer") % {"line": line, "other": other}
        counts = {
            "people": self.checked.people,
            "bad": len(self.checked.bad),
            "held": len(set(self.checked.alike) - self.checked.bad),
        }
        yield _("%(people)s people; %(bad)s must be mended, %(held)s wait for an answer") % counts


@dataclass(frozen=True)
class Report:
    """What happened: how far it came, and by line what was not taken in."""

    register: RegisterImport
    standing: queries.Standing
    failed: tuple[int, ...]

    def lines(self) -> Iterator[str]:
        """Say it in numbers of lines."""
        said = self.standing
        yield _("%(taken)s of %(people)s taken in") % {"taken": said.taken, "people": said.people}
        for line in self.failed:
            yield _("Line %(line)s could not be taken in") % {"line": line}
        if said.clean:
            yield _("The import is finished, and its copy of the file is erased.")
        else:
            yield _("%(bad)s must be mended and %(held)s wait for an answer: see the page of the import.") % {
                "bad": said.bad,
                "held": said.held,
            }


def look(data: bytes, sheet: str, *, by: Actor) -> Look:
    """Look at a file and write nothing of it: a dry run. Looking for those on record is on record itself."""
    ACCESS.require(by, "register.take_in")
    book = reading.read(data, sheet)
    remembered = queries.remembered(by=by)
    header = columns.find_headings(book, remembered)
    headings = columns.propose(queries.header_line(book, header), book.width, remembered)
    choices = Choices(book.sheet, header, {each.place: each.field for each in headings}, people.country_of(by))
    preview.check_columns(choices.columns)
    clients = preview.clients(book, choices, timezone.localdate())
    return Look(data, book, choices, headings, clients, check(clients=clients, by=by))


@audit.verb("register.check", gettext_lazy("looked for those of a register among those on record"))
def check(*, clients: list[Client], by: Actor) -> preview.Checked:
    """Look who of a file may be on record."""
    found = preview.check(clients, by=by)
    audit.record("register.check", "register", None, by=by, objects=sorted(found.opened))
    return found


def run(name: str, look: Look, *, by: Actor, progress: Progress) -> Report:
    """Take in what is ready, in batches; what waits for a person stays for the page."""
    register = _begun(name, look, by)
    while True:
        standing = actions.take_batch(register, by=by, seconds=BATCH, progress=progress)
        if standing.over:
            break
    failed = tuple(register.lines.filter(outcome="failed").order_by("number").values_list("number", flat=True))
    if standing.clean:
        actions.finish(register=register, by=by)
    return Report(register, standing, failed)


def _begun(name: str, look: Look, by: Actor) -> RegisterImport:
    """Go on with the import of the very same file that did not come to its end, or begin one."""
    for register in queries.visible(by).exclude(state__in=("finished", "dropped")):
        if queries.content(register, by=by) == look.data:
            return register
    register = actions.receive(upload=uploads.from_bytes(name, look.data), by=by)
    return actions.choose(register=register, choices=look.choices, by=by)
