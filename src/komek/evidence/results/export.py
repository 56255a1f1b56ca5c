"""Figures as a file: what was counted, how, and a warning where a figure can point to one person."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.evidence.results.access import ACCESS
from komek.evidence.results.tables import Table
from komek.foundations import audit
from komek.kernel.actor import Actor

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Line = Sequence[str | int | float]


@audit.verb("results.export", gettext_lazy("took figures out as a file"))
def hand_out(*, found: Table, form: str, by: Actor) -> bytes:
    """Write a table of figures as `csv` or `xlsx`; the audit keeps which figures, of which period."""
    ACCESS.require(by, "results.export")
    told = {"indicator": found.asked.indicator.code, "period": found.asked.period.code, "form": form}
    audit.record("results.export", "figures", None, by=by, details=told)
    return _workbook(found) if form == "xlsx" else _text(found)


def _text(found: Table) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([*_figures(found), [], *_about(found)])
    return out.getvalue().encode("utf-8-sig")


def _workbook(found: Table) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - read when a spreadsheet is wanted, not at every start

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        for title, lines in ((_("Figures"), _figures(found)), (_("About"), _about(found))):
            sheet = book.add_worksheet(title)
            sheet.set_column(0, 0, 36)
            for place, line in enumerate(lines):
                sheet.write_row(place, 0, line, bold if place == 0 else None)
    return out.getvalue()


def _figures(found: Table) -> Iterator[Line]:
    yield [str(found.rows.label), *(name for _key, name in found.heads), _("All")]
    for line in found.lines:
        yield [line.name, *(number(cell.value) for cell in line.cells), number(line.total.value)]
    yield [_("All"), *(number(cell.value) for cell in found.totals), number(found.total.value)]


def _about(found: Table) -> Iterator[Line]:
    asked = found.asked
    yield [_("Indicator"), f"{asked.indicator.label} ({asked.indicator.code})"]
    yield [_("What it means"), str(asked.indicator.explained)]
    yield [_("Counting rule"), f"{asked.indicator.text} (version {asked.indicator.version})"]
    yield [_("Period"), f"{asked.period.code}: {asked.period.start.isoformat()} – {asked.period.end.isoformat()}"]  # noqa: RUF001
    for code, key in asked.where.items():
        yield [_("Only"), f"{code} = {key}"]
    if found.of is not None:
        yield [_("Out of"), number(found.of)]
    yield [_("Counted on"), timezone.now().date().isoformat()]
    if asked.indicator.rule.by_person:
        yield [_("Note"), _("People are counted once in every figure: the lines must not be added up.")]
    if found.few:
        yield [_("Note"), _("Figures of one or two can point to one person: do not publish them as they are.")]


def number(value: Decimal) -> int | float:
    """Write a whole number as one."""
    return int(value) if value == value.to_integral_value() else float(value)
