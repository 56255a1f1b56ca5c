"""Figures of the hotline: by month, channel, language, country, category and outcome. No names, no contacts."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.doors.desk.counts.forms import period_choices
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Crumb, bars
from komek.evidence.results import hotline
from komek.evidence.results.queries import sees_everywhere
from komek.kernel import periods
from komek.kernel.errors import Text
from komek.kernel.periods import Period

READERS = ("hotline_operator", "case_worker", "programme_officer", "me_officer", "supervisor", "organisation_admin")
PARTS: tuple[tuple[str, Text], ...] = (
    ("channel", gettext_lazy("By channel")),
    ("group", gettext_lazy("What contacts were about")),
    ("outcome", gettext_lazy("What came of them")),
    ("language", gettext_lazy("By language")),
    ("country", gettext_lazy("By country of the person")),
    ("caller", gettext_lazy("Who called")),
    ("category", gettext_lazy("What contacts were about, in detail")),
)


class PeriodForm(FaceForm):
    """Which period."""

    period = forms.ChoiceField(label=gettext_lazy("Period"))

    def __init__(self, wish: str, *, today: date) -> None:
        offered = period_choices(None, today)
        known = {code for _group, listed in offered for code, _name in listed}
        self.chosen = wish if wish in known else str(today.year)
        super().__init__({"period": self.chosen})
        self.fields["period"].choices = offered  # type: ignore[attr-defined]


@page("hotline/figures/", "hotline-figures", roles=READERS, methods=("GET",))
def overview(request: DeskRequest) -> HttpResponse:
    """Show what was counted in a period; several answers are possible, so parts need not add up."""
    form = PeriodForm(request.GET.get("period", ""), today=timezone.localdate())
    counted = hotline.figures(by=request.actor, period=periods.parse(form.chosen))
    parts = [
        (title, bars([(each.label, each.number) for each in counted.parts[name]]))
        for name, title in PARTS
        if counted.parts[name]
    ]
    context = {
        "filters": form,
        "clear": False,
        "total": counted.total,
        "period": _named(form),
        "months": bars([(_month(each), number) for each, number in counted.months if number]),
        "parts": parts,
        "everywhere": sees_everywhere(request.actor),
        "crumbs": [Crumb(_("Hotline"), reverse("desk:hotline")), Crumb(_("Figures"))],
    }
    return show(request, "desk/hotline/figures.html", context)


def _named(form: PeriodForm) -> str:
    offered = dict(choice for _group, listed in form.fields["period"].choices for choice in listed)  # type: ignore[attr-defined]
    return str(offered[form.chosen])


def _month(each: Period) -> str:
    return formats.date_format(each.start, "YEAR_MONTH_FORMAT")
