"""The filters of the counts: a period, a way to break figures down, a region. Every choice is a code."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.doors.face.forms import FaceForm
from komek.evidence.results import dimensions, world
from komek.evidence.results.indicators import Indicator
from komek.kernel import codes, periods
from komek.kernel.errors import Text
from komek.kernel.periods import Period

Choices = list[tuple[str, list[tuple[str, str]]]]
YEARS, QUARTERS, MONTHS = 8, 8, 15
"""So many of each kind are offered, from today backwards."""


class PeriodFilter(FaceForm):
    """Which period, and perhaps which region."""

    period = forms.ChoiceField(label=gettext_lazy("Period"))
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)

    def __init__(self, data: Mapping[str, Any], *, first: date | None, today: date, regions: bool = True) -> None:
        offered = period_choices(first, today)
        usual = str(today.year)
        known = {code for _group, choices in offered for code, _name in choices}
        given = {name: data.get(name, "") for name in self.base_fields if name in data}
        if given.get("period", usual) not in known:
            given.pop("period", None)
        super().__init__({"period": usual, **given})
        self._choose("period", offered)
        self._choose("region", [("", _("All regions")), *region_choices()])
        if not regions:
            del self.fields["region"]

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def chosen(self) -> Period:
        """Give the period that was chosen."""
        return periods.parse(str(self.data["period"]))

    @property
    def where(self) -> dict[str, str]:
        """Give the codes that every figure keeps to."""
        region = self.cleaned_data.get("region", "") if self.is_valid() else ""
        return {"region": region} if region else {}


class FigureFilter(PeriodFilter):
    """Which period and region, and along what the figures of one indicator are broken down."""

    by = forms.ChoiceField(label=gettext_lazy("Lines"))
    across = forms.ChoiceField(label=gettext_lazy("Columns"), required=False)
    field_order = ("period", "by", "across", "region")

    def __init__(self, data: Mapping[str, Any], *, indicator: Indicator, first: date | None, today: date) -> None:
        known = [(each.code, str(each.label)) for each in dimensions.of(indicator.measure).values()]
        names = dict(known)
        wish = {"by": data.get("by", ""), "across": data.get("across", "")}
        super().__init__(
            {
                **{name: data[name] for name in ("period", "region") if name in data},
                "by": wish["by"] if wish["by"] in names else "month",
                "across": wish["across"] if wish["across"] in names and wish["across"] != wish["by"] else "",
            },
            first=first,
            today=today,
        )
        self._choose("by", known)
        self._choose("across", [("", _("None")), *known])


class WorldFilter(FaceForm):
    """Which release of the world data, along what, and of which country."""

    release = forms.ChoiceField(label=gettext_lazy("Release"))
    by = forms.ChoiceField(label=gettext_lazy("Lines"))
    country = forms.ChoiceField(label=gettext_lazy("Country of exploitation"), required=False)
    citizenship = forms.ChoiceField(label=gettext_lazy("Citizenship"), required=False)

    def __init__(self, data: Mapping[str, Any], *, releases: list[str]) -> None:
        lines = [(code, str(each.label)) for code, each in world.DIMENSIONS.items()]
        countries = [("", _("All countries")), *sorted_names(codes.get("country").choices())]
        offered: dict[str, list[tuple[str, str]]] = {
            "release": [(each, each) for each in releases],
            "by": lines,
            "country": countries,
            "citizenship": countries,
        }
        usual = {"release": releases[0], "by": "year", "country": "", "citizenship": ""}
        super().__init__(
            {
                name: data.get(name) if data.get(name) in dict(choices) else usual[name]
                for name, choices in offered.items()
            }
        )
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    @property
    def where(self) -> dict[str, str]:
        """Give the countries that the figures keep to."""
        return {name: self.data[name] for name in ("country", "citizenship") if self.data[name]}


def period_choices(first: date | None, today: date) -> Choices:
    """Offer years, quarters and months, the newest first, back to the first fact."""
    kinds: tuple[tuple[Text, str, int], ...] = (
        (_("Calendar years"), "calendar_year", YEARS),
        (_("Fiscal years (October to September)"), "fiscal_year", YEARS),
        (_("Fiscal quarters"), "fiscal_quarter", QUARTERS),
        (_("Months"), "month", MONTHS),
    )
    return [
        (str(label), [(each.code, period_name(each)) for each in _back(kind, count, first, today)])
        for label, kind, count in kinds
    ]


def period_name(period: Period) -> str:
    """Say a period: a year by its number, anything else with its months."""
    last = date.fromordinal(period.end.toordinal() - 1)
    if period.code == str(period.start.year):
        return period.code
    if period.start.month == last.month:
        return formats.date_format(period.start, "YEAR_MONTH_FORMAT")
    ends = {"code": period.code, "first": _short(period.start), "last": _short(last)}
    return _("%(code)s (%(first)s to %(last)s)") % ends


def region_choices() -> Choices:
    """Offer the regions under the names of their countries."""
    grouped: dict[str, list[tuple[str, Text]]] = {}
    for code in codes.get("region"):
        grouped.setdefault(code.code.partition("-")[0], []).append((code.code, code.label))
    return [(str(codes.get("country")[land].label), sorted_names(each)) for land, each in grouped.items()]


def sorted_names(choices: Iterable[tuple[str, Text]]) -> list[tuple[str, str]]:
    """Put choices in the order of their names."""
    return sorted(((code, str(label)) for code, label in choices), key=lambda each: each[1])


def _back(kind: str, count: int, first: date | None, today: date) -> list[Period]:
    found = [periods.of(today, kind)]
    while len(found) < count and first is not None and found[-1].start > first:
        found.append(periods.of(date.fromordinal(found[-1].start.toordinal() - 1), kind))
    return found


def _short(day: date) -> str:
    return formats.date_format(day, "m.Y")
