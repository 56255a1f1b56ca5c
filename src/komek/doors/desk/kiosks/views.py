"""Which kiosk was last heard of when and what it shows; setting one up, taking one away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from komek.doors.desk.kiosks.forms import KioskForm
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Cell, Chip, Column, Fact, Row, Table
from komek.foundations import places
from komek.knowledge.kiosks import actions, queries
from komek.knowledge.kiosks.access import KEEPERS
from komek.knowledge.kiosks.models import Issue, Kiosk

SOON = timedelta(hours=1)
"""A kiosk with a network says every five minutes that it lives."""

LONG = timedelta(days=30)
ENDING = 10
"""Days before the end of a certificate from which the page asks for a new one."""

IDLE = timedelta(minutes=10)
"""The worker looks every minute whether a bundle is due; one that has not looked for so long does not run."""

_OTHER = gettext_lazy("The worker could not make a bundle. Make one at the terminal: it says why.")
HINDRANCES = {
    "expired": gettext_lazy("The certificate of the content key has ended. Certify a new key with the root key."),
    "not-yet": gettext_lazy("The certificate of the content key begins later: set the clock of the house right."),
    "unknown-key": gettext_lazy("The content key is not certified by this root key."),
    "revoked": gettext_lazy("The content key stands in the list of lost keys. Certify a new key with the root key."),
    "signature": gettext_lazy("The certificate belongs to another content key."),
    "key-file": gettext_lazy("A file of the keys is missing or broken: bring the folder of the content key again."),
    "no-recording": gettext_lazy("A text names a recording that is not in the folder of recordings."),
    "too-large": gettext_lazy("The bundle would be larger than a kiosk takes: shorten recordings."),
    "root-online": gettext_lazy(
        "A private root key lies beside the content key. Take it off line; until then nothing is signed here."
    ),
}
"""Why the worker makes no bundle, by the code of the refusal."""

navigation.register(
    gettext_lazy("Kiosks"), "desk:kiosks", "plane", order=59, roles=KEEPERS, group=gettext_lazy("Guide")
)


@page("kiosks/", "kiosks", roles=KEEPERS, methods=("GET",))
def kiosks(request: DeskRequest) -> HttpResponse:
    """List the kiosks: which bundle each shows, and when it was last heard of."""
    rows, issue = queries.kiosks(request.actor), queries.newest_issue()
    lost, watch = queries.lost_keys(), queries.watch()
    context = {
        "table": Table(
            caption=_("Kiosks and when they were last heard of"),
            columns=[Column(_("Kiosk"), whole=True), Column(_("Last heard of")), Column(_("Bundle")), Column(_("Key"))],
            rows=[_row(each, issue, request.actor.language) for each in rows],
        )
        if rows
        else None,
        "facts": _facts(issue, lost.number if lost else 0, len(lost.keys) if lost else 0),
        "ending": issue is not None and _left(issue) <= ENDING,
        "watch": watch,
        "idle": watch is not None and watch.looked_at is not None and timezone.now() - watch.looked_at > IDLE,
        "hindrance": HINDRANCES.get(watch.refused, _OTHER) if watch and watch.refused else "",
    }
    return show(request, "desk/kiosks/kiosks.html", context)


@page("kiosks/new/", "kiosk-new", roles=KEEPERS)
def new(request: DeskRequest) -> HttpResponse:
    """Set a kiosk up."""
    form = KioskForm(request.POST if request.method == "POST" else None, language=request.actor.language)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, actions.set_up, setting=form.setting, by=request.actor)
        if row:
            return done(request, _("The kiosk is set up."), "kiosks")
    return show(request, "desk/kiosks/kiosk.html", {"form": form, "kiosk": None})


@page("kiosks/<slug:place>/", "kiosk", roles=KEEPERS)
def change(request: DeskRequest, place: str) -> HttpResponse:
    """Change what is said of a kiosk, or its key."""
    kiosk = queries.find(request.actor, place)
    data = request.POST if request.method == "POST" else None
    form = KioskForm(data, language=request.actor.language, kiosk=kiosk)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, actions.set_up, setting=form.setting, by=request.actor)
        if row:
            return done(request, _("The kiosk is changed."), "kiosks")
    return show(request, "desk/kiosks/kiosk.html", {"form": form, "kiosk": kiosk})


@page("kiosks/<slug:place>/remove/", "kiosk-remove", roles=KEEPERS, methods=("POST",))
def remove(request: DeskRequest, place: str) -> HttpResponse:
    """Say that a kiosk stands there no more."""
    actions.remove(kiosk=queries.find(request.actor, place), by=request.actor)
    return done(request, _("The kiosk is taken away."), "kiosks")


def _row(kiosk: Kiosk, issue: Issue | None, language: str) -> Row:
    name = queries.placed(kiosk).name(language)
    where = f"{name}, {places.name(kiosk.country, language)}"
    key = Chip(_("set"), "ok", "check") if kiosk.key else Chip(_("none yet"), "warn", "key")
    return Row(
        [
            Cell(where, reverse("desk:kiosk", kwargs={"place": kiosk.code})),
            _heard(kiosk.heard_at),
            _shown(kiosk, issue),
            Cell(chips=[key]),
        ]
    )


def _heard(at: datetime | None) -> Cell:
    """Say how long ago, and whether that is usual; a kiosk without a network is silent and still works."""
    if at is None:
        return Cell(_("never"), chips=[Chip(_("silent"), "warn", "wifi-off")])
    ago = timezone.now() - at
    told = _("%(time)s ago") % {"time": timesince(at)}
    if ago <= SOON:
        return Cell(told, chips=[Chip(_("alive"), "ok", "wifi")])
    return Cell(told, chips=[Chip(_("silent"), "danger" if ago > LONG else "warn", "wifi-off")])


def _shown(kiosk: Kiosk, issue: Issue | None) -> Cell:
    if not kiosk.counter:
        return Cell(_("unknown"))
    newest = issue is None or kiosk.counter >= issue.counter
    chip = Chip(_("the newest"), "ok", "check") if newest else Chip(_("an older one"), "warn", "history")
    return Cell(str(kiosk.counter), chips=[chip])


def _facts(issue: Issue | None, number: int, lost: int) -> list[Fact]:
    if issue is None:
        return []
    told = [
        Fact(_("Newest bundle"), _("%(counter)d of %(day)s") % {"counter": issue.counter, "day": _day(issue.made_on)}),
        Fact(_("Age of the bundle"), timesince(issue.made_at)),
        Fact(_("Taken in by kiosks until"), _day(issue.ends_on)),
        Fact(_("The certificate holds for"), _days(_left(issue))),
        Fact(_("Size"), _("%(size)d kB") % {"size": -(-issue.size // 1000)}),
    ]
    return told + ([Fact(_("Lost keys"), f"{lost} ({number})")] if number else [])


def _left(issue: Issue) -> int:
    return (issue.ends_on - timezone.localdate()).days


def _days(number: int) -> str:
    """Say how many days are left; the last one counts."""
    if number < 0:
        return _("none: it has ended")
    return ngettext("%(count)d more day", "%(count)d more days", number) % {"count": number}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
