"""Translations: how far each language is, PO files out to translators and back in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from komek.doors.desk.guide import marks
from komek.doors.desk.guide.overview import GUIDE
from komek.doors.desk.page import DeskRequest, attempt, page, show
from komek.doors.face import navigation
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Cell, Column, Fact, Row, Table
from komek.knowledge.guide import exchange, queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.exchange import Refused, Report
from komek.knowledge.guide.nouns import LANGUAGES, SOURCE
from komek.knowledge.guide.po import MOST_BYTES, Entry

WORDS, ENGLISH, CODE = "words-", "source-", "code-"

navigation.register(
    gettext_lazy("Translations"), "desk:editor-translations", "languages", order=56, roles=EDITORS, group=GUIDE
)


class FileForm(FaceForm):
    """The file that came back."""

    upload = forms.FileField(
        label=gettext_lazy("PO file"),
        help_text=gettext_lazy("At most 2 MB, in UTF-8. Each line that says something new becomes a draft."),
        widget=forms.ClearableFileInput(attrs={"accept": ".po"}),
    )


@dataclass(frozen=True)
class Again:
    """A line that was refused, as fields of the form in which it can be put right."""

    place: int
    line: Refused


@page("guide/translations/", "editor-translations", roles=EDITORS, methods=("GET",))
def every(request: DeskRequest) -> HttpResponse:
    """Say how far each language is."""
    heads = (_("Language"), _("Texts"), _("Missing"), _("Stale"), _("By a machine"), _("Drafts"))
    table = Table(_("Translations"), [Column(heads[0]), *(Column(each, numeric=True) for each in heads[1:])], _rows())
    return show(request, "desk/guide/translations.html", {"table": table})


@page("guide/translations/<slug:language>/", "editor-translation", roles=EDITORS)
def one(request: DeskRequest, language: str) -> HttpResponse:
    """Offer the file of a language; take one back, and say of each line that was refused why."""
    _check(language)
    form, report = FileForm(), None
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        entries = _corrected(request) or _uploaded(form, language)
        if entries is not None:
            report = exchange.take_in(entries=entries, language=language, by=request.actor)
            form = FileForm()
    context = {
        "form": form,
        "language": marks.LANGUAGES[language],
        "code": language,
        "report": _told(report) if report else [],
        "refused": [Again(place, line) for place, line in enumerate(report.refused)] if report else [],
        "crumbs": marks.crumbs((_("Translations"), marks.url("translations")), marks.LANGUAGES[language]),
    }
    return show(request, "desk/guide/translation.html", context, status=422 if report and report.refused else None)


@page("guide/translations/<slug:language>/file/", "editor-translation-file", roles=EDITORS, methods=("GET",))
def out(request: DeskRequest, language: str) -> HttpResponse:
    """Give all texts of a language as a PO file."""
    _check(language)
    return HttpResponse(
        exchange.put_out(language),
        content_type="text/x-gettext-translation; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="komek-guide-{language}.po"'},
    )


def _check(language: str) -> None:
    if language == SOURCE or language not in LANGUAGES:
        raise Http404


def _uploaded(form: FileForm, language: str) -> list[Entry] | None:
    if not form.is_valid():
        return None
    data = form.cleaned_data["upload"].read(MOST_BYTES + 1)
    return attempt(form, exchange.file_in, data=data, language=language)


def _corrected(request: DeskRequest) -> list[Entry] | None:
    """Read the lines that were refused before and are put right now."""
    said = request.POST
    places = [name.removeprefix(WORDS) for name in said if name.startswith(WORDS)]
    entries = [
        Entry(said.get(CODE + each, ""), said.get(ENGLISH + each, ""), said[WORDS + each].replace("\r\n", "\n"))
        for each in places
    ]
    return [replace(entry, line=place) for place, entry in enumerate(entries, start=1)] or None


def _told(report: Report) -> list[Fact]:
    taken, refused = len(report.taken), len(report.refused)
    told: list[tuple[Any, int]] = [
        (ngettext("new draft", "new drafts", taken), taken),
        (_("said what we have"), report.same),
        (_("not translated yet"), report.empty),
        (ngettext("line refused", "lines refused", refused), refused),
    ]
    return [Fact(name, str(count)) for name, count in told]


def _rows() -> list[Row]:
    standings = list(queries.standings().values())
    rows = []
    for language in LANGUAGES[1:]:
        here = [each[language] for each in standings]
        texts = sum(each.blocks - each.missing for each in here)
        counts = [sum(getattr(each, name) for each in here) for name in ("missing", "stale", "machine", "working")]
        rows.append(Row((Cell(marks.LANGUAGES[language], marks.url("translation", language=language)), texts, *counts)))
    return rows
