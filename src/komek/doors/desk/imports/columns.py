"""What the columns of a register mean: proposed, corrected here, remembered for the next one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases.access import TEAM
from komek.care.cases.models import RegisterImport
from komek.care.cases.register import actions, queries
from komek.care.cases.register import columns as meanings
from komek.care.cases.register.columns import Heading
from komek.care.cases.register.preview import Choices
from komek.care.cases.register.reading import Book, shown
from komek.doors.desk import drafts
from komek.doors.desk.imports.forms import LONGEST_SAMPLE, SAMPLES, ColumnsForm
from komek.doors.desk.imports.registers import crumbs
from komek.doors.desk.page import DeskRequest, attempt, done, page, show

drafts.FORMS.add(
    drafts.Form("register-columns", gettext_lazy("Columns of a register"), page="import-columns", key="register")
)


@page("imports/<uuid:register>/columns/", "import-columns", roles=TEAM, noun=RegisterImport)
def columns(request: DeskRequest, register: UUID) -> HttpResponse:
    """Say what the columns mean; another sheet or another line of headings proposes anew."""
    noun = queries.find(request.actor, register)
    other = request.method == "POST" and "anew" in request.POST
    sheet = request.POST.get("sheet") if request.method == "POST" else None
    opened, book = actions.look(register=noun, sheet=sheet, by=request.actor)
    choices = _anew(request, book, opened.choices) if other else opened.choices
    draft = drafts.of(request, "register-columns", noun.id)
    header = _number(request.POST.get("header"), choices.header) if request.method == "POST" else choices.header
    headings = _headings(request, book, header, choices)
    options: dict[str, Any] = {"book": book, "headings": headings, "samples": _samples(book, header)}
    initial = {"sheet": book.sheet, "header": header, "country": choices.country}
    if other:
        form = ColumnsForm(initial=initial, **options)
        form.draft = draft  # type: ignore[attr-defined]
    else:
        form = drafts.bind(ColumnsForm, request, draft, initial=initial, **options)
    if request.method == "POST" and not other and form.is_valid():
        said = form.cleaned_data
        wanted = Choices(book.sheet, said["header"], form.columns, said["country"])
        if attempt(form, actions.choose, register=noun, choices=wanted, by=request.actor):
            draft.drop()
            return done(request, _("Every line was looked at. Nothing is written yet."), "import", register=noun.id)
    context = {"form": form, "register": noun, "crumbs": crumbs(noun, _("Columns")), "book": book}
    return show(request, "desk/imports/columns.html", context)


def _anew(request: DeskRequest, book: Book, before: Choices) -> Choices:
    """Propose for another sheet or another line of headings."""
    header = _number(request.POST.get("header"), 0)
    if book.sheet != before.sheet:
        header = meanings.find_headings(book, queries.remembered(by=request.actor))
    country = request.POST.get("country", before.country)
    return Choices(book.sheet, header, {}, country)


def _headings(request: DeskRequest, book: Book, header: int, choices: Choices) -> list[Heading]:
    """Give the columns with what was chosen for them, else with what is proposed."""
    line = queries.header_line(book, header)
    proposed = meanings.propose(line, book.width, queries.remembered(by=request.actor))
    same = book.sheet == choices.sheet and header == choices.header
    chosen: Mapping[int, str] = choices.columns if same else {}
    return [
        Heading(each.place, each.text, each.fold, chosen.get(each.place, each.field), each.repeated)
        for each in proposed
    ]


def _samples(book: Book, header: int) -> dict[int, str]:
    """Give the first few values of each column."""
    found: dict[int, list[str]] = {}
    for line in meanings.body(book, header)[:50]:
        for place, cell in enumerate(line.cells):
            if cell is not None and len(found.setdefault(place, [])) < SAMPLES:
                found[place].append(shown(cell)[:LONGEST_SAMPLE])
    return {place: " · ".join(values) for place, values in found.items()}


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else otherwise
