"""Notes, files and tasks of a case. What is written stays; a correction is a later note that names the earlier one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import locking, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Case
from komek.care.cases.models.approval import Task
from komek.care.cases.models.note import NOTE_GROUPS, CaseFile, Note
from komek.care.cases.queries import deadlines
from komek.foundations import audit, vault
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState


@audit.verb("note.write", _("wrote a note"), _("wrote a note about you"))
def write_note(*, case: Case, words: str, group: str = "story", replaces: Note | None = None, by: Actor) -> Note:
    """Write a note of one field group; with `replaces` it corrects an earlier note, which stays readable."""
    ACCESS.require(by, "case.note", case)
    _group(group)
    if not words.strip():
        raise Invalid(_("The note is empty."), "", _("Write a word or two."), field="words")
    if replaces is not None and (replaces.case_id != case.id or replaces.replaced_by.exists()):
        raise WrongState(_("This note has been corrected already."), "", _("Correct the newest one."))
    note = Note(
        organisation=case.organisation,
        case=case,
        group=group,
        written_at=timezone.now(),
        author=by.user,
        replaces=replaces,
    )
    sealing.seal(note, group, {"words": words}, by=by)
    note.save(force_insert=True)
    audit.record("note.write", "case", case.id, by=by, objects=[note.id], details={"group": group})
    return note


@audit.verb("file.add", _("added a file"), _("added a file to what we hold about you"))
def add_file(*, case: Case, upload: Any, group: str = "legal", words: str = "", by: Actor) -> CaseFile:
    """Keep an uploaded file under the key of its group; pictures lose camera and place on the way.

    Raises vault.TooLarge and vault.UnreadablePicture.
    """
    ACCESS.require(by, "case.file", case)
    _group(group)
    held = vault.attach(upload, case.sealed_record, group, keyring=by.keyring)
    row = CaseFile(
        organisation=case.organisation, case=case, group=group, file=held, added_at=timezone.now(), added_by=by.user
    )
    sealing.seal(row, group, {"name": upload.name, "words": words}, by=by)
    row.save(force_insert=True)
    audit.record("file.add", "case", case.id, by=by, objects=[row.id], details={"group": group})
    return row


@audit.verb("file.open", _("opened a file"), _("opened a file about you"))
def open_file(*, row: CaseFile, by: Actor) -> UUID:
    """Note that a file is opened; gives the id under which the vault reads it."""
    ACCESS.require(by, "case.read", row.case)
    if row.removed_at is not None:
        raise WrongState(_("This file was removed."), "", "")
    audit.record("file.open", "case", row.case_id, by=by, objects=[row.id])
    return row.file


@audit.verb("file.remove", _("removed a file"), _("removed a file about you"))
def remove_file(*, row: CaseFile, by: Actor) -> CaseFile:
    """Remove a file: its key goes at once, and with it the content."""
    ACCESS.require(by, "case.file", row.case)
    locking.held(row)
    if row.removed_at is not None:
        raise WrongState(_("This file was removed."), "", "")
    vault.detach(row.file)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    audit.record("file.remove", "case", row.case_id, by=by, objects=[row.id])
    return row


@audit.verb("task.set", _("set a task"))
def set_task(*, case: Case, kind: str, due_on: date, words: str, assigned: UUID | None = None, by: Actor) -> Task:
    """Set something to do by a day, for oneself or a colleague of the team."""
    ACCESS.require(by, "case.task", case)
    if kind not in codes.get("task_kind"):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="kind")
    task = Task(
        organisation=case.organisation,
        case=case,
        kind=kind,
        due_on=due_on,
        assigned=assigned or by.user,
        recorded_by=by.user,
    )
    sealing.seal(task, "task", {"words": words}, by=by)
    task.save(force_insert=True)
    audit.record("task.set", "case", case.id, by=by, objects=[task.id], details={"kind": kind})
    deadlines.refresh(case)
    return task


@audit.verb("task.done", _("did a task"))
def finish_task(*, task: Task, by: Actor) -> Task:
    """It is done."""
    ACCESS.require(by, "case.task", task.case)
    locking.held(task)
    if task.done_on is not None:
        raise WrongState(_("This is done already."), "", "")
    task.done_on = timezone.localdate()
    task.save(update_fields=["done_on"])
    audit.record("task.done", "case", task.case_id, by=by, objects=[task.id])
    deadlines.refresh(task.case)
    return task


def _group(group: str) -> None:
    if group not in NOTE_GROUPS:
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="group")
