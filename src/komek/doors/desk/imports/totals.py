"""Totals from before Komek: one by hand, many from a small table, each can be taken back."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care import people
from komek.care.cases.access import COUNTERS, TEAM
from komek.care.cases.models import OpeningTotal
from komek.care.cases.register import reading, totals
from komek.doors.desk import drafts
from komek.doors.desk.imports.forms import TotalForm, TotalsFileForm
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Crumb
from komek.foundations import places
from komek.kernel import codes

drafts.FORMS.add(drafts.Form("total", gettext_lazy("A total from before Komek"), page="totals"))
MOST = 500

navigation.register(
    gettext_lazy("Totals before Komek"), "desk:totals", "upload", order=71, roles=("me_officer", "programme_officer")
)


@page("imports/totals/", "totals", roles=COUNTERS)
def all_totals(request: DeskRequest) -> HttpResponse:
    """List the totals, and bring one along."""
    country = people.country_of(request.actor)
    draft = drafts.of(request, "total") if request.actor.keyring else None
    form = _form(request, draft, country)
    if request.method == "POST" and form.is_valid():
        given = {"totals": [form.total], "country": country, "by": request.actor}
        if attempt(form, totals.record_totals, **given):
            if draft:
                draft.drop()
            return done(request, _("The total counts from now on, marked as brought along."), "totals")
    return _shown(request, form, TotalsFileForm())


@page("imports/totals/file/", "totals-file", roles=COUNTERS, methods=("POST",))
def from_file(request: DeskRequest) -> HttpResponse:
    """Bring along all totals of a small table, or none."""
    country = people.country_of(request.actor)
    form = TotalsFileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["upload"]

        def bring() -> list[OpeningTotal]:
            reading.check_size(upload.size)
            read = totals.read_csv(upload.read(), country)
            return totals.record_totals(totals=read, country=country, by=request.actor)

        if attempt(form, bring):
            return done(request, _("The totals count from now on, marked as brought along."), "totals")
    return _shown(request, _form(request, None, country, bound=False), form)


@page("imports/totals/<uuid:total>/", "total-back", roles=COUNTERS, noun=OpeningTotal, methods=("POST",))
def take_back(request: DeskRequest, total: UUID) -> HttpResponse:
    """Take a total back."""
    noun = totals.find(request.actor, total)
    totals.take_back(total=noun, by=request.actor)
    return done(request, _("The total is taken back."), "totals")


def _form(request: DeskRequest, draft: drafts.Draft | None, country: str, *, bound: bool = True) -> TotalForm:
    """Make the form; who holds no keys has no drafts."""
    if draft is not None:
        return drafts.bind(TotalForm, request, draft, country=country)
    return TotalForm(request.POST if bound and request.method == "POST" else None, country=country)


def _shown(request: DeskRequest, form: TotalForm, file_form: TotalsFileForm) -> HttpResponse:
    rows = totals.visible(request.actor)[:MOST]
    way = [Crumb(_("Register import"), reverse("desk:imports"))] if request.actor.has(*TEAM) else []
    context = {
        "form": form,
        "file_form": file_form,
        "totals": [_told(row, request.actor.language) for row in rows],
        "columns": ",".join(totals.COLUMNS),
        "crumbs": [*way, Crumb(_("Totals before Komek"))],
    }
    failed = request.method == "POST" and (form.errors if form.is_bound else file_form.errors)
    return show(request, "desk/imports/totals.html", context, status=422 if failed else None)


def _told(row: OpeningTotal, language: str) -> dict[str, object]:
    kind, _detail = totals.KINDS[row.measure]
    detail = dict(totals.details(row.measure)).get(row.detail, "")
    where = places.name(row.region, language) if row.region else ""
    who = [
        codes.get(name)[code].label
        for name, code in (("sex", row.sex), ("age_band", row.age_band))
        if code != "unknown"
    ]
    return {
        "id": row.id,
        "measure": kind.label,
        "month": row.month,
        "quantity": row.quantity,
        "parts": [part for part in (detail, where, *who) if part],
        "back": row.taken_back_on,
    }
