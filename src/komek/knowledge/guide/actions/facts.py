"""Facts: proposed, confirmed by name, changed on what a source says, ended."""

import re
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.claims import keep_claim, part_from_older
from komek.knowledge.guide.actions.values import Source, Value, check_value
from komek.knowledge.guide.editions import bump, hold
from komek.knowledge.guide.flow import FACT
from komek.knowledge.guide.models import Fact
from komek.knowledge.guide.models.codes import KEY

REVIEW_WITHIN = 366
"""Days after which somebody must look again, at the latest."""


@audit.verb("guide.fact_propose", _("proposed a fact"))
def propose_fact(*, key: str, nationality: str, value: Value, by: Actor, source: Source | None = None) -> Fact:
    """Propose a value; nobody sees it until it is confirmed. Raises Invalid for one that cannot be right.

    What the source says is noted beside the value: that is seen at once.
    """
    ACCESS.require(by, "guide.write")
    fact = _put(key, nationality, value)
    if source is not None:
        keep_claim(key, nationality, value, source)
        bump()
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


@audit.verb("guide.fact_change", _("changed a fact in every channel"))
def change_fact(
    *,
    key: str,
    nationality: str,
    value: Value,
    source: Source,
    next_review: date,
    by: Actor,
    outdated: bool = True,
) -> Fact:
    """Put a new value in force: its source is noted, the value is confirmed by name and released, in one step.

    `outdated` says that sources with another value spoke of the time before; else they stand beside it as different.
    Raises Invalid.
    """
    ACCESS.require(by, "guide.confirm")
    if outdated:
        part_from_older(key, nationality, value)
    keep_claim(key, nationality, value, source)
    fact = _put(key, nationality, value)
    _make_room(fact)
    _confirm(fact, next_review, by)
    audit.record("guide.fact_change", "fact", fact.id, by=by)
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


def _put(key: str, nationality: str, value: Value) -> Fact:
    check_value(value)
    if not re.fullmatch(KEY, key):
        raise Invalid(
            _("A fact is named with small letters, digits, dots and lines."),
            _("Like ru.registration.stay: country, matter, what."),
            field="key",
        )
    return Fact.objects.create(
        key=key,
        nationality=nationality,
        value=value.value,
        unit=value.unit,
        country=value.country,
        valid=DateRange(value.since, value.until, "[)"),
        mark="sourced",
    )


def _confirm(fact: Fact, next_review: date, by: Actor) -> None:
    _check_review(next_review)
    FACT.perform(fact, "confirm", by=by)
    fact.mark, fact.verified_by, fact.verified_on = "confirmed", by.user, timezone.localdate()
    fact.next_review = next_review
    fact.save()


def _make_room(fact: Fact) -> None:
    """Let what is released for the same days end where the new value begins."""
    hold()
    begins = fact.valid.lower if fact.valid else None
    others = Fact.objects.filter(key=fact.key, nationality=fact.nationality, state="released").exclude(pk=fact.pk)
    for other in others.filter(valid__overlap=fact.valid):
        since = other.valid.lower if other.valid else None
        if begins is not None and (since is None or since < begins):
            other.valid = DateRange(since, begins, "[)")
        else:
            other.state = "ended"
        other.save()


def _check_review(day: date) -> None:
    today = timezone.localdate()
    if not today < day <= today + timedelta(days=REVIEW_WITHIN):
        raise Invalid(_("The next look must be within a year."), _("Rules change; numbers rot."), field="next_review")
