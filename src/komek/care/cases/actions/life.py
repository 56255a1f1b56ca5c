"""The life of a case, step by step; every verb is one row of the flow table."""

from django.utils.translation import gettext_lazy as _

from komek.care.cases import flow, locking, measures, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid


@audit.verb("case.start_screening", _("began the screening"))
def start_screening(*, case: Case, by: Actor) -> Case:
    """Go from intake to screening."""
    return _step(case, "start_screening", by)


@audit.verb("case.start_assessment", _("began the assessment of risks and needs"))
def start_assessment(*, case: Case, by: Actor) -> Case:
    """Go on to the assessment; a screening is not required."""
    return _step(case, "start_assessment", by)


@audit.verb("case.start_planning", _("began the plan"))
def start_planning(*, case: Case, by: Actor) -> Case:
    """Go on to the plan."""
    return _step(case, "start_planning", by)


@audit.verb("case.start_work", _("began the services"))
def start_work(*, case: Case, by: Actor) -> Case:
    """Go on to the services from any earlier stage."""
    return _step(case, "start_work", by)


@audit.verb("case.start_closing", _("began to close the case"))
def start_closing(*, case: Case, by: Actor) -> Case:
    """Prepare the closing."""
    return _step(case, "start_closing", by)


@audit.verb("case.keep_open", _("kept the case open"))
def keep_open(*, case: Case, by: Actor) -> Case:
    """Turn back from closing to the services."""
    return _step(case, "keep_open", by)


@audit.verb("case.widen", _("turned plain help into a full case"), _("opened a full file for you"))
def widen(*, case: Case, by: Actor) -> Case:
    """Turn plain help into a full case: same person, same number, same services, nothing typed again."""
    ACCESS.require(by, "case.widen", case)
    locking.held(case)
    flow.LIFE.perform(case, "widen", by=by)
    case.kind = flow.FULL
    case.save(update_fields=["kind", "state"])
    audit.record("case.widen", "case", case.id, by=by)
    counting.count(measures.CASE_WIDENED, case, by=by, axes={"source": case.source})
    return case


@audit.verb("case.reopen", _("opened the case again"), _("opened your file again"))
def reopen(*, case: Case, reason: str, by: Actor) -> Case:
    """Open a closed case again; the reason is sealed beside the entry."""
    ACCESS.require(by, "case.step", case)
    locking.held(case)
    if not reason.strip():
        raise Invalid(_("The reason is missing."), "", _("Write why the case is opened again."), field="reason")
    flow.LIFE.perform(case, "reopen", by=by)
    case.closed_on = None
    case.save(update_fields=["state", "closed_on"])
    deadlines.refresh(case)
    audit.record("case.reopen", "case", case.id, by=by, motive=sealing.motive(case, reason, by=by))
    counting.count(measures.CASE_REOPENED, case, by=by, axes={"kind": case.kind})
    return case


STEPS = {
    "start_screening": start_screening,
    "start_assessment": start_assessment,
    "start_planning": start_planning,
    "start_work": start_work,
    "start_closing": start_closing,
    "keep_open": keep_open,
    "widen": widen,
}
"""The steps that need nothing but the case: a button each. Reopening asks for a reason, closing for its own page."""


def _step(case: Case, verb: str, by: Actor) -> Case:
    ACCESS.require(by, "case.step", case)
    locking.held(case)
    flow.LIFE.perform(case, verb, by=by)
    case.save(update_fields=["state"])
    audit.record(f"case.{verb}", "case", case.id, by=by)
    return case
