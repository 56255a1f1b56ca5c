"""How long the hotline keeps what it knows; a shorter time waits for a second person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from komek.care.hotline import queries
from komek.care.hotline.actions import keeping as verbs
from komek.care.hotline.models import KeepRule
from komek.doors.desk.hotline.forms import AgreeForm, KeepForm
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Chip, Column, Fact, Row, Table, Task
from komek.foundations.accounts.queries import names
from komek.kernel.errors import Text

KEEPERS = ("organisation_admin", "supervisor")
LABELS: dict[str, Text] = {
    "contact": gettext_lazy("Contacts that no case came of"),
    "caller": gettext_lazy("Callers who are heard of no more"),
}


@page("hotline/keeping/", "hotline-rules", roles=KEEPERS)
def rules(request: DeskRequest) -> HttpResponse:
    """Show how long contacts and callers are kept, what waits for a second person, and change it."""
    form = KeepForm(request.POST if request.method == "POST" else None, kinds=LABELS)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, verbs.set_rule, by=request.actor, **form.cleaned_data)
        if row and row.proposed_by:
            return done(request, _("It erases sooner: a second person has to agree first."), "hotline-rules")
        if row:
            return done(request, _("The rule is in force."), "hotline-rules")
    kept = queries.keep_rules(request.actor.organisation)
    rows = [
        Row((LABELS[rule.kind], months(rule.months), _("House") if rule._state.adding else _("Ours"))) for rule in kept
    ]
    context = {
        "form": form,
        "table": Table(_("How long it is kept"), [Column(_("What")), Column(_("Time")), Column(_("Decided by"))], rows),
        "fixed": [
            Fact(_("Notes between shifts"), _("60 days")),
            Fact(_("Warnings"), _("Until their day, a year at most")),
        ],
        "proposals": [_proposal(rule) for rule in kept if rule.next_months is not None],
    }
    return show(request, "desk/hotline/rules.html", context)


@page("hotline/keeping/<uuid:keep>/", "hotline-rule", roles=KEEPERS, noun=KeepRule)
def rule(request: DeskRequest, keep: UUID) -> HttpResponse:
    """Let a shorter time into force as the second person, or not."""
    noun = queries.find_rule(request.actor, keep)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agreed, seen = form.cleaned_data["agreed"] == "yes", _seen(request)
        if attempt(form, verbs.decide_rule, rule=noun, agreed=agreed, seen=seen, by=request.actor):
            return done(request, _("The decision is written down."), "hotline-rules")
    who = names({noun.proposed_by}) if noun.proposed_by else {}
    facts = [Fact(LABELS[noun.kind], months(noun.months))]
    if noun.next_months is not None and noun.proposed_by:
        facts += [Fact(_("Proposed"), months(noun.next_months)), Fact(_("By"), who.get(noun.proposed_by, "—"))]
    context = {"rule": noun, "facts": facts, "form": form if noun.next_months is not None else None}
    return show(request, "desk/hotline/rule.html", context)


def months(number: int) -> str:
    """Write a number of months."""
    return ngettext("%(n)s month", "%(n)s months", number) % {"n": number}


def _seen(request: DeskRequest) -> int:
    written = request.POST.get("seen", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 0


def _proposal(rule: KeepRule) -> Task:
    shorter = _("Shorten it to %(time)s") % {"time": months(rule.next_months or 0)}
    address = reverse("desk:hotline-rule", kwargs={"keep": rule.id})
    return Task(shorter, Chip(_("waits"), "warn", "hourglass"), LABELS[rule.kind], address)
