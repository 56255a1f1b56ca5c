"""The rota chain: which organisations a message is sealed to, in which order, for a country, a language and an hour."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from komek.foundations import places, vault
from komek.foundations.inbox import rules
from komek.foundations.inbox.models import Wait, Watch
from komek.foundations.inbox.nouns import Duty
from komek.foundations.orgs.models import Organisation

LAST = 20
"""The usual waiting time is the median of so many messages that were taken last."""

ENOUGH = 5
"""Below so many the minutes of the watch are told instead."""

READERS = ("hotline", "cases")
"""The circle that reads: the first of these kinds that an organisation has."""


@dataclass(frozen=True)
class Link:
    """One organisation of a chain, with the circle that its messages are sealed to."""

    organisation: UUID
    name: str
    country: str
    circle: UUID
    minutes: int
    on_duty: bool


def duty(country: str, language: str, at: datetime) -> Duty | None:
    """Say who would read a message first and within how many minutes usually; None while nobody is on duty."""
    links = chain(country, language, at)
    if not links or not links[0].on_duty:
        return None
    first = links[0]
    return Duty(first.name, first.country, usual(first), tuple(link.name for link in links[1:]))


def reachable(country: str, language: str) -> bool:
    """Say whether anybody reads messages from there at some hour."""
    return bool(chain(country, language, timezone.now()))


def chain(country: str, language: str, at: datetime, before: UUID | None = None) -> list[Link]:
    """Give the organisations that may read: those on duty by rank, then the fallback; `before` comes first of all.

    Where nobody is on duty and there is no fallback, those who read for the country at other hours. An organisation
    whose circle waits for its renewal is passed over: nothing new is sealed to keys that somebody took along.
    """
    watches = list(Watch.objects.filter(ended_on=None).order_by("rank", "id"))
    homes = {row.pk: row for row in Organisation.objects.filter(pk__in={watch.organisation for watch in watches})}
    here = [watch for watch in watches if rules.serves(watch, country)]
    awake = [w for w in here if rules.on_duty(w, country, language, _local(at, homes[w.organisation]))]
    asleep = [w for w in here if w.fallback]
    if not awake and not asleep:
        asleep = [w for w in here if rules.reads(w, language)] or here
    found = rules.one_each([*awake, *asleep])
    if before:
        found.sort(key=lambda watch: watch.organisation != before)
    duty = {watch.organisation for watch in awake}
    circles = circles_of([watch.organisation for watch in found])
    return [
        Link(w.organisation, home.name, home.country, circles[w.organisation], w.minutes, w.organisation in duty)
        for w in found
        if w.organisation in circles and (home := homes[w.organisation])
    ]


def circles_of(organisations: list[UUID]) -> dict[UUID, UUID]:
    """Give the circle of each organisation that messages are sealed to; none where that one waits for its renewal."""
    found = {}
    for organisation in organisations:
        kinds = {each.kind: each for each in vault.circles_in(organisation)}
        circle = next((kinds[kind] for kind in READERS if kind in kinds), None)
        if circle and not circle.needs_generation:
            found[organisation] = circle.id
    return found


def usual(link: Link) -> int:
    """Give the usual waiting time of an organisation in minutes."""
    rows = Wait.objects.filter(organisation=link.organisation).order_by("-day", "id")
    minutes = list(rows.values_list("minutes", flat=True)[:LAST])
    return rules.median(minutes) if len(minutes) >= ENOUGH else link.minutes


def _local(at: datetime, home: Organisation) -> datetime:
    return at.astimezone(places.zone(home.country))
