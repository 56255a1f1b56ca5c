"""Pages about circles: made, renewed, sealed anew in batches with the progress shown."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from komek.doors.desk.page import DeskRequest, done, page, show
from komek.foundations.orgs import actions, queries
from komek.foundations.orgs.access import KEY_HOLDERS
from komek.foundations.orgs.models import CIRCLES
from komek.kernel.errors import Hidden

ROOM = "desk/people_and_keys/"


@page("keys/circles/new/<slug:kind>/", "keys-circle-new", roles=KEY_HOLDERS)
def new(request: DeskRequest, kind: str) -> HttpResponse:
    """Make the keys of a circle, as its first member, after asking."""
    if kind not in CIRCLES:
        raise Hidden
    if request.method == "POST":
        actions.make_circle(kind=kind, by=request.actor)
        return done(request, _("The circle has its keys. You are its first member."), "keys")
    return show(request, f"{ROOM}circle_new.html", {"label": CIRCLES[kind][0], "kind": kind})


@page("keys/circles/<uuid:circle>/renew/", "keys-renew", roles=KEY_HOLDERS)
def renew(request: DeskRequest, circle: UUID) -> HttpResponse:
    """Make a new generation, after asking; then seal the records anew."""
    ring = _own(request, circle)
    if request.method == "POST":
        actions.rotate_circle(circle=circle, by=request.actor)
        return done(request, _("New keys are made. The records follow."), "keys-reseal", circle=circle)
    return show(request, f"{ROOM}renew.html", {"circle": ring})


@page("keys/circles/<uuid:circle>/reseal/", "keys-reseal", roles=KEY_HOLDERS)
def reseal(request: DeskRequest, circle: UUID) -> HttpResponse:
    """Seal one batch anew at each post; without JavaScript the button does it."""
    ring = _own(request, circle)
    total = _number(request.POST.get("total"), ring.to_reseal)
    left = ring.to_reseal
    if request.method == "POST" and left:
        left = actions.reseal_circle(circle=circle, by=request.actor)
    context = {"circle": ring, "left": left, "total": max(total, left, 1), "sealed": max(total, left, 1) - left}
    if request.headers.get("HX-Request"):
        return render(request, f"{ROOM}reseal_progress.html", context)
    return show(request, f"{ROOM}reseal.html", context)


def _own(request: DeskRequest, circle: UUID) -> queries.CircleState:
    """Find a circle the actor is in; any other one does not exist for her."""
    for ring in queries.circles(request.actor.organisation):
        if ring.id == circle and request.actor.user in ring.members:
            return ring
    raise Hidden


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise
