"""The page of the coded export: choose a period, see who would be singled out, blank it or not, take the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import htcds
from komek.care.cases.actions.coding import Taken, code_cases
from komek.doors.desk.cases.caseload import TEAM
from komek.doors.desk.cases.forms import DAY
from komek.doors.desk.cases.papers import download
from komek.doors.desk.page import DeskRequest, attempt, page, show
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Cell, Column, Row, Table

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CodedForm(FaceForm):
    """Which cases, in which release, and what happens to cells that point to one person."""

    since = forms.DateField(label=gettext_lazy("Opened from"), widget=DAY)
    until = forms.DateField(label=gettext_lazy("Opened until"), widget=DAY)
    who = forms.ChoiceField(
        label=gettext_lazy("Who is in it"),
        widget=forms.RadioSelect,
        initial="agreed",
        choices=(
            ("agreed", gettext_lazy("Only who said yes to statistics")),
            ("not_refused", gettext_lazy("Everybody who did not say no")),
        ),
    )
    release = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=(("2024", gettext_lazy("CTDC 2024")), ("2025", gettext_lazy("CTDC after 2024 (sectorOf…)"))),
    )
    blank = forms.BooleanField(
        label=gettext_lazy("Blank the cells that point to fewer than three people"), initial=True, required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["since"].initial, self.fields["until"].initial = today.replace(month=1, day=1), today


@page("cases/coded/", "cases-coded", roles=TEAM)
def coded(request: DeskRequest) -> HttpResponse:
    """Show what an export would hold, then hand it out; nothing about it is in an address."""
    form = CodedForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        kind = request.POST.get("file", "")
        taken = attempt(form, code_cases, **_wish(form), handed_out=bool(kind), by=request.actor)
        if taken is not None and kind in FILES:
            rows = htcds.blanked(taken.rows) if form.cleaned_data["blank"] else taken.rows
            return FILES[kind](rows, form.cleaned_data["release"])
        if taken is not None:
            context |= _preview(taken)
    return show(request, "desk/cases/coded.html", context)


def _wish(form: CodedForm) -> dict[str, object]:
    said = form.cleaned_data
    return {"since": said["since"], "until": said["until"], "agreed_only": said["who"] == "agreed"}


def _preview(taken: Taken) -> dict[str, object]:
    """Name each cell that points to fewer than three people, before anything is handed out."""
    cells = htcds.singled_out(taken.rows)
    heads = [_("Citizenship"), _("Age"), _("Gender"), _("Exploitation"), _("People")]
    columns = [Column(head, numeric=head == heads[-1]) for head in heads]
    rows = [Row((*_named(cell.values), str(cell.people))) for cell in cells]
    return {
        "taken": taken,
        "count": len(taken.rows),
        "table": Table(_("Cells that point to fewer than three people"), columns, rows),
    }


def _named(values: Sequence[str]) -> list[Cell]:
    nation, age, gender, labour, sexual, other = values
    labels = (_("forced labour"), _("sexual exploitation"), _("other exploitation"))
    shown = ", ".join(label for flag, label in zip((labour, sexual, other), labels, strict=True) if flag)
    return [Cell(text or _("not known")) for text in (nation, age.replace("--", "–"), gender, shown)]  # noqa: RUF001


def _ctdc(rows: Sequence[htcds.Coded], release: str) -> list[list[str]]:
    return htcds.sheet([htcds.renamed(row.ctdc, release) for row in rows], htcds.columns(release))


def _htcds(rows: Sequence[htcds.Coded]) -> list[list[str]]:
    return htcds.sheet([row.htcds for row in rows], htcds.HTCDS)


def _csv(lines: Sequence[Sequence[str]], name: str) -> HttpResponse:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return download(out.getvalue().encode("utf-8-sig"), name, CSV)


def _xlsx(rows: Sequence[htcds.Coded], release: str) -> HttpResponse:
    import xlsxwriter  # noqa: PLC0415 - read when a spreadsheet is wanted, not at every start

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for title, lines in ((f"CTDC {release}", _ctdc(rows, release)), ("HTCDS 2.0", _htcds(rows))):
            sheet = book.add_worksheet(title)
            for place, line in enumerate(lines):
                sheet.write_row(place, 0, line)
    return download(out.getvalue(), "coded.xlsx", XLSX)


FILES = {
    "ctdc": lambda rows, release: _csv(_ctdc(rows, release), f"ctdc-{release}.csv"),
    "htcds": lambda rows, release: _csv(_htcds(rows), "htcds-2.0.csv"),
    "xlsx": _xlsx,
}
"""What can be taken: each format as text, or both as one workbook."""
