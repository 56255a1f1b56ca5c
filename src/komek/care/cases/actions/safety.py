"""Before every talk: is it safe? And the one action that is always at hand: danger now."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import instruments, rules, schemas, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Case, SafetyCheck
from komek.care.cases.queries import deadlines
from komek.foundations import audit
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid

QUESTIONS = tuple(instruments.SAFETY)


@audit.verb("case.check_safety", _("checked whether it is safe to talk"))
def check_safety(*, case: Case, decision: str, answers: Mapping[str, str], words: str = "", by: Actor) -> SafetyCheck:
    """Keep the answers sealed and the worker's decision open: go on, later, or danger.

    An answer of no speaks against going on; the worker then decides "later" or "danger". Raises Invalid otherwise.
    """
    ACCESS.require(by, "case.safety", case)
    _check(decision, answers)
    now = timezone.now()
    check = SafetyCheck(
        organisation=case.organisation, case=case, decision=decision, checked_by=by.user, checked_at=now
    )
    sealing.seal(check, "answers", {"answers": schemas.packed(answers, QUESTIONS), "words": words}, by=by)
    check.save(force_insert=True)
    case.safety, case.safety_at = decision, now
    case.save(update_fields=["safety", "safety_at"])
    audit.record("case.check_safety", "case", case.id, by=by, details={"decision": decision})
    deadlines.refresh(case)
    return check


@audit.verb("case.danger", _("marked danger now"), _("noted that you were in danger"))
def danger_now(*, case: Case, by: Actor) -> Case:
    """Mark the case: everybody in the team sees it first, and its next deadline is today. One press, no question."""
    ACCESS.require(by, "case.danger", case)
    case.safety, case.safety_at = "danger", timezone.now()
    case.save(update_fields=["safety", "safety_at"])
    audit.record("case.danger", "case", case.id, by=by)
    deadlines.refresh(case)
    return case


def _check(decision: str, answers: Mapping[str, str]) -> None:
    if decision not in codes.get("safety_decision") or decision == "not_checked":
        raise Invalid(_("The decision is missing."), "", _("Choose whether to talk now."), field="decision")
    if any(question not in QUESTIONS for question in answers):
        raise Invalid(_("This question does not belong to the safety check."))
    if decision == "go_on" and not rules.may_go_on(answers):
        raise Invalid(
            _("It is not safe to talk now."),
            _("One of your answers is no."),
            _("Choose another time and place, or press Danger now."),
            field="decision",
        )
