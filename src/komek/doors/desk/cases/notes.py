"""Pages of notes, files and tasks."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import queries
from komek.care.cases.actions import notes
from komek.care.cases.models import Case, CaseFile, Note, Task
from komek.care.cases.queries import working
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.asking import Ask, ask
from komek.doors.desk.cases.caseload import HELPERS
from komek.doors.desk.cases.file import head
from komek.doors.desk.cases.work_forms import FileForm, NoteForm, TaskForm, said
from komek.doors.desk.page import DeskRequest, done, page, show
from komek.foundations import vault
from komek.foundations.accounts.queries import names

drafts.FORMS.add(drafts.Form("note", gettext_lazy("A note"), page="notes", key="case"))
drafts.FORMS.add(drafts.Form("note-correct", gettext_lazy("The correction of a note"), page="note", key="note"))
drafts.FORMS.add(drafts.Form("file", gettext_lazy("A file"), page="files", key="case"))
drafts.FORMS.add(drafts.Form("task", gettext_lazy("A task"), page="task-new", key="case"))

NOTE = Ask(
    "note",
    NoteForm,
    gettext_lazy("A new note"),
    gettext_lazy("Keep the note"),
    gettext_lazy("The note is kept."),
    "notes",
    template="desk/cases/notes.html",
)
CORRECT = Ask(
    "note-correct",
    NoteForm,
    gettext_lazy("Correct this note"),
    gettext_lazy("Keep the correction"),
    gettext_lazy("The correction is kept; the earlier note stays readable."),
    "notes",
)
FILE = Ask(
    "file",
    FileForm,
    gettext_lazy("A new file"),
    gettext_lazy("Keep the file"),
    gettext_lazy("The file is sealed and kept."),
    "files",
    template="desk/cases/files.html",
)
TASK = Ask("task", TaskForm, gettext_lazy("A task"), gettext_lazy("Set the task"), gettext_lazy("The task is set."))


@page("cases/<uuid:case>/notes/", "notes", roles=HELPERS, noun=Case)
def all_notes(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show the notes the reader may open, and write one."""
    noun = queries.find(request.actor, case)
    rows = working.opened(list(noun.notes.order_by("-written_at")), by=request.actor)
    staff = names({row.author for row, _held in rows})
    replaced = {row.replaces_id for row, _held in rows}
    shown = [
        {
            "id": row.id,
            "when": marks.instant(row.written_at),
            "who": staff.get(row.author, ""),
            "words": held["words"] if (held := getattr(opened, row.group)) else None,
            "corrected": row.id in replaced,
        }
        for row, opened in rows
    ]

    def verb(form: NoteForm) -> Note:
        return notes.write_note(case=noun, by=request.actor, **said(form, "words", "group"))

    return ask(request, NOTE, noun, verb, notes=shown)


@page("cases/note/<uuid:note>/", "note", roles=HELPERS, noun=Note)
def correct(request: DeskRequest, note: UUID) -> HttpResponse:
    """Correct a note by a later one."""
    noun = working.find(Note, request.actor, note)
    ((_row, opened),) = working.opened([noun], by=request.actor)
    held = getattr(opened, noun.group) or {"words": ""}

    def verb(form: NoteForm) -> Note:
        return notes.write_note(case=noun.case, replaces=noun, by=request.actor, **said(form, "words", "group"))

    initial = {"words": held["words"], "group": noun.group}
    return ask(request, CORRECT, noun.case, verb, record=noun.id, initial=initial)


@page("cases/<uuid:case>/files/", "files", roles=HELPERS, noun=Case)
def all_files(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show the files of a case, and add one."""
    noun = queries.find(request.actor, case)
    rows = working.opened(list(noun.files.filter(removed_at__isnull=True).order_by("-added_at")), by=request.actor)
    staff = names({row.added_by for row, _held in rows})
    shown = [_file(row, opened, staff) for row, opened in rows]

    def verb(form: FileForm) -> CaseFile:
        return notes.add_file(case=noun, by=request.actor, **said(form, "upload", "words", "group"))

    return ask(request, FILE, noun, verb, files=shown)


@page("cases/file/<uuid:file>/", "file", roles=HELPERS, noun=CaseFile, methods=("GET",))
def download(request: DeskRequest, file: UUID) -> StreamingHttpResponse:
    """Send a file to the reader, piece by piece; opening it is on record."""
    noun = working.find(CaseFile, request.actor, file)
    ((_row, opened),) = working.opened([noun], by=request.actor)
    held = getattr(opened, noun.group) or {"name": ""}
    content = vault.read_file(notes.open_file(row=noun, by=request.actor), keyring=request.actor.keyring)
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, held["name"] or "file") or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page("cases/file/<uuid:file>/remove/", "file-remove", roles=HELPERS, noun=CaseFile, methods=("POST",))
def remove(request: DeskRequest, file: UUID) -> HttpResponse:
    """Remove a file: its key goes at once."""
    noun = working.find(CaseFile, request.actor, file)
    notes.remove_file(row=noun, by=request.actor)
    return done(request, _("The file is gone."), "files", case=noun.case_id)


@page("cases/<uuid:case>/task/", "task-new", roles=HELPERS, noun=Case)
def task(request: DeskRequest, case: UUID) -> HttpResponse:
    """Set something to do by a day."""
    noun = queries.find(request.actor, case)

    def verb(form: TaskForm) -> Task:
        return notes.set_task(case=noun, by=request.actor, **said(form, "kind", "due_on", "words"))

    return ask(request, TASK, noun, verb)


@page("cases/task/<uuid:task>/", "task", roles=HELPERS, noun=Task)
def one_task(request: DeskRequest, task: UUID) -> HttpResponse:
    """Show a task; sent, it is done."""

    noun = working.find(Task, request.actor, task)
    if request.method == "POST":
        notes.finish_task(task=noun, by=request.actor)
        return done(request, _("It is done."), "case", case=noun.case_id)
    ((_row, opened),) = working.opened([noun], by=request.actor)
    context = {
        **head(request, noun.case),
        "task": noun,
        "words": (opened.task or {}).get("words", ""),
        "due": marks.due(noun.due_on),
    }
    return show(request, "desk/cases/task.html", context)


def _file(row: CaseFile, opened: working.Opened, staff: dict[Any, str]) -> dict[str, Any]:
    held = getattr(opened, row.group)
    return {
        "id": row.id,
        "name": held["name"] if held else None,
        "words": held["words"] if held else "",
        "when": marks.instant(row.added_at),
        "who": staff.get(row.added_by, ""),
    }
