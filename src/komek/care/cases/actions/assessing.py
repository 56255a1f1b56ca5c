"""Assessments of risk and need, and the plan: her own view first, the goals in the person's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import locking, sealing, work_measures
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.models import Case
from komek.care.cases.models.assessment import NEEDS, RISK, Assessment, Goal
from komek.care.cases.queries import deadlines
from komek.foundations import audit
from komek.foundations.vault import Code
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState

LEVELS = ("low", "medium", "high")
REVIEW_DAYS = {"low": 90, "medium": 30, "high": 7}
"""Proposed review of a risk by level, in days (design; the colleague may change the day)."""
OPEN_GOALS = ("proposed", "agreed", "in_progress")


@dataclass(frozen=True)
class Risks:
    """Level by domain (trafficker, family ...), her own view of the danger, and what is done about it."""

    levels: Mapping[str, str]
    own_view: str = "not_asked"
    own_words: str = ""
    horizon: str = ""
    measures: str = ""
    words: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class Needs:
    """Urgency by domain of need, what she wishes, and what concerns her health (sealed apart)."""

    urgency: Mapping[str, str]
    wishes: str = ""
    words: str = ""
    functional: Mapping[str, str] = field(default_factory=dict)
    health: str = ""
    review_on: date | None = None


def highest(risks: Risks) -> str:
    """Give the level of the case: the highest of all domains, and never below her own view of it."""
    said = [level for level in (*risks.levels.values(), risks.own_view) if level in LEVELS]
    return max(said, key=LEVELS.index, default="low")


def lowers_silently(risks: Risks) -> bool:
    """Say whether the colleague sets every domain lower than the person does, without a word why."""
    worst = max((LEVELS.index(level) for level in risks.levels.values() if level in LEVELS), default=-1)
    return risks.own_view in LEVELS and worst < LEVELS.index(risks.own_view) and not risks.words.strip()


@audit.verb("risk.assess", _("assessed the risk"), _("thought about what could harm you"))
def assess_risk(*, case: Case, risks: Risks, by: Actor) -> Assessment:
    """Write down a risk assessment; the case takes its level, which is never below the person's own view.

    Raises Invalid when every domain is set lower than her own view and no reason is written (WHO 2003, principle 7).
    """
    ACCESS.require(by, "case.assess", case)
    _open(case)
    _codes("levels", risks.levels, "risk_domain", LEVELS)
    if lowers_silently(risks):
        raise Invalid(
            _("You see less danger than the person does."),
            _("The person's own view may raise a level; it is never lowered without a word."),
            _("Write why, or follow that view."),
            field="words",
        )
    today, level = timezone.localdate(), highest(risks)
    review = risks.review_on or today + timedelta(days=REVIEW_DAYS[level])
    row = Assessment(
        organisation=case.organisation,
        case=case,
        kind=RISK,
        level=level,
        done_on=today,
        review_on=review,
        recorded_by=by.user,
    )
    said = {
        "own_view": Code(risks.own_view),
        "own_words": risks.own_words,
        "domains": _packed(risks.levels, "risk_domain"),
        "horizon": Code(risks.horizon),
        "measures": risks.measures,
        "words": risks.words,
    }
    sealing.seal(row, "risk", said, by=by)
    row.save(force_insert=True)
    case.risk_level = level
    case.save(update_fields=["risk_level"])
    audit.record("risk.assess", "case", case.id, by=by, objects=[row.id], details={"level": level})
    counting.count(work_measures.RISK_ASSESSED, case, by=by)
    deadlines.refresh(case)
    return row


@audit.verb("needs.assess", _("assessed the needs"), _("asked what you need"))
def assess_needs(*, case: Case, needs: Needs, by: Actor) -> Assessment:
    """Write down what she needs; services recorded from now on count as based on a needs assessment."""
    ACCESS.require(by, "case.assess", case)
    _open(case)
    urgencies = tuple(each.code for each in codes.get("need_urgency"))
    _codes("urgency", needs.urgency, "need_domain", urgencies)
    today = timezone.localdate()
    row = Assessment(
        organisation=case.organisation,
        case=case,
        kind=NEEDS,
        done_on=today,
        review_on=needs.review_on,
        recorded_by=by.user,
    )
    said = {"needs": _packed(needs.urgency, "need_domain"), "wishes": needs.wishes, "words": needs.words}
    sealing.seal(row, "needs", said, by=by)
    if needs.health.strip() or needs.functional:
        health = {"functional": _packed(needs.functional, "functional_difficulty"), "words": needs.health}
        sealing.seal(row, "health", health, by=by)
    row.save(force_insert=True)
    case.needs_assessed_on = today
    case.save(update_fields=["needs_assessed_on"])
    audit.record("needs.assess", "case", case.id, by=by, objects=[row.id])
    counting.count(work_measures.NEEDS_ASSESSED, case, by=by)
    deadlines.refresh(case)
    return row


@dataclass(frozen=True)
class Aim:
    """A goal: domain, what shall be in the person's words, next steps and who does them, a day to look at it."""

    words: str
    domain: str = ""
    steps: str = ""
    who: str = ""
    due_on: date | None = None


@audit.verb("goal.set", _("set a goal of the plan"), _("wrote down what you want to reach"))
def set_goal(*, case: Case, aim: Aim, by: Actor) -> Goal:
    """Propose a goal."""
    ACCESS.require(by, "case.plan", case)
    _open(case)
    if not aim.words.strip():
        raise Invalid(_("The goal is missing."), "", _("Write what shall be, in the person's words."), field="words")
    if aim.domain and aim.domain not in codes.get("need_domain"):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="domain")
    goal = Goal(
        organisation=case.organisation,
        case=case,
        due_on=aim.due_on,
        recorded_by=by.user,
        recorded_on=timezone.localdate(),
    )
    said = {"domain": Code(aim.domain), "words": aim.words, "steps": aim.steps, "who": aim.who, "result": ""}
    sealing.seal(goal, "goal", said, by=by)
    goal.save(force_insert=True)
    audit.record("goal.set", "case", case.id, by=by, objects=[goal.id])
    deadlines.refresh(case)
    return goal


@audit.verb("plan.agree", _("agreed the plan with the person"), _("agreed the plan with you"))
def agree_plan(*, case: Case, by: Actor) -> list[Goal]:
    """The person agrees to the proposed goals."""
    ACCESS.require(by, "case.plan", case)
    locking.held(case)
    goals = list(case.goals.filter(state="proposed"))
    if not goals:
        raise WrongState(_("There is no proposed goal."), "", _("Set a goal first."))
    for goal in goals:
        goal.state, goal.agreed_on = "agreed", timezone.localdate()
    Goal.objects.bulk_update(goals, ["state", "agreed_on"])
    audit.record("plan.agree", "case", case.id, by=by, objects=[goal.id for goal in goals])
    counting.count(work_measures.PLAN_AGREED, case, by=by, quantity=len(goals))
    return goals


@audit.verb("goal.end", _("ended a goal of the plan"), _("wrote down what became of a goal"))
def end_goal(*, goal: Goal, state: str, result: str = "", by: Actor) -> Goal:
    """A goal is reached, partly or not, replaced or dropped by the person."""
    ACCESS.require(by, "case.plan", goal.case)
    locking.held(goal)
    if goal.state not in OPEN_GOALS:
        raise WrongState(_("This goal has ended already."), "", _("Set a new goal."))
    if state not in codes.get("goal_state") or state in OPEN_GOALS:
        raise Invalid(_("What became of it is missing."), "", _("Choose one of the list."), field="state")
    held = sealing.opened(goal, "goal", by=by) or {}
    sealing.seal(goal, "goal", {**held, "result": result}, by=by)
    goal.state, goal.ended_on = state, timezone.localdate()
    goal.save(update_fields=["state", "ended_on", "goal"])
    audit.record("goal.end", "case", goal.case_id, by=by, objects=[goal.id], details={"state": state})
    counting.count(work_measures.GOAL_ENDED, goal.case, by=by, axes={"result": state})
    deadlines.refresh(goal.case)
    return goal


def unpacked(said: list[str]) -> dict[str, str]:
    """Turn a sealed list of answers ("trafficker=high") back into a mapping, without what was not answered."""
    return dict(pair.split("=", 1) for pair in said if not pair.endswith("="))


def _packed(given: Mapping[str, str], listed: str) -> list[Code]:
    """Write one entry per code of the list, the unanswered too, so that their number tells nothing."""
    return [Code(f"{each.code[:33]}={given.get(each.code, '')}") for each in codes.get(listed)]


def _codes(field_name: str, given: Mapping[str, str], listed: str, allowed: tuple[str, ...]) -> None:
    if any(code not in codes.get(listed) or level not in allowed for code, level in given.items()):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=field_name)


def _open(case: Case) -> None:
    if not case.is_open:
        raise WrongState(_("The case is closed."), "", _("Open the case again first."))
