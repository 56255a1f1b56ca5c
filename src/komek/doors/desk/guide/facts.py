"""Facts: the list, one fact with what its sources say side by side, confirming, changing, ending."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from komek.doors.desk import drafts
from komek.doors.desk.cases.marks import day
from komek.doors.desk.guide import marks
from komek.doors.desk.guide.fact_forms import (
    ChangeForm,
    FactFilter,
    LookForm,
    NewFactForm,
    ValueForm,
    country_of,
    next_look,
)
from komek.doors.desk.guide.overview import GUIDE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Cell, Chip, Column, Crumb, Row, Table
from komek.doors.face.parts import Fact as Line
from komek.foundations.accounts.queries import names
from komek.kernel.errors import Invalid
from komek.knowledge.guide import actions, queries
from komek.knowledge.guide.access import ACCESS, EDITORS
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.models import Claim, Fact
from komek.knowledge.guide.models.codes import KEY

PER_PAGE = 40

navigation.register(gettext_lazy("Facts"), "desk:editor-facts", "hash", order=52, roles=EDITORS, group=GUIDE)
drafts.FORMS.add(drafts.Form("guide-fact", gettext_lazy("A fact of the guide")))


@dataclass(frozen=True)
class Held:
    """One row of a fact as the page shows it."""

    row: Fact
    who: str
    value: str
    chips: list[Chip]
    lines: list[Line]
    released: bool


@page("guide/facts/", "editor-facts", roles=EDITORS, methods=("GET",))
def every(request: DeskRequest) -> HttpResponse:
    """List the facts that are in force or proposed, by name."""
    form = FactFilter(request.GET)
    rows = Fact.objects.exclude(state="ended").order_by("key", "nationality", "valid", "pk")
    shown = Paginator(_filtered(rows, form), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    table = Table(
        _("Facts"),
        [Column(_("Fact")), Column(_("For whom")), Column(_("Value"), prose=True), Column(_("How sure")),
         Column(_("Next look"))],
        [_line(row, today) for row in shown.object_list],
    )  # fmt: skip
    return show(request, "desk/guide/facts.html", {"table": table, "filters": form, "list_page": shown})


@page("guide/facts/new/", "editor-fact-new", roles=EDITORS)
def new(request: DeskRequest) -> HttpResponse:
    """Write a new fact: confirmed by who writes it, ready to be named in texts."""
    draft = drafts.of(request, "guide-fact")
    form = drafts.bind(NewFactForm, request, draft)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        if _kept(request, form, key):
            draft.drop()
            return done(request, _("The fact is there. Texts can name it."), "editor-fact", key=key)
    return show(request, "desk/guide/fact_new.html", {"form": form, "crumbs": _crumbs(_("New fact"))})


@page("guide/facts/<str:key>/", "editor-fact", roles=EDITORS, methods=("GET",))
def one(request: DeskRequest, key: str) -> HttpResponse:
    """Show one fact: its values by passport, what sources say side by side, which texts say it, what held before."""
    rows = _rows(request, key)
    known = names({row.verified_by for row in rows if row.verified_by})
    held = [_held(row, known) for row in rows]
    claims = Claim.objects.filter(key=key, withdrawn=False).order_by("-source_date", "code")
    context = {
        "key": key,
        "held": [each for each in held if each.released],
        "proposed": [each for each in held if each.row.state == "draft"],
        "ended": [each for each in held if each.row.state == "ended"],
        "claims": [_claim(each) for each in claims],
        "led": [
            {"who": marks.place(each.nationality), "value": marks.value(each.value, each.unit)}
            for each in released_facts()
            if each.key == key and each.instead
        ],
        "texts": [(marks.name_of(block), _address(block)) for block in queries.naming(key)],
        "crumbs": _crumbs(key),
    }
    return show(request, "desk/guide/fact.html", context)


@page("guide/facts/<str:key>/change/", "editor-fact-change", roles=EDITORS)
def change(request: DeskRequest, key: str) -> HttpResponse:
    """Put a new value in force: every channel and every language shows it within two seconds."""
    row = _meant(request, key)
    draft = drafts.of(request, "guide-fact", row.pk)
    initial = {"nationality": row.nationality, "unit": row.unit, "value": row.value}
    form = drafts.bind(ChangeForm, request, draft, initial=initial, unit=row.unit)
    if request.method == "POST" and form.is_valid():
        propose = "propose" in request.POST
        if (_proposed if propose else _kept)(request, form, key):
            draft.drop()
            said = _("The value is proposed.") if propose else _("Changed. Every channel shows it in every language.")
            return done(request, said, "editor-fact", key=key)
    context = {
        "form": form,
        "key": key,
        "now": _now(row),
        "crumbs": _crumbs((key, marks.url("fact", key=key)), _("Change")),
    }
    return show(request, "desk/guide/fact_change.html", context)


@page("guide/facts/<str:key>/claim/", "editor-claim", roles=EDITORS)
def claim(request: DeskRequest, key: str) -> HttpResponse:
    """Note what another source says: where it differs, readers see both until somebody decides."""
    row = _meant(request, key)
    form = ValueForm(request.POST or None, unit=row.unit, initial={"nationality": row.nationality, "unit": row.unit})
    if request.method == "POST" and form.is_valid():
        said = {"value": form.told(country_of(key)), "source": form.source(), "by": request.actor}
        if attempt(form, actions.record_claim, key=key, nationality=form.cleaned_data["nationality"], **said):
            return done(request, _("The source is noted."), "editor-fact", key=key)
    crumbs = _crumbs((key, marks.url("fact", key=key)), _("Another source"))
    return show(request, "desk/guide/claim.html", {"form": form, "key": key, "now": _now(row), "crumbs": crumbs})


@page("guide/facts/<str:key>/claim/withdraw/", "editor-claim-withdraw", roles=EDITORS, methods=("POST",))
def withdraw(request: DeskRequest, key: str) -> HttpResponse:
    """Set aside what a source says."""
    rows = Claim.objects.filter(withdrawn=False, key=_named(key))
    row = ACCESS.find(request.actor, rows, pk=_id(request, "claim"))
    actions.withdraw_claim(claim=row, by=request.actor)
    return done(request, _("The source is set aside."), "editor-fact", key=key)


@page("guide/facts/<str:key>/look/", "editor-fact-look", roles=EDITORS, methods=("POST",))
def look(request: DeskRequest, key: str) -> HttpResponse:
    """Confirm by name: a proposed value is released, a released one is still right."""
    row = _row(request, key)
    review = _review(request)
    if row.state == "draft":
        actions.confirm_fact(fact=row, next_review=review, by=request.actor)
        said = _("Released. Every channel shows it in every language.")
    else:
        actions.still_right(fact=row, next_review=review, by=request.actor)
        said = _("Still right: confirmed by you today.")
    if request.POST.get("back") == "due":
        return done(request, said, "editor-due")
    return done(request, said, "editor-fact", key=key)


@page("guide/facts/<str:key>/end/", "editor-fact-end", roles=EDITORS, methods=("POST",))
def end(request: DeskRequest, key: str) -> HttpResponse:
    """End a value: texts that rest on it say that the rule is being checked."""
    actions.end_fact(fact=_row(request, key), by=request.actor)
    return done(request, _("Ended. Readers are told that the rule is being checked."), "editor-fact", key=key)


def _review(request: DeskRequest) -> date:
    """Give the day of the next look: what was typed, else the usual one."""
    if not request.POST.get("next_review"):
        return next_look()
    form = LookForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("A day is written as 2026-12-31."), field="next_review")
    chosen: date = form.cleaned_data["next_review"]
    return chosen


def _kept(request: DeskRequest, form: ChangeForm, key: str) -> Fact | None:
    said = form.cleaned_data
    return attempt(
        form,
        actions.change_fact,
        key=key,
        nationality=said["nationality"],
        value=form.told(country_of(key)),
        source=form.source(),
        next_review=said["next_review"],
        outdated=said.get("older") != "beside",
        by=request.actor,
    )


def _proposed(request: DeskRequest, form: ChangeForm, key: str) -> Fact | None:
    return attempt(
        form,
        actions.propose_fact,
        key=key,
        nationality=form.cleaned_data["nationality"],
        value=form.told(country_of(key)),
        source=form.source(),
        by=request.actor,
    )


def _filtered(rows: Any, form: FactFilter) -> Any:
    said = form.cleaned_data if form.is_valid() else {}
    if said.get("q"):
        rows = rows.filter(Q(key__icontains=said["q"]) | Q(value__icontains=said["q"]))
    if said.get("country"):
        rows = rows.filter(key__startswith=f"{said['country'].lower()}.")
    return rows.filter(mark=said["mark"]) if said.get("mark") else rows


def _line(row: Fact, today: date) -> Row:
    chips = (
        [marks.mark(row.mark)] if row.state == "released" else [Chip(pgettext("fact", "Proposed"), "teal", "pencil")]
    )
    looked = marks.looked(row.next_review, today)
    return Row(
        (
            Cell(row.key, marks.url("fact", key=row.key)),
            marks.place(row.nationality),
            marks.value(row.value, row.unit) or "—",
            Cell(chips=chips),
            Cell(chips=[looked] if looked else []),
        )
    )


def _rows(request: DeskRequest, key: str) -> list[Fact]:
    rows = list(
        ACCESS.visible(request.actor, Fact.objects.filter(key=_named(key))).order_by("nationality", "-valid", "pk")
    )
    if not rows:
        raise Http404
    return rows


def _row(request: DeskRequest, key: str) -> Fact:
    """Give the row that a post names."""
    return ACCESS.find(request.actor, Fact.objects.filter(key=_named(key)), pk=_id(request, "fact"))


def _named(key: str) -> str:
    if not re.fullmatch(KEY, key):
        raise Http404
    return key


def _id(request: DeskRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Invalid(_("This form is not complete."), "", _("Open the page again.")) from None


def _meant(request: DeskRequest, key: str) -> Fact:
    """Give the row of the passport that the address names, else the first one."""
    rows, wanted = _rows(request, key), request.GET.get("passport", "")
    live = [row for row in rows if row.state == "released"] or rows
    return next((row for row in live if row.nationality == wanted), live[0])


def _held(row: Fact, known: dict[UUID, str]) -> Held:
    today = timezone.localdate()
    looked = marks.looked(row.next_review, today)
    since, until = (row.valid.lower, row.valid.upper) if row.valid else (None, None)
    by = known.get(row.verified_by, _("a former colleague")) if row.verified_by else ""
    return Held(
        row=row,
        who=marks.place(row.nationality),
        value=marks.value(row.value, row.unit) or "—",
        chips=[marks.mark(row.mark), *([looked] if looked and row.state == "released" else [])],
        lines=[
            Line(_("Holds from"), day(since) if since else "", _("all along")),
            Line(_("Holds until"), day(until) if until else "", _("further notice")),
            Line(_("Confirmed by"), f"{by}, {day(row.verified_on)}" if by and row.verified_on else "", _("nobody yet")),
        ],
        released=row.state == "released",
    )


def _claim(row: Claim) -> dict[str, Any]:
    until = _("until %(day)s") % {"day": day(row.valid_until)} if row.valid_until else ""
    since = _("from %(day)s") % {"day": day(row.valid_from)} if row.valid_from else ""
    return {
        "row": row,
        "value": marks.value(row.value, row.unit) or "—",
        "who": ", ".join(marks.place(each) for each in row.nationality) or marks.place(""),
        "time": " ".join(filter(None, (since, until))),
        "chip": marks.mark(row.mark),
        "seen": _("seen %(day)s") % {"day": day(row.seen)} if row.seen else "",
    }


def _now(row: Fact) -> list[Line]:
    return [
        Line(_("Fact"), row.key),
        Line(_("Now"), f"{marks.value(row.value, row.unit) or '—'} · {marks.place(row.nationality)}"),
    ]


def _address(block: Any) -> str:
    return marks.url("topic", topic=block.topic.code) if block.topic else marks.url("notices")


def _crumbs(*steps: Any) -> list[Crumb]:
    return marks.crumbs((_("Facts"), marks.url("facts")), *steps)
