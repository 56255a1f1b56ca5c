"""What stands of a register: the opened file, what was chosen and found, which lines wait, how far it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases.access import ACCESS
from komek.care.cases.models import RegisterImport, RegisterLine, RegisterMemory
from komek.care.cases.register import columns, reading
from komek.care.cases.register.alike import Likeness
from komek.care.cases.register.preview import Checked, Choices, clients
from komek.care.cases.register.reading import Book, Line, shown
from komek.care.cases.register.values import Client
from komek.foundations import vault
from komek.foundations.vault import Code
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, WrongState

LIFE = timedelta(days=14)
"""So long may a file rest that nobody finishes."""


@dataclass(frozen=True, repr=False)
class Opened:
    """What was chosen and found about a register."""

    choices: Choices
    checked: Checked


@dataclass(frozen=True)
class Standing:
    """How far an import is: of all people so many are taken in, so many wait, so many stay out."""

    people: int
    taken: int
    ready: int
    held: int
    bad: int
    left_out: int
    failed: int

    @property
    def over(self) -> bool:
        """Say whether nothing is left to take in."""
        return self.ready == 0

    @property
    def clean(self) -> bool:
        """Say whether nothing waits for a person either."""
        return self.over and not (self.held or self.bad)


def visible(actor: Actor) -> QuerySet[RegisterImport]:
    """List the registers of the actor's organisation, the newest first."""
    if not ACCESS.may(actor, "register.take_in"):
        return RegisterImport.objects.none()
    return RegisterImport.objects.filter(organisation=actor.organisation).order_by("-received_on", "id")


def find(actor: Actor, register: UUID) -> RegisterImport:
    """Get one register, or raise Hidden; Forbidden for a colleague whose role it is not."""
    noun = RegisterImport.objects.filter(pk=register, organisation=actor.organisation).first()
    if noun is None:
        raise Hidden
    ACCESS.require(actor, "register.take_in", noun)
    return noun


def find_line(actor: Actor, line: UUID) -> RegisterLine:
    """Get one line that was taken in, or raise Hidden."""
    noun = RegisterLine.objects.filter(pk=line, organisation=actor.organisation, person__isnull=False).first()
    if noun is None:
        raise Hidden
    if not ACCESS.may(actor, "case.read"):
        raise Forbidden(_("Your role does not do this."))
    return noun


def begin(row: RegisterImport | RegisterMemory, *, by: Actor) -> None:
    """Give a record its key, sealed to the circle of the cases."""
    circles = [circle.id for circle in vault.circles_in(by.organisation) if circle.kind == "cases"]
    if not circles:
        raise WrongState(
            _("The circle of the cases does not exist yet."),
            _("A register is sealed to the circle of those who work on cases."),
            _("A case worker makes the circle under People and keys."),
        )
    record = vault.Record(by.organisation, row.id, "import")
    vault.create(record, ["story"], circles, keyring=by.keyring)


def book(register: RegisterImport, sheet: str = "", *, by: Actor) -> Book:
    """Open the sealed file in memory and read it."""
    return reading.read(content(register, by=by), sheet)


def content(register: RegisterImport, *, by: Actor) -> bytes:
    """Open the sealed file in memory."""
    if register.file is None:
        raise WrongState(_("This import has ended."), _("Its file is erased."), _("Bring the register along anew."))
    return b"".join(vault.read_file(register.file, keyring=by.keyring))


def header_line(opened: Book, header: int) -> Line | None:
    """Find the line of the headings."""
    return next((line for line in opened.lines if line.number == header), None)


def opened(register: RegisterImport, *, by: Actor) -> Opened:
    """Open what was chosen and found."""
    held = vault.open_row(register, keyring=by.keyring)
    chosen, found = held.choices, held.checked
    if not chosen:
        raise vault.NotEntitled
    choices = Choices(
        chosen["sheet"],
        chosen["header"],
        {int(place): str(name) for place, name in chosen["columns"].items()},
        str(chosen["country"]),
        {int(line): each for line, each in chosen["answers"].items()},
    )
    return Opened(choices, _checked(found) if found else Checked())


def keep_checked(register: RegisterImport, found: Checked, *, by: Actor) -> None:
    """Seal what was found, as numbers of lines."""
    said = {
        "people": found.people,
        "bad": sorted(found.bad),
        "doubt": sorted(found.doubt),
        "alike": [each.packed() for each in found.alike.values()],
    }
    vault.seal_row(register, keyring=by.keyring, checked=said)


def remembered(*, by: Actor) -> Mapping[str, str]:
    """Open what this organisation's headings meant before."""
    row = RegisterMemory.objects.filter(organisation=by.organisation).first()
    held = vault.open_row(row, keyring=by.keyring).meanings if row else None
    return {heading: str(field) for heading, field in held["meanings"].items()} if held else {}


def remember(read: Book, choices: Choices, *, by: Actor) -> None:
    """Keep what the headings mean, also that a column is not taken, for the next register of this organisation."""
    line = header_line(read, choices.header)
    if line is None:
        return
    headings = columns.propose(line, read.width)
    meant = {each.fold: Code(choices.columns.get(each.place, "")) for each in headings if each.fold}
    row = RegisterMemory.objects.filter(organisation=by.organisation).first()
    if row is None:
        row = RegisterMemory(organisation=by.organisation)
        begin(row, by=by)
    before = {heading: Code(field) for heading, field in remembered(by=by).items()}
    vault.seal_row(row, keyring=by.keyring, meanings={"meanings": {**before, **meant}})
    row.save()


def done(register: RegisterImport) -> set[int]:
    """List the lines of which something is written down."""
    return set(register.lines.values_list("number", flat=True))


def outcomes(register: RegisterImport) -> dict[str, int]:
    """Count what became of the lines."""
    return dict(Counter(register.lines.values_list("outcome", flat=True)))


def lines(register: RegisterImport, *, by: Actor) -> list[int]:
    """List the lines of the file that tell of somebody."""
    return [client.line for client, _cells in _all(register, opened(register, by=by), by=by)]


def with_cells(
    register: RegisterImport, held: Opened, but: Collection[int], *, by: Actor
) -> Iterator[tuple[Client, Mapping[str, str]]]:
    """Give every line that is ready and not done, with its cells as they were written."""
    left_out = set(but)
    for client, cells in _all(register, held, by=by):
        if client.line not in left_out and held.checked.state(client.line, held.choices.answers) == "ready":
            yield client, cells


def standing(register: RegisterImport, held: Opened) -> Standing:
    """Count how far an import is, from the lines that were found and those that are written down."""
    told, over, checked = outcomes(register), done(register), held.checked
    special = (checked.bad | set(checked.alike) | set(held.choices.answers)) - over
    states = Counter(checked.state(line, held.choices.answers) for line in special)
    aside = states["bad"] + states["held"] + states["left_out"]
    return Standing(
        people=checked.people,
        taken=told.get("opened", 0) + told.get("known", 0),
        ready=max(0, checked.people - len(over) - aside),
        held=states["held"],
        bad=states["bad"],
        left_out=states["left_out"],
        failed=told.get("failed", 0),
    )


def person_of(register: RegisterImport, likeness: Likeness) -> UUID | None:
    """Name the person on record whom a likeness means; None while the other line is not taken in."""
    if likeness.kind == "person":
        return UUID(likeness.other)
    row = register.lines.filter(number=int(likeness.other), person__isnull=False).first()
    return row.person if row else None


def too_old(on: date | None = None) -> QuerySet[RegisterImport]:
    """List the registers whose file has rested for fourteen days."""
    rows = RegisterImport.objects.exclude(state__in=("finished", "dropped"))
    return rows.filter(received_on__lte=(on or timezone.localdate()) - LIFE)


def _all(register: RegisterImport, held: Opened, *, by: Actor) -> Iterator[tuple[Client, Mapping[str, str]]]:
    read = book(register, held.choices.sheet, by=by)
    headings = _names(read, held.choices.header)
    rows = {line.number: line for line in read.lines}
    for client in clients(read, held.choices, timezone.localdate()):
        cells = rows[client.line].cells
        yield client, {headings[place]: shown(cell) for place, cell in enumerate(cells) if cell is not None}


def _names(read: Book, header: int) -> list[str]:
    """Name the columns for the copy of a line: by heading, with a number where it is missing or repeated."""
    found: list[str] = []
    for heading in columns.propose(header_line(read, header), read.width):
        name = heading.text or "?"
        found.append(f"{name} ({heading.place + 1})" if name in found or name == "?" else name)
    return found


def _checked(found: Mapping[str, object]) -> Checked:
    alike = [Likeness.unpacked(str(text)) for text in found["alike"]]  # type: ignore[attr-defined]
    return Checked(
        int(str(found["people"])),
        frozenset(found["bad"]),  # type: ignore[call-overload]
        frozenset(found["doubt"]),  # type: ignore[call-overload]
        {each.line: each for each in alike},
    )
