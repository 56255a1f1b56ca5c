"""The verbs of a register: receive it, say what its columns mean, answer for those alike, take lines in, finish.

Each line is an act of its own: one that fails leaves the others as they are, and what was taken in stays taken in,
so that an import goes on where it stopped, from a page or from the terminal.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases.access import ACCESS
from komek.care.cases.models import RegisterImport, RegisterLine
from komek.care.cases.register import columns, entering, preview, queries, reading
from komek.care.cases.register.preview import Choices
from komek.care.cases.register.queries import Opened
from komek.care.cases.register.values import Client
from komek.care.people.models import Person
from komek.foundations import audit, places, vault
from komek.foundations.orgs.queries import require_may_open_cases
from komek.foundations.vault import Code
from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Hidden, Invalid, Locked, WrongState
from komek.kernel.logs import frames

Progress = Callable[[int, int], None]
MOST_TRIES = 5

log = logging.getLogger(__name__)


@audit.verb("register.receive", _("brought a register along"))
def receive(*, upload: Any, by: Actor) -> RegisterImport:
    """Take in the file of a register: it is looked at in memory, then rests sealed and nowhere else.

    Raises Invalid for what cannot be read, TooLarge, WrongState while no case may be opened.
    """
    ACCESS.require(by, "register.take_in")
    require_may_open_cases(by.organisation)
    reading.check_size(upload.size or 0)
    book = reading.read(upload.read())
    register = RegisterImport(
        organisation=by.organisation, received_on=timezone.localdate(), received_by=by.user, lines_in_all=0
    )
    queries.begin(register, by=by)
    remembered = queries.remembered(by=by)
    header = columns.find_headings(book, remembered)
    proposed = columns.propose(queries.header_line(book, header), book.width, remembered)
    choices = Choices(book.sheet, header, {each.place: each.field for each in proposed}, people.country_of(by))
    register.file = vault.attach(upload, register.sealed_record, "story", keyring=by.keyring)
    _keep_choices(register, choices, by)
    register.save(force_insert=True)
    audit.record("register.receive", "register", register.id, by=by)
    return register


@audit.verb("register.choose", _("said what the columns of a register mean, and looked for those on record"))
def choose(*, register: RegisterImport, choices: Choices, by: Actor) -> RegisterImport:
    """Say what the columns mean; every line is looked at, and what the headings mean is remembered.

    Answers given before are forgotten with the columns they were given for.
    """
    _may_go_on(register, by)
    preview.check_columns(choices.columns)
    if choices.country not in {each.code for each in places.countries()}:
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="country")
    book = queries.book(register, choices.sheet, by=by)
    read = preview.clients(book, choices, timezone.localdate())
    if not read:
        raise Invalid(
            _("No line below the headings tells of anybody."), "", _("Choose the line of the headings."), field="header"
        )
    found = preview.check(read, by=by)
    _keep_choices(register, replace(choices, answers={}), by)
    queries.keep_checked(register, found, by=by)
    queries.remember(book, choices, by=by)
    register.lines_in_all = found.people
    register.state = "running" if register.lines.exists() else "looked_at"
    register.save(update_fields=["choices", "checked", "lines_in_all", "state"])
    audit.record("register.choose", "register", register.id, by=by, objects=sorted(found.opened))
    return register


@audit.verb("register.look", _("looked at a register before it is taken in"))
def look(*, register: RegisterImport, sheet: str | None = None, by: Actor) -> tuple[Opened, reading.Book]:
    """Open the file to look at it: the chosen sheet, or another one."""
    opened = _opened(register, by)
    book = queries.book(register, opened.choices.sheet if sheet is None else sheet, by=by)
    audit.record("register.look", "register", register.id, by=by)
    return opened, book


@audit.verb("register.answer", _("said of lines of a register who is who"))
def answer(*, register: RegisterImport, answers: Mapping[int, str], by: Actor) -> RegisterImport:
    """Say of lines whether they tell of another person, of the same, or stay out; an empty answer takes one back."""
    opened = _opened(register, by)
    if any(each and each not in preview.ANSWERS for each in answers.values()):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."))
    if any(each == "same" and line not in opened.checked.alike for line, each in answers.items()):
        raise Invalid(_("Nobody is like this line."), "", _("Choose another answer."))
    done = queries.done(register)
    told = {**opened.choices.answers, **{line: each for line, each in answers.items() if line not in done}}
    _keep_choices(register, replace(opened.choices, answers={line: each for line, each in told.items() if each}), by)
    register.save(update_fields=["choices"])
    audit.record("register.answer", "register", register.id, by=by, details={"lines": len(answers)})
    return register


@audit.verb("register.take_line", _("took a person in from a register"), _("took over what our earlier register said"))
def take_line(
    *, register: RegisterImport, opened: Opened, client: Client, cells: Mapping[str, str], by: Actor
) -> RegisterLine:
    """Make one line a person with a case, or a case of somebody on record if that was the answer.

    `opened` is what was chosen and found, opened once for many lines.

    Raises WrongState for a line that was taken in, that waits for an answer, or that must be mended.
    """
    _may_go_on(register, by)
    list(RegisterImport.objects.select_for_update().filter(pk=register.pk).values_list("pk"))
    if register.lines.filter(number=client.line).exists():
        raise WrongState(_("This line is taken in already."), "", _("Go on with the next one."))
    if opened.checked.state(client.line, opened.choices.answers) != "ready" or client.bad:
        raise WrongState(_("This line is not ready."), "", _("Answer what is asked about it, or leave it out."))
    person, outcome = _person(register, client, opened, by)
    case = entering.enter(client, person, country=opened.choices.country, by=by)
    row = RegisterLine(
        organisation=by.organisation,
        register=register,
        number=client.line,
        outcome=outcome,
        person=person.id,
        case=case.id,
    )
    vault.seal_row(row, keyring=by.keyring, written={"cells": dict(cells)})
    row.save(force_insert=True)
    audit.record("register.take_line", "case", case.id, by=by, objects=[person.id, register.id])
    return row


@audit.verb("register.set_aside", _("set lines of a register aside"))
def set_aside(*, register: RegisterImport, lines: Mapping[int, str], by: Actor) -> RegisterImport:
    """Write down of lines that they were not taken in, and why, as a code."""
    ACCESS.require(by, "register.take_in", register)
    RegisterLine.objects.bulk_create(
        RegisterLine(organisation=by.organisation, register=register, number=line, outcome=outcome)
        for line, outcome in lines.items()
    )
    audit.record("register.set_aside", "register", register.id, by=by, details={"lines": len(lines)})
    return register


@audit.verb("register.finish", _("finished the import of a register; its file is erased"))
def finish(*, register: RegisterImport, by: Actor) -> RegisterImport:
    """End an import: what was not taken in is written down by line, and the file goes with its key."""
    opened = _opened(register, by)
    states = {line: opened.checked.state(line, opened.choices.answers) for line in queries.lines(register, by=by)}
    done = queries.done(register)
    left = {line: state for line, state in states.items() if line not in done}
    if "ready" in left.values():
        raise WrongState(_("Some lines are not taken in yet."), "", _("Go on with the import first, or drop it."))
    if left:
        set_aside(register=register, lines=left, by=by)
    _end(register, "finished", "imported")
    audit.record("register.finish", "register", register.id, by=by, details=queries.outcomes(register))
    return register


@audit.verb("register.drop", _("dropped a register; its file is erased"))
def drop(*, register: RegisterImport, by: Actor) -> RegisterImport:
    """Throw a register away. What was taken in from it stays."""
    _may_go_on(register, by)
    _end(register, "dropped", "dropped")
    audit.record("register.drop", "register", register.id, by=by)
    return register


@audit.verb("register.expire", _("let the file of a register go after fourteen days"))
def expire(*, organisation: UUID, register: RegisterImport) -> None:
    """Erase the file of a register that nobody finished. Needs nobody's key."""
    _end(register, "dropped", "too_old")
    audit.record_system("register.expire", "register", register.id, organisation=organisation)


@audit.verb("register.read_line", _("read a line of the register as it was written"), _("read our earlier register"))
def read_line(*, line: RegisterLine, by: Actor) -> Mapping[str, str]:
    """Open a line as it stood in the file, for whoever wants to compare."""
    ACCESS.require(by, "case.read", line)
    if line.person is None:
        raise Hidden
    held = vault.open_row(line, keyring=by.keyring).written
    if not held:
        raise vault.NotEntitled
    audit.record("register.read_line", "person", line.person, by=by, objects=[line.id])
    cells: Mapping[str, str] = held["cells"]
    return cells


def take_batch(
    register: RegisterImport, *, by: Actor, seconds: float = 5.0, progress: Progress | None = None
) -> queries.Standing:
    """Take in as many lines as fit into some seconds, one at least; a line that fails is written down as failed.

    Gives how far the import is. Raises only what concerns the whole: a shut keyring, a right that is missing.
    """
    opened = _opened(register, by)
    if register.state == "received":
        raise WrongState(_("Nobody has said what the columns mean."), "", _("Look at the columns first."))
    if register.state != "running":
        register.state = "running"
        register.save(update_fields=["state"])
    stop, over = time.monotonic() + seconds, queries.done(register)
    for number, (client, cells) in enumerate(queries.with_cells(register, opened, over, by=by), start=len(over) + 1):
        _try(register, opened, client, cells, by=by)
        if progress:
            progress(number, opened.checked.people)
        if time.monotonic() > stop:
            break
    return queries.standing(register, opened)


def _try(register: RegisterImport, opened: Opened, client: Client, cells: Mapping[str, str], *, by: Actor) -> None:
    try:
        take_line(register=register, opened=opened, client=client, cells=cells, by=by)
    except Locked:
        raise
    except (DomainError, DatabaseError, ValueError) as error:
        log.warning("a line of a register failed: %s", frames(type(error), error.__traceback__))
        set_aside(register=register, lines={client.line: "failed"}, by=by)


def _person(register: RegisterImport, client: Client, opened: Opened, by: Actor) -> tuple[Person, str]:
    likeness = opened.checked.alike.get(client.line)
    if likeness and opened.choices.answers.get(client.line) == "same":
        whom = queries.person_of(register, likeness)
        if whom is None:
            raise WrongState(_("The other line is not taken in."), "", _("Answer for that line first."))
        return people.find(by, whom), "known"
    person = _registered(client, by)
    if number := client.value("document"):
        people.add_document(person=person, paper=people.Paper(number=number), by=by)
    return person, "opened"


def _registered(client: Client, by: Actor) -> Person:
    """Register somebody; those like her were shown in the preview, or are not likely to be she."""
    none_of: set[UUID] = set()
    for _try_again in range(MOST_TRIES):
        try:
            return people.register_person(identity=client.identity, contact=client.contact, none_of=none_of, by=by)
        except people.Lookalikes as found:
            none_of |= found.ids
    raise WrongState(_("Too many on record are like this person."), "", _("Take the person in by hand."))


def _opened(register: RegisterImport, by: Actor) -> Opened:
    _may_go_on(register, by)
    return queries.opened(register, by=by)


def _may_go_on(register: RegisterImport, by: Actor) -> None:
    ACCESS.require(by, "register.take_in", register)
    if not register.is_open:
        raise WrongState(_("This import has ended."), _("Its file is erased."), _("Bring the register along anew."))


def _keep_choices(register: RegisterImport, choices: Choices, by: Actor) -> None:
    said = {
        "sheet": choices.sheet,
        "header": choices.header,
        "columns": {str(place): Code(name) for place, name in choices.columns.items()},
        "country": Code(choices.country),
        "answers": {str(line): each for line, each in choices.answers.items()},
    }
    vault.seal_row(register, keyring=by.keyring, choices=said)


def _end(register: RegisterImport, state: str, reason: str) -> None:
    vault.erase(register.sealed_record, reason)
    register.state, register.file, register.finished_on = state, None, timezone.localdate()
    register.choices, register.checked = b"", b""
    register.save(update_fields=["state", "file", "finished_on", "choices", "checked"])
