"""Time to recover, the end of the work, and the looks back after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import flow, locking, measures, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.actions.approvals import approval_missing
from komek.care.cases.models import Case
from komek.care.cases.models.ending import Closing, FollowUp, Reflection
from komek.care.cases.queries import deadlines
from komek.foundations import audit
from komek.foundations.vault import Code
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.periods import months_later

SHORTEST_REFLECTION = 30
"""Council of Europe Convention on Action against Trafficking, art. 13: at least 30 days."""
POINTS = {"month_1": 1, "month_3": 3, "month_6": 6, "month_12": 12}
NO_FOLLOW_UP = ("deceased", "duplicate_merged")
"""Reasons after which nobody is looked up again."""


@audit.verb("reflection.begin", _("began a recovery and reflection period"), _("began your time to recover"))
def begin_reflection(*, case: Case, begins_on: date, days: int, grounds: str = "", by: Actor) -> Reflection:
    """Begin a period of at least 30 days. It blocks nothing, and nothing ends with it."""
    ACCESS.require(by, "case.reflection", case)
    if days < SHORTEST_REFLECTION:
        raise Invalid(
            _("The period is too short."),
            _("The Council of Europe convention names at least 30 days."),
            _("Give 30 days or more."),
            field="days",
        )
    ends_on = begins_on + timedelta(days=days)
    if case.reflections.filter(begins_on__lt=ends_on, ends_on__gt=begins_on).exists():
        raise WrongState(_("There is a period in these days already."), "", _("Choose another first day."))
    row = Reflection(
        organisation=case.organisation, case=case, begins_on=begins_on, ends_on=ends_on, recorded_by=by.user
    )
    sealing.seal(row, "words", {"grounds": grounds, "decision": ""}, by=by)
    row.save(force_insert=True)
    audit.record("reflection.begin", "case", case.id, by=by, objects=[row.id])
    deadlines.refresh(case)
    return row


@audit.verb("reflection.decide", _("recorded what the person decided"), _("wrote down what you decided"))
def decide_reflection(*, reflection: Reflection, decision: str, words: str = "", by: Actor) -> Reflection:
    """The person says whether she cooperates with proceedings; her help stays the same whatever she says."""
    ACCESS.require(by, "case.reflection", reflection.case)
    if decision not in codes.get("reflection_decision"):
        raise Invalid(_("The decision is missing."), "", _("Choose what the person says."), field="decision")
    held = sealing.opened(reflection, "words", by=by) or {}
    sealing.seal(reflection, "words", {**held, "decision": words}, by=by)
    reflection.decision, reflection.decided_on = decision, timezone.localdate()
    reflection.save(update_fields=["decision", "decided_on", "words"])
    audit.record("reflection.decide", "case", reflection.case_id, by=by, objects=[reflection.id])
    deadlines.refresh(reflection.case)
    return reflection


@dataclass(frozen=True)
class Ending:
    """How it ended: reason, where and on what she lives, documents, safety, and who looks after her from now on."""

    reason: str
    plan_handed_over: bool = False
    attempts: int = 0
    living: str = "unknown"
    income: str = "unknown"
    documents: str = "unknown"
    safety: str = "unknown"
    plan: str = ""
    continued: str = ""
    words: str = ""
    follow_ups: bool = True


@audit.verb("case.close", _("closed the case"), _("closed your file"))
def close_case(*, case: Case, ending: Ending, earlier: Case | None = None, by: Actor) -> Closing:
    """Close a case that is in closing: safety plan handed over, follow-ups set or declined, approval if one is wanted.

    Raises Invalid for what is missing, WrongState from another stage or without the approval.
    """
    ACCESS.require(by, "case.close", case)
    locking.held(case)
    _check(ending)
    if error := approval_missing(case, "case_closing"):
        raise error
    flow.LIFE.perform(case, "close", by=by)
    today = timezone.localdate()
    row = Closing(
        organisation=case.organisation,
        case=case,
        reason=ending.reason,
        plan_handed_over=ending.plan_handed_over,
        attempts=ending.attempts,
        closed_on=today,
        closed_by=by.user,
        earlier=earlier,
    )
    said = {name: Code(getattr(ending, name)) for name in ("living", "income", "documents", "safety")}
    said |= {name: getattr(ending, name) for name in ("plan", "continued", "words")}
    sealing.seal(row, "outcome", said, by=by)
    row.save(force_insert=True)
    case.closed_on = today
    case.save(update_fields=["state", "closed_on"])
    if ending.reason not in NO_FOLLOW_UP:
        _plan_follow_ups(case, today, declined=not ending.follow_ups)
    audit.record("case.close", "case", case.id, by=by, objects=[row.id], details={"reason": ending.reason})
    counting.count(measures.CASE_CLOSED, case, by=by, axes={"reason": ending.reason, "kind": case.kind})
    deadlines.refresh(case)
    return row


@dataclass(frozen=True)
class Found:
    """What a look back found, after "is it safe to talk?"; the sender was neutral."""

    outcome: str
    living: str = "unknown"
    income: str = "unknown"
    safety: str = "unknown"
    safe_to_contact: str = "unknown"
    words: str = ""


@audit.verb("followup.do", _("did a follow-up"), _("asked how you are"))
def do_follow_up(*, follow_up: FollowUp, found: Found, by: Actor) -> FollowUp:
    """Write down what the look back found."""
    ACCESS.require(by, "case.follow_up", follow_up.case)
    locking.held(follow_up)
    if follow_up.state not in {"planned", "missed"}:
        raise WrongState(_("This follow-up is done or was declined."), "", _("Choose the next one."))
    if found.outcome not in codes.get("follow_up_outcome"):
        raise Invalid(_("The outcome is missing."), "", _("Choose one of the list."), field="outcome")
    said = {name: Code(getattr(found, name)) for name in ("outcome", "living", "income", "safety", "safe_to_contact")}
    sealing.seal(follow_up, "found", {**said, "words": found.words}, by=by)
    follow_up.state, follow_up.done_on, follow_up.recorded_by = "done", timezone.localdate(), by.user
    follow_up.attempts += 1
    follow_up.save(update_fields=["state", "done_on", "recorded_by", "attempts", "found"])
    audit.record("followup.do", "case", follow_up.case_id, by=by, objects=[follow_up.id])
    axes = {"point": follow_up.point, "outcome": found.outcome}
    counting.count(measures.FOLLOWUP_DONE, follow_up.case, by=by, axes=axes)
    deadlines.refresh(follow_up.case)
    return follow_up


@audit.verb("followup.miss", _("could not reach the person"), _("tried to reach you"))
def miss_follow_up(*, follow_up: FollowUp, again_on: date | None = None, by: Actor) -> FollowUp:
    """Nobody was reached: the attempt counts; with a day it is tried again, without one it is over."""
    ACCESS.require(by, "case.follow_up", follow_up.case)
    locking.held(follow_up)
    if follow_up.state != "planned":
        raise WrongState(_("This follow-up is done or was declined."), "", _("Choose the next one."))
    if again_on is not None and again_on <= timezone.localdate():
        raise Invalid(_("The day lies in the past."), "", _("Choose a later day."), field="again_on")
    follow_up.attempts += 1
    follow_up.recorded_by = by.user
    if again_on is None:
        follow_up.state = "missed"
    else:
        follow_up.due_on = again_on
    follow_up.save(update_fields=["attempts", "state", "due_on", "recorded_by"])
    audit.record("followup.miss", "case", follow_up.case_id, by=by, objects=[follow_up.id])
    deadlines.refresh(follow_up.case)
    return follow_up


def _plan_follow_ups(case: Case, closed_on: date, *, declined: bool) -> None:
    """Set the four looks back, or write them down as declined; at a second closing what was done stays done."""
    done = set(case.follow_ups.filter(state="done").values_list("point", flat=True))
    for point, months in POINTS.items():
        if point in done:
            continue
        FollowUp.objects.update_or_create(
            organisation=case.organisation,
            case=case,
            point=point,
            defaults={
                "due_on": months_later(closed_on, months),
                "state": "declined" if declined else "planned",
            },
        )


def _check(ending: Ending) -> None:
    lists = {
        "reason": "closure_reason",
        "living": "living_situation",
        "income": "income_situation",
        "documents": "document_state",
        "safety": "closing_safety",
    }
    for name, listed in lists.items():
        if getattr(ending, name) not in codes.get(listed):
            raise Invalid(_("This choice is missing."), "", _("Choose one of the list."), field=name)
    if ending.reason == "lost_contact" and ending.attempts < 1:
        raise Invalid(
            _("Contact is lost only after somebody tried."),
            "",
            _("Write how often you tried to reach the person."),
            field="attempts",
        )
    reachable = ending.reason not in {*NO_FOLLOW_UP, "lost_contact"}
    if reachable and not ending.plan_handed_over:
        raise Invalid(
            _("The safety plan was not handed over."),
            _("Nobody leaves without knowing whom to call."),
            _("Go through it together, then tick that you did."),
            field="plan_handed_over",
        )
