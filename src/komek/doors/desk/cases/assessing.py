"""Pages of risk, needs and plan: what was found, and the forms that ask anew."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import queries, sealing
from komek.care.cases.actions import assessing
from komek.care.cases.models import Assessment, Case, Goal
from komek.care.cases.queries import working
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.asking import Ask, ask
from komek.doors.desk.cases.caseload import HELPERS, TEAM
from komek.doors.desk.cases.file import head
from komek.doors.desk.cases.work_forms import GoalEndForm, GoalForm, NeedsForm, RiskForm, said
from komek.doors.desk.page import DeskRequest, done, page, show
from komek.doors.face.parts import Chip, Fact
from komek.kernel import codes
from komek.kernel.wording import inside

drafts.FORMS.add(drafts.Form("risk", gettext_lazy("Assessment of risks"), page="risk-new", key="case"))
drafts.FORMS.add(drafts.Form("needs", gettext_lazy("Assessment of needs"), page="needs-new", key="case"))
drafts.FORMS.add(drafts.Form("goal", gettext_lazy("A goal of the plan"), page="plan", key="case"))
drafts.FORMS.add(drafts.Form("goal-end", gettext_lazy("What became of a goal"), page="goal", key="goal"))

RISK = Ask(
    "risk",
    RiskForm,
    gettext_lazy("What could harm the person"),
    gettext_lazy("Keep the assessment"),
    gettext_lazy("The assessment is kept."),
    "assessments",
    gettext_lazy("The person's own view comes first. It may raise the level; it is never lowered without a word why."),
)
NEEDS = Ask(
    "needs",
    NeedsForm,
    gettext_lazy("What the person needs"),
    gettext_lazy("Keep the assessment"),
    gettext_lazy("The assessment is kept."),
    "assessments",
    gettext_lazy("Leave out what does not matter now."),
)
GOAL = Ask(
    "goal",
    GoalForm,
    gettext_lazy("A new goal"),
    gettext_lazy("Set the goal"),
    gettext_lazy("The goal is set."),
    "plan",
    template="desk/cases/plan.html",
)
GOAL_END = Ask(
    "goal-end",
    GoalEndForm,
    gettext_lazy("What became of this goal"),
    gettext_lazy("End the goal"),
    gettext_lazy("The goal has ended."),
    "plan",
)
TONES = {"high": "danger", "medium": "warn", "low": ""}


@dataclass(frozen=True)
class Shown:
    """One assessment as its page tells it."""

    title: str
    day: str
    chips: list[Chip]
    facts: list[Fact]


@page("cases/<uuid:case>/assessments/", "assessments", roles=HELPERS, noun=Case, methods=("GET",))
def overview(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show the assessments, the newest first."""
    noun = queries.find(request.actor, case)
    rows = list(noun.assessments.order_by("-done_on", "-id"))
    shown = [_shown(row, held) for row, held in working.opened(rows, by=request.actor)]
    return show(request, "desk/cases/assessments.html", {**head(request, noun), "assessments": shown})


@page("cases/<uuid:case>/risk/", "risk-new", roles=TEAM, noun=Case)
def risk(request: DeskRequest, case: UUID) -> HttpResponse:
    """Assess what could harm her."""
    noun = queries.find(request.actor, case)

    def verb(form: RiskForm) -> Assessment:
        names = ("own_view", "own_words", "horizon", "measures", "words", "review_on")
        risks = assessing.Risks(form.answers(), **said(form, *names))
        return assessing.assess_risk(case=noun, risks=risks, by=request.actor)

    return ask(request, RISK, noun, verb)


@page("cases/<uuid:case>/needs/", "needs-new", roles=TEAM, noun=Case)
def needs(request: DeskRequest, case: UUID) -> HttpResponse:
    """Assess what she needs."""
    noun = queries.find(request.actor, case)

    def verb(form: NeedsForm) -> Assessment:
        told = assessing.Needs(form.answers(), **said(form, "wishes", "words", "health", "review_on"))
        return assessing.assess_needs(case=noun, needs=told, by=request.actor)

    return ask(request, NEEDS, noun, verb)


@page("cases/<uuid:case>/plan/", "plan", roles=TEAM, noun=Case)
def plan(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show the plan, and set a goal."""
    noun = queries.find(request.actor, case)
    goals = working.opened(list(noun.goals.order_by("recorded_on", "id")), by=request.actor)
    labels = codes.get("goal_state")
    shown = [
        {
            "id": row.id,
            "words": (held.goal or {}).get("words", ""),
            "more": " · ".join(
                part for part in ((held.goal or {}).get("steps", ""), (held.goal or {}).get("who", "")) if part
            ),
            "result": (held.goal or {}).get("result", ""),
            "chips": [
                Chip(labels[row.state].label),
                *([marks.due(row.due_on)] if row.due_on and not row.ended_on else []),
            ],
            "open": row.state in assessing.OPEN_GOALS,
        }
        for row, held in goals
    ]

    def verb(form: GoalForm) -> Goal:
        aim = assessing.Aim(**said(form, "words", "domain", "steps", "who", "due_on"))
        return assessing.set_goal(case=noun, aim=aim, by=request.actor)

    proposed = any(row.state == "proposed" for row, _held in goals)
    return ask(request, GOAL, noun, verb, goals=shown, proposed=proposed)


@page("cases/<uuid:case>/plan/agree/", "plan-agree", roles=TEAM, noun=Case, methods=("POST",))
def agree(request: DeskRequest, case: UUID) -> HttpResponse:
    """The person agrees to the proposed goals."""
    noun = queries.find(request.actor, case)
    assessing.agree_plan(case=noun, by=request.actor)
    return done(request, _("The plan is agreed."), "plan", case=noun.id)


@page("cases/goal/<uuid:goal>/", "goal", roles=TEAM, noun=Goal)
def goal(request: DeskRequest, goal: UUID) -> HttpResponse:
    """Say what became of a goal."""
    noun = working.find(Goal, request.actor, goal)
    held = sealing.opened(noun, "goal", by=request.actor) or {}

    def verb(form: GoalEndForm) -> Goal:
        return assessing.end_goal(goal=noun, by=request.actor, **said(form, "state", "result"))

    return ask(request, GOAL_END, noun.case, verb, record=noun.id, lead=held.get("words", ""))


def _shown(row: Assessment, held: working.Opened) -> Shown:
    told = getattr(held, row.kind) or {}
    if row.kind == "risk":
        return Shown(_("Risks"), marks.day(row.done_on), _levels(row, told), _risk_facts(row, told))
    health = getattr(held, "health", None) or {}
    urgency, domains = codes.get("need_urgency"), codes.get("need_domain")
    pairs = assessing.unpacked(told.get("needs", []))
    chips = [Chip(f"{domains[code].label}: {inside(urgency[level].label)}") for code, level in pairs.items()]
    facts = [
        Fact(_("What the person wishes"), told.get("wishes", "")),
        Fact(_("Notes"), told.get("words", "")),
        Fact(_("Health"), health.get("words", "")),
        Fact(_("Look at it again on"), marks.day(row.review_on) if row.review_on else ""),
    ]
    return Shown(_("Needs"), marks.day(row.done_on), chips, facts)


def _levels(row: Assessment, told: dict[str, object]) -> list[Chip]:
    domains, levels = codes.get("risk_domain"), codes.get("risk_level")
    pairs = assessing.unpacked(told.get("domains", []))  # type: ignore[arg-type]
    return [
        Chip(f"{domains[code].label}: {inside(levels[level].label)}", TONES[level])  # type: ignore[arg-type]
        for code, level in pairs.items()
    ]


def _risk_facts(row: Assessment, told: dict[str, str]) -> list[Fact]:
    levels, view = codes.get("risk_level"), told.get("own_view", "")
    own = levels[view].label if view in levels else _("Not asked")
    return [
        Fact(_("Level of the case"), levels[row.level].label),
        Fact(_("The person's own view"), own),
        Fact(_("In the person's words"), told.get("own_words", "")),
        Fact(_("What is done about it"), told.get("measures", "")),
        Fact(_("Reasons"), told.get("words", "")),
        Fact(_("Look at it again on"), marks.day(row.review_on) if row.review_on else ""),
    ]
