"""Forms of an import: the file, what its columns mean, who is who, a total from before Komek."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from komek.care.cases.register import totals
from komek.care.cases.register.columns import FIELDS, IGNORED, Heading
from komek.care.cases.register.preview import ANSWERS
from komek.care.cases.register.reading import Book
from komek.doors.desk.cases import choices
from komek.doors.face.forms import AnswerField, FaceForm
from komek.foundations import places

COLUMN, LINE = "column_", "line_"
SAMPLES = 3
LONGEST_SAMPLE = 40


class RegisterForm(FaceForm):
    """The file of a register."""

    upload = forms.FileField(
        label=_("File of the register"),
        help_text=_("A spreadsheet (.xlsx) or a text file (.csv), at most 20 MB and 20,000 lines."),
    )


class MeaningField(forms.ChoiceField):
    """What a column means; not to take it is an answer too."""

    mark_optional = False


class ColumnsForm(FaceForm):
    """What each column means; sheet, line of the headings and country stand above."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header = forms.IntegerField(
        label=_("Line of the headings"),
        min_value=0,
        max_value=1000,
        help_text=_("Its number beside the sheet; 0 if there are none."),
    )
    country = forms.ChoiceField(
        label=_("Country"), help_text=_("Whose telephone numbers and regions are meant where nothing else is said.")
    )

    def __init__(self, *args: Any, book: Book, headings: Iterable[Heading], samples: Mapping[int, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        hidden = _("hidden")
        sheets = [(leaf.name, f"{leaf.name} ({hidden})" if leaf.hidden else leaf.name) for leaf in book.sheets]
        self._choose("sheet", sheets)
        self._choose("country", choices.countries()[1:])
        if len(sheets) < 2:
            self.fields["sheet"].widget = forms.HiddenInput()
        meanings = [(IGNORED, _("Do not take it")), *FIELDS.items()]
        for heading in headings:
            self.fields[f"{COLUMN}{heading.place}"] = MeaningField(
                label=heading.text or _("Column %(number)s") % {"number": heading.place + 1},
                choices=meanings,
                required=False,
                initial=heading.field,
                help_text=_explained(heading, samples.get(heading.place, "")),
            )

    def _choose(self, name: str, listed: Any) -> None:
        self.fields[name].choices = listed  # type: ignore[attr-defined]

    @property
    def columns(self) -> dict[int, str]:
        """Give what was chosen, by place."""
        said = self.cleaned_data.items()
        return {int(name.removeprefix(COLUMN)): value for name, value in said if name.startswith(COLUMN)}


class AnswersForm(FaceForm):
    """Who is who: one question for each line that is like another."""

    def __init__(self, *args: Any, asked: Iterable[tuple[int, Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line, label, explained in asked:
            field = AnswerField(
                label=label, help_text=explained, choices=[*ANSWERS.items(), ("", _("Not answered"))], initial=""
            )
            self.fields[f"{LINE}{line}"] = field

    @property
    def answers(self) -> dict[int, str]:
        """Give the answers by line."""
        return {int(name.removeprefix(LINE)): value for name, value in self.cleaned_data.items()}


class ShowFilter(FaceForm):
    """Which lines of a preview are shown."""

    show = forms.ChoiceField(
        label=_("Lines"),
        required=False,
        choices=[
            ("", _("All")),
            ("bad", _("To be mended")),
            ("doubt", _("To look at")),
            ("alike", _("Like somebody else")),
        ],
    )


class TotalForm(FaceForm):
    """One total from before Komek."""

    measure = forms.ChoiceField(label=_("What was counted"))
    month = forms.CharField(
        label=_("Month or year"), max_length=7, help_text=_("Such as 2023-05, or 2023: a year counts in its January.")
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    age_band = forms.ChoiceField(label=_("Age"), required=False)
    detail = forms.ChoiceField(
        label=_("In detail"), required=False, help_text=_("Who sent them, which service, which status: if it is known.")
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=totals.MOST)

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, kind.label) for code, (kind, _detail) in totals.KINDS.items()]
        self._choose("measure", kinds)
        language = get_language() or "en"
        here = [(each.code, each.name(language)) for each in places.regions(country)]
        self._choose("region", [("", _("Whole country")), *here])
        for name, listed in (("sex", "sex"), ("age_band", "age_band")):
            self._choose(name, choices.of(listed))
            self.fields[name].initial = "unknown"
        details = [(kind.label, list(totals.details(code))) for code, (kind, _detail) in totals.KINDS.items()]
        self._choose("detail", [("", _("Not known")), *details])

    def clean_month(self) -> date:
        """Read a month or a year."""
        month = totals.month_of(self.cleaned_data["month"])
        if month is None or month > timezone.localdate():
            raise forms.ValidationError(_("Write a month such as 2023-05, or a year."))
        return month

    @property
    def total(self) -> totals.Total:
        """Give what was written."""
        said = self.cleaned_data
        return totals.Total(
            said["measure"],
            said["month"],
            said["quantity"],
            said["region"],
            said["sex"] or "unknown",
            said["age_band"] or "unknown",
            said["detail"],
        )

    def _choose(self, name: str, listed: Any) -> None:
        self.fields[name].choices = listed  # type: ignore[attr-defined]


class TotalsFileForm(FaceForm):
    """A small table of totals."""

    upload = forms.FileField(label=_("Table of totals (.csv)"))


def _explained(heading: Heading, sample: str) -> Any:
    if heading.repeated:
        return _("This heading or meaning stands in another column too. For example: %(sample)s") % {"sample": sample}
    return _("For example: %(sample)s") % {"sample": sample} if sample else _("Nothing stands in this column.")
