"""Facts and the claims they rest on."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.flow import FACT
from komek.knowledge.guide.models import Claim, Fact
from komek.knowledge.guide.rules import TERMS

REVIEW_WITHIN = 366
"""Days after which somebody must look again, at the latest."""


@dataclass(frozen=True)
class Value:
    """A value with its unit, whose rule it is, and from when until when it holds; `until` no longer counts."""

    value: str
    unit: str
    country: str = ""
    since: date | None = None
    until: date | None = None


@audit.verb("guide.claim", _("noted what a source says"))
def record_claim(
    *, code: str, key: str, value: Value, publisher: str, by: Actor, url: str = "", says: str = ""
) -> Claim:
    """Note what a source says, seen today. Raises Invalid for a value that does not fit its unit."""
    ACCESS.require(by, "guide.write")
    _check(value)
    claim = Claim.objects.create(
        code=code,
        key=key,
        value=value.value,
        unit=value.unit,
        publisher=publisher,
        url=url,
        says=says,
        seen=timezone.localdate(),
        mark="sourced",
    )
    audit.record("guide.claim", "claim", claim.id, by=by)
    bump()
    return claim


@audit.verb("guide.fact_propose", _("proposed a fact"))
def propose_fact(*, key: str, nationality: str, value: Value, by: Actor) -> Fact:
    """Propose a value; nobody sees it until it is confirmed. Raises Invalid for one that cannot be right."""
    ACCESS.require(by, "guide.write")
    _check(value)
    fact = Fact.objects.create(
        key=key,
        nationality=nationality,
        value=value.value,
        unit=value.unit,
        country=value.country,
        valid=DateRange(value.since, value.until, "[)"),
        mark="sourced",
    )
    audit.record("guide.fact_propose", "fact", fact.id, by=by)
    return fact


@audit.verb("guide.fact_confirm", _("confirmed a fact and released it"))
def confirm_fact(*, fact: Fact, next_review: date, by: Actor) -> Fact:
    """Confirm a value by name and release it; what was released for the same days ends where it begins.

    Raises Invalid for a review that lies in the past or more than a year away.
    """
    ACCESS.require(by, "guide.confirm", fact)
    _make_room(fact)
    _confirm(fact, next_review, by)
    audit.record("guide.fact_confirm", "fact", fact.id, by=by)
    bump()
    return fact


@audit.verb("guide.still_right", _("found a fact still right"))
def still_right(*, fact: Fact, next_review: date, by: Actor) -> Fact:
    """Confirm a released fact again, for all languages at once. Raises WrongState for one that is not released."""
    ACCESS.require(by, "guide.confirm", fact)
    if fact.state != "released":
        raise WrongState(_("This fact is not released."), "", _("Confirm and release it first."))
    _confirm(fact, next_review, by)
    audit.record("guide.still_right", "fact", fact.id, by=by)
    bump()
    return fact


@audit.verb("guide.fact_end", _("ended a fact"))
def end_fact(*, fact: Fact, by: Actor) -> Fact:
    """End a fact: texts that rest on it say that the rule is being checked."""
    ACCESS.require(by, "guide.confirm", fact)
    FACT.perform(fact, "end", by=by)
    fact.save()
    audit.record("guide.fact_end", "fact", fact.id, by=by)
    bump()
    return fact


def _confirm(fact: Fact, next_review: date, by: Actor) -> None:
    _check_review(next_review)
    FACT.perform(fact, "confirm", by=by)
    fact.mark, fact.verified_by, fact.verified_on = "confirmed", by.user, timezone.localdate()
    fact.next_review = next_review
    fact.save()


def _make_room(fact: Fact) -> None:
    """Let what is released for the same days end where the new value begins."""
    begins = fact.valid.lower if fact.valid else None
    others = Fact.objects.filter(key=fact.key, nationality=fact.nationality, state="released").exclude(pk=fact.pk)
    for other in others.filter(valid__overlap=fact.valid):
        since = other.valid.lower if other.valid else None
        if begins is not None and (since is None or since < begins):
            other.valid = DateRange(since, begins, "[)")
        else:
            other.state = "ended"
        other.save()


def _check(value: Value) -> None:
    if value.unit in TERMS and not value.value.isdigit():
        raise Invalid(_("A time is written as a number."), _("So that the day can be counted."), field="value")
    if value.unit == "date" and not _is_day(value.value):
        raise Invalid(_("A day is written as 2026-12-31."), field="value")
    if value.since and value.until and value.until <= value.since:
        raise Invalid(_("It would end before it begins."), field="until")


def _check_review(day: date) -> None:
    today = timezone.localdate()
    if not today < day <= today + timedelta(days=REVIEW_WITHIN):
        raise Invalid(_("The next look must be within a year."), _("Rules change; numbers rot."), field="next_review")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
