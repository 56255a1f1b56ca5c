"""The rota of an organisation: its watches, who reads now, setting and ending a watch."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import dates, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.desk.rota.forms import WatchForm
from komek.doors.desk.rota.week import Line, week
from komek.doors.face import navigation
from komek.doors.face.parts import Chip
from komek.foundations import inbox, notify, orgs, places
from komek.foundations.inbox.access import KEEPERS, READERS
from komek.foundations.inbox.actions import SPOKEN
from komek.foundations.inbox.models import Watch
from komek.foundations.inbox.rota import Link, Rota
from komek.kernel.actor import Actor
from komek.kernel.errors import Text

CIRCLES = ("hotline", "cases")
SEERS = tuple(dict.fromkeys((*KEEPERS, *READERS)))

navigation.register(gettext_lazy("Rota"), "desk:rota", "clock", order=70, roles=SEERS)


@dataclass(frozen=True)
class Told:
    """A watch in words."""

    watch: Watch
    days: Text
    hours: Text
    languages: Text
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Chain:
    """Who reads now what is written in these languages, the first one first."""

    languages: Text
    links: tuple[Link, ...]

    @property
    def awake(self) -> bool:
        return bool(self.links) and self.links[0].on_duty


@dataclass(frozen=True)
class Country:
    """The watches of this organisation for one country, and who reads there now, from every organisation."""

    code: str
    name: Text
    watches: tuple[Told, ...]
    week: list[Line]
    now: tuple[Chain, ...]


@page("rota/", "rota", roles=SEERS, methods=("GET",))
def rota(request: DeskRequest) -> HttpResponse:
    """Show when this organisation reads, country by country, and who reads there now."""
    actor, whole = request.actor, Rota.load()
    mine = list(inbox.queries.watches(actor))
    grouped = groupby(mine, key=lambda each: each.country)
    countries = [_country(country, list(watches), whole, actor.language) for country, watches in grouped]
    context = {
        "countries": sorted(countries, key=lambda each: (not each.code, str(each.name))),
        "may_set": actor.has(*KEEPERS),
        "hours": [(hour, hour * 60) for hour in range(0, 25, 6)],
        "closed": bool(mine) and actor.organisation not in whole.circles,
        "untold": _untold(actor) if mine and not actor.demo else [],
    }
    return show(request, "desk/rota/rota.html", context)


@page("rota/new/", "rota-new", roles=KEEPERS)
def new(request: DeskRequest) -> HttpResponse:
    """Set a watch."""
    form = WatchForm(request.POST if request.method == "POST" else None, language=request.actor.language)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, inbox.set_watch, by=request.actor, **form.cleaned_data)
        if row:
            return done(request, _("The watch is set."), "rota")
    return show(request, "desk/rota/watch.html", {"form": form, "watch": None})


@page("rota/<uuid:watch>/", "rota-watch", roles=KEEPERS, noun=Watch)
def change(request: DeskRequest, watch: UUID) -> HttpResponse:
    """Change a watch."""
    row = inbox.queries.find_watch(request.actor, watch)
    data = request.POST if request.method == "POST" else None
    form = WatchForm(data, language=request.actor.language, watch=row)
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, inbox.set_watch, watch=row, by=request.actor, **form.cleaned_data)
        if changed:
            return done(request, _("The watch is changed."), "rota")
    return show(request, "desk/rota/watch.html", {"form": form, "watch": row})


@page("rota/<uuid:watch>/end/", "rota-end", roles=KEEPERS, noun=Watch, methods=("POST",))
def end(request: DeskRequest, watch: UUID) -> HttpResponse:
    """End a watch."""
    inbox.end_watch(watch=inbox.queries.find_watch(request.actor, watch), by=request.actor)
    return done(request, _("The watch has ended."), "rota")


def _untold(actor: Actor) -> list[str]:
    """Name the colleagues who could read a message and are told by no channel that it waits."""
    untold = notify.untold(actor.organisation, CIRCLES)
    return [row.user.name for row in orgs.queries.memberships(actor.organisation) if row.user_id in untold]


def _country(code: str, watches: list[Watch], whole: Rota, language: str) -> Country:
    name = places.name(code, language) if code else _("Every country")
    told = tuple(_told(watch) for watch in watches)
    spoken = sorted({each for watch in watches for each in watch.languages or SPOKEN}, key=SPOKEN.index)
    return Country(code, name, told, week(watches), tuple(_now(code, spoken, whole)))


def _now(country: str, spoken: list[str], whole: Rota) -> list[Chain]:
    """Say who reads now, languages with the same readers together."""
    at = timezone.now()
    same: dict[tuple[Link, ...], list[str]] = {}
    for language in spoken:
        same.setdefault(tuple(whole.chain(country, language, at)), []).append(language)
    every = len(same) == 1 and len(spoken) == len(SPOKEN)
    return [Chain(_("every language") if every else _named(each), links) for links, each in same.items()]


def _told(watch: Watch) -> Told:
    every = len(watch.weekdays) == 7
    days = _("every day") if every else ", ".join(str(dates.WEEKDAYS_ABBR[day - 1]) for day in watch.weekdays)
    minutes = ngettext("%(n)s minute", "%(n)s minutes", watch.minutes) % {"n": watch.minutes}
    chips = [Chip(_("reads first") if watch.rank == 1 else _("place %(n)s") % {"n": watch.rank}, "teal")]
    chips.append(Chip(minutes, "", "clock"))
    if watch.fallback:
        chips.append(Chip(_("also at other hours"), "violet", "moon"))
    languages = _named(watch.languages) if watch.languages else _("every language")
    return Told(watch, days, _hours(watch), languages, tuple(chips))


def _hours(watch: Watch) -> str:
    if watch.begins == watch.ends:
        return _("day and night")
    return f"{watch.begins:%H:%M} – {watch.ends:%H:%M}"


def _named(codes: list[str]) -> str:
    names = dict(settings.LANGUAGES)
    return ", ".join(names[code] for code in codes)
