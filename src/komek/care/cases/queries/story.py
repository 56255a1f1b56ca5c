"""The story of one case in sentences, newest first: from its rows, and from the audit for what leaves no row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from komek.care.cases import flow, instruments, rules, schemas, sealing
from komek.care.cases.models import Case, IdentificationDecision, Service
from komek.care.cases.queries import agreement_story, work_story
from komek.care.cases.queries.moment import Moment
from komek.foundations import audit
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.wording import inside

Source = Callable[[Case, Actor], Iterable[Moment]]

TOLD_BY_AUDIT = {
    "case.widen",
    "case.reopen",
    "case.danger",
    "case.start_assessment",
    "case.start_planning",
    "case.start_work",
    "case.start_closing",
    "case.keep_open",
    "case.reassign",
    "case.deputise",
    "case.erase",
}
"""Verbs that leave no row of their own; later rooms of the case add theirs."""


def opening(case: Case, by: Actor) -> Iterable[Moment]:
    """How the person came."""
    source = codes.get("referral_source")[case.source].label
    what = _("Plain help") if case.plain_help else _("First contact")
    text = _(" through: %(source)s") % {"source": source}
    start = datetime.combine(case.opened_on, time.min, tzinfo=timezone.get_current_timezone())
    yield Moment(case.opened_on, what, text, who=case.worker, at=start, tone="quiet", timeless=True)


def acts(case: Case, by: Actor) -> Iterable[Moment]:
    """What only the audit knows: steps, danger, opening again."""
    for entry in audit.history("case", case.id, organisation=case.organisation):
        if entry.verb in TOLD_BY_AUDIT:
            sentence = entry.sentence
            tone = "danger" if entry.verb == "case.danger" else "quiet"
            local = timezone.localtime(entry.at)
            yield Moment(local.date(), sentence[:1].upper() + sentence[1:], who=entry.actor, at=local, tone=tone)


def decisions(case: Case, by: Actor) -> Iterable[Moment]:
    """Who decided what about the person."""
    labels, bodies = codes.get("identification_status"), codes.get("deciding_body")
    rows = list(case.decisions.all())
    for row, held in zip(rows, sealing.opened_all(rows, "words", by=by), strict=True):
        body = held["authority"] if held and held["authority"] else str(bodies[row.body].label)
        text = "" if row.body == "ngo" else _(" by %(body)s") % {"body": body}
        yield Moment(
            row.decided_on,
            str(labels[row.status].label),
            text,
            _signature(row),
            who=row.recorded_by,
            at=timezone.localtime(row.recorded_at) if timezone.localdate(row.recorded_at) == row.decided_on else None,
        )


def screenings(case: Case, by: Actor) -> Iterable[Moment]:
    """What a finished screening added up to, in one line."""
    rows = list(case.screenings.filter(state="finished"))
    for row, held in zip(rows, sealing.opened_all(rows, "answers", by=by), strict=True):
        instrument = instruments.get(row.instrument)
        yield Moment(
            row.finished_on or row.begun_on,
            _("Screening"),
            f": {instrument.label}",
            _added_up(instrument, held) if held else "",
            who=row.screener,
            page="screening-result",
            key=row.id,
        )


def services(case: Case, by: Actor) -> Iterable[Moment]:
    """Which help came, which did not, which is on its way."""
    labels, rows = codes.get("service_type"), list(case.services.all())
    for row, held in zip(rows, sealing.opened_all(rows, "provision", by=by), strict=True):
        provider = held["provider"] if held else ""
        yield Moment(
            row.delivered_on or row.recorded_on,
            str(labels[row.type].label),
            f": {inside(flow.SERVICE.states[row.state].label)}",
            " · ".join(part for part in (_amount(row), provider, _answer(row)) if part),
            who=row.recorded_by,
            page="service",
            key=row.id,
        )


def told(case: Case, by: Actor) -> Iterable[Moment]:
    """That the story was told, and how much of it is written down; not what."""
    account, count = case.accounts.first(), case.events.count()
    if account is not None or count:
        more = ngettext("%(n)s place and time is written down", "%(n)s places and times are written down", count)
        on = account.told_on if account is not None else case.opened_on
        who = account.recorded_by if account is not None else None
        yield Moment(on, _("What happened"), _(" is written down"), more % {"n": count} if count else "", who=who)


def safety(case: Case, by: Actor) -> Iterable[Moment]:
    """The latest safety check."""
    latest = case.safety_checks.order_by("-checked_at").first()
    if latest is not None:
        at = timezone.localtime(latest.checked_at)
        label = str(codes.get("safety_decision")[latest.decision].label)
        yield Moment(at.date(), _("Safety check"), f": {label}", who=latest.checked_by, at=at, tone="quiet")


SOURCES: list[Source] = [
    opening,
    acts,
    safety,
    screenings,
    decisions,
    told,
    services,
    *work_story.SOURCES,
    *agreement_story.SOURCES,
]


def of(case: Case, *, by: Actor) -> list[Moment]:
    """Tell the story, newest first."""
    moments = [moment for source in SOURCES for moment in source(case, by)]
    return sorted(moments, key=lambda moment: moment.order, reverse=True)


def _signature(row: IdentificationDecision) -> str:
    if row.waits:
        return _("A second signature is due; until then the person is a potential victim")
    if row.countersigned_on:
        return _("Signed by a second person")
    return ""


def _added_up(instrument: instruments.Instrument, held: dict[str, list[str]]) -> str:
    answers = schemas.unpacked(held["answers"])
    if not instrument.scored:
        said = sum(answer == rules.YES for answer in answers.values())
        return ngettext("%(n)s answer of yes", "%(n)s answers of yes", said) % {"n": said}
    result = rules.score(instrument, answers, act=rules.acts_known(schemas.unpacked(held["acts"])))
    names = [str(instruments.dimension_label(d)).lower() for d in instrument.dimensions if d in result.positive]
    outcome = str(codes.get("screening_outcome")[result.outcome].label)
    return f"{outcome} ({', '.join(names)})" if names else outcome


def _amount(row: Service) -> str:
    if row.quantity == 1 and row.unit == "time":
        return ""
    return f"{row.quantity.normalize():f} {inside(codes.get('service_unit')[row.unit].label)}"


def _answer(row: Service) -> str:
    if row.state != "delivered" or row.confirmation == "not_asked":
        return ""
    return str(codes.get("service_confirmation")[row.confirmation].label)
