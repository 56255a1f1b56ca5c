"""The rota chain: which organisations a message is sealed to, in which order, for a country, a language and an hour."""

from collections.abc import Mapping
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


@dataclass(frozen=True)
class Rota:
    """All watches that run, whose they are, and the circle that reads in each organisation that can read.

    An organisation whose circle waits for its renewal is not among the readers: nothing new is sealed to keys that
    somebody took along.
    """

    watches: tuple[Watch, ...]
    homes: Mapping[UUID, Organisation]
    circles: Mapping[UUID, UUID]

    @classmethod
    def load(cls) -> "Rota":
        """Read it from the tables: three queries."""
        watches = tuple(Watch.objects.filter(ended_on=None).order_by("rank", "id"))
        homes = {row.pk: row for row in Organisation.objects.filter(pk__in={each.organisation for each in watches})}
        return cls(watches, homes, reading_circles(list(homes)))

    def chain(self, country: str, language: str, at: datetime, before: UUID | None = None) -> list[Link]:
        """Give the organisations that may read: those on duty by rank, then the fallback.

        Where nobody is on duty and there is no fallback, those who read for the country at other hours. `before` is
        the organisation that has read this writer: it comes first of all, at any hour, while it has a watch at all.
        """
        here = [w for w in self.watches if w.organisation in self.circles and rules.serves(w, country)]
        awake = [w for w in here if rules.on_duty(w, country, language, self._local(w, at))]
        asleep = [w for w in here if w.fallback]
        if not awake and not asleep:
            asleep = [w for w in here if rules.reads(w, language)] or here
        known = [w for w in self.watches if w.organisation == before and before in self.circles]
        found = rules.one_each([*known[:1], *awake, *asleep])
        duty = {watch.organisation for watch in awake}
        return [self._link(watch, watch.organisation in duty) for watch in found]

    def _link(self, watch: Watch, on_duty: bool) -> Link:
        home = self.homes[watch.organisation]
        return Link(home.pk, home.name, home.country, self.circles[home.pk], watch.minutes, on_duty)

    def _local(self, watch: Watch, at: datetime) -> datetime:
        return at.astimezone(places.zone(self.homes[watch.organisation].country))


def chain(country: str, language: str, at: datetime, before: UUID | None = None) -> list[Link]:
    """Give the chain of a country, a language and an hour as the tables have it now."""
    return Rota.load().chain(country, language, at, before)


def duty(country: str, language: str, at: datetime) -> Duty | None:
    """Say who would read a message first and within how many minutes usually; None while nobody is on duty."""
    found = readers(country, language, at)
    return found if found and found.now else None


def readers(country: str, language: str, at: datetime, before: UUID | None = None) -> Duty | None:
    """Say who will read a message that is written now, on duty or when somebody comes; None where nobody ever does.

    Who has read her `before` comes first and may be off duty: then the usual time is that of the next one who is on
    duty, after the minutes of those before.
    """
    return told(chain(country, language, at, before))


def told(links: list[Link]) -> Duty | None:
    """Say of a chain who reads; None for an empty one."""
    if not links:
        return None
    first, *rest = links
    place = next((place for place, link in enumerate(links) if link.on_duty), None)
    minutes = sum(link.minutes for link in links[: place or 0]) + usual(links[place or 0])
    names, countries = tuple(link.name for link in rest), tuple(link.country for link in rest)
    return Duty(first.name, first.country, minutes, names, countries, now=place is not None)


def reachable(country: str, language: str) -> bool:
    """Say whether anybody reads messages from there at some hour."""
    return bool(chain(country, language, timezone.now()))


def reading_circles(organisations: list[UUID]) -> dict[UUID, UUID]:
    """Give the circle of each organisation that messages are sealed to; none where that one waits for its renewal."""
    circles = sorted(vault.circles_among(organisations, READERS), key=lambda each: READERS.index(each.kind))
    first: dict[UUID, vault.CircleView] = {}
    for circle in circles:
        first.setdefault(circle.organisation, circle)
    return {organisation: circle.id for organisation, circle in first.items() if not circle.needs_generation}


def usual(link: Link) -> int:
    """Give the usual waiting time of an organisation in minutes."""
    rows = Wait.objects.filter(organisation=link.organisation).order_by("-day", "id")
    minutes = list(rows.values_list("minutes", flat=True)[:LAST])
    return rules.median(minutes) if len(minutes) >= ENOUGH else link.minutes
