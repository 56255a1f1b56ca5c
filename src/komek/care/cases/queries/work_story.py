"""The parts of a case's story that tell of the daily work: assessments, plan, legal matters, notes, the end."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from komek.care.cases.models import Case
from komek.care.cases.queries.moment import Moment
from komek.care.cases.queries.working import opened
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.wording import inside


def assessments(case: Case, by: Actor) -> Iterable[Moment]:
    """That risks or needs were looked at, and how high the risk was judged."""
    levels = codes.get("risk_level")
    for row in case.assessments.all():
        text = f": {inside(levels[row.level].label)}" if row.level else ""
        more = _("Look at it again on %(day)s") % {"day": _day(row.review_on)} if row.review_on else ""
        what = _("Risk assessment") if row.kind == "risk" else _("Needs assessment")
        yield Moment(row.done_on, what, text, more, who=row.recorded_by, page="assessments", key=case.id, named="case")


def goals(case: Case, by: Actor) -> Iterable[Moment]:
    """Goals that were set, and what became of them."""
    labels = codes.get("goal_state")
    for row, held in opened(list(case.goals.all()), by=by):
        told = held.goal or {}
        on = row.ended_on or row.agreed_on or row.recorded_on
        text = f": {inside(labels[row.state].label)}"
        yield Moment(on, _("Goal"), text, told.get("words", ""), who=row.recorded_by)


def legal_matters(case: Case, by: Actor) -> Iterable[Moment]:
    """Legal matters, for those who may read them."""
    kinds, states = codes.get("legal_matter_kind"), codes.get("legal_matter_state")
    for row, held in opened(list(case.legal_matters.all()), by=by):
        told = held.matter
        if told is None:
            continue
        text = f": {inside(kinds[told['kind']].label)}, {inside(states[told['state']].label)}"
        more = " · ".join(part for part in (told["body"], told["next"]) if part)
        yield Moment(
            told["ended_on"] or row.begun_on,
            _("Legal"),
            text,
            more,
            who=row.recorded_by,
            page="legal-matter",
            key=row.id,
            named="matter",
        )


def notes(case: Case, by: Actor) -> Iterable[Moment]:
    """Notes that the reader may open, but for those corrected later."""
    rows = list(case.notes.filter(replaced_by__isnull=True))
    for row, held in opened(rows, by=by):
        told = getattr(held, row.group)
        if told is not None:
            at = timezone.localtime(row.written_at)
            yield Moment(at.date(), _("Note"), "", told["words"], who=row.author, at=at, tone="quiet")


def reflections(case: Case, by: Actor) -> Iterable[Moment]:
    """A time to recover, and what the person decided."""
    labels = codes.get("reflection_decision")
    for row in case.reflections.all():
        text = _(" until %(day)s") % {"day": _day(row.ends_on)}
        yield Moment(row.begins_on, _("Time to recover"), text, who=row.recorded_by)
        if row.decided_on is not None:
            yield Moment(
                row.decided_on,
                _("Decision of the person"),
                f": {inside(labels[row.decision].label)}",
                who=row.recorded_by,
            )


def endings(case: Case, by: Actor) -> Iterable[Moment]:
    """The closing, and the looks back after it."""
    reasons, points, found = (codes.get(name) for name in ("closure_reason", "follow_up_point", "follow_up_outcome"))
    for row in case.closings.all():
        yield Moment(row.closed_on, _("Closed"), f": {inside(reasons[row.reason].label)}", who=row.closed_by)
    for back, held in opened(list(case.follow_ups.filter(state="done", done_on__isnull=False)), by=by):
        told = held.found or {}
        outcome = inside(found[told["outcome"]].label) if told.get("outcome") else ""
        text = f": {inside(points[back.point].label)}, {outcome}"
        yield Moment(back.done_on or back.due_on, _("Follow-up"), text, told.get("words", ""), who=back.recorded_by)


SOURCES = [assessments, goals, legal_matters, notes, reflections, endings]


def _day(day: object) -> str:
    return date_format(day, "j E")  # type: ignore[arg-type]
