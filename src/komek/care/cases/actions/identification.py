"""Decisions about who the person is to us: one verb each, one row each, by a person, with a basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import flow, instruments, locking, measures, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.models import Case, IdentificationDecision
from komek.care.cases.queries import deadlines, reading
from komek.foundations import audit
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid


@dataclass(frozen=True)
class Grounds:
    """On what a decision rests: kind of basis, day, instrument, and in sealed words the reasons and the papers."""

    basis: str
    decided_on: date | None = None
    words: str = ""
    instrument: str = ""
    body: str = "ngo"
    authority: str = ""
    document: str = ""


@audit.verb("case.presume", _("recorded the person as a potential victim"), _("wrote down that you may be a victim"))
def presume(*, case: Case, grounds: Grounds, by: Actor) -> IdentificationDecision:
    """Low threshold: one sign is enough, and help is open at once."""
    return _decide(case, "presume", "potential_victim", grounds, by)


@audit.verb("case.identify", _("identified the person as a victim of trafficking"))
def identify(*, case: Case, grounds: Grounds, by: Actor) -> IdentificationDecision:
    """The organisation's own identification; the reasons are required."""
    _required(grounds.words, "words")
    return _decide(case, "identify", "identified_by_ngo", grounds, by)


@audit.verb("case.note_official", _("recorded the official identification"))
def note_official(*, case: Case, grounds: Grounds, by: Actor) -> IdentificationDecision:
    """Record the decision of an authorised body: who, when, on which basis, under which number."""
    _not_ours(grounds)
    return _decide(case, "note_official", "officially_identified", grounds, by)


@audit.verb("case.note_victim_status", _("recorded victim status in a criminal case"))
def note_victim_status(*, case: Case, grounds: Grounds, by: Actor) -> IdentificationDecision:
    """Record the status in criminal proceedings; no service ever asks for it."""
    _not_ours(grounds)
    return _decide(case, "note_victim_status", "victim_status_in_criminal_case", grounds, by)


@audit.verb("case.propose_no_indicators", _("found no indicators; a second signature is due"))
def propose_no_indicators(*, case: Case, grounds: Grounds, by: Actor) -> IdentificationDecision:
    """A negative: until somebody else signs, the person is a potential victim."""
    return _decide(case, "propose_no_indicators", "screened_no_indicators", grounds, by)


@audit.verb("case.propose_not_identified", _("decided that the person was not trafficked; a second signature is due"))
def propose_not_identified(*, case: Case, grounds: Grounds, by: Actor) -> IdentificationDecision:
    """A negative with a reason: until somebody else signs, the person is a potential victim."""
    _required(grounds.words, "words")
    return _decide(case, "propose_not_identified", "not_identified", grounds, by)


@audit.verb("case.withdraw", _("recorded that the person withdrew"), _("wrote down that you do not want to go on"))
def withdraw(*, case: Case, by: Actor) -> IdentificationDecision:
    """The person does not want to be identified. No reason is asked, and help goes on."""
    return _decide(case, "withdraw", "withdrawn", Grounds("wish_of_person"), by)


@audit.verb("case.countersign", _("signed a negative decision as the second person"))
def countersign(*, decision: IdentificationDecision, by: Actor) -> IdentificationDecision:
    """Sign somebody else's negative; with this signature it counts. Raises WrongState for one's own."""
    case = decision.case
    ACCESS.require(by, "case.countersign", case)
    locking.held(case)
    step = "countersign_no_indicators" if decision.status == "screened_no_indicators" else "countersign_not_identified"
    flow.IDENTIFICATION.perform(case, step, by=by)
    case.save(update_fields=["identification"])
    waiting = case.waiting_decision()
    if waiting is None or waiting.pk != decision.pk:
        raise Invalid(_("Another decision has been made since."), "", _("Open the case again and read it."))
    decision.countersigned_by, decision.countersigned_on = by.user, timezone.localdate()
    decision.save(update_fields=["countersigned_by", "countersigned_on"])
    audit.record("case.countersign", "case", case.id, by=by, objects=[decision.id], details={"status": decision.status})
    deadlines.refresh(case)
    _count(decision, by)
    return decision


STEPS = {
    "presume": presume,
    "identify": identify,
    "note_official": note_official,
    "note_victim_status": note_victim_status,
    "propose_no_indicators": propose_no_indicators,
    "propose_not_identified": propose_not_identified,
}
"""The decisions that ask for grounds; withdrawing asks for none, a signature for the decision it signs."""


def _decide(case: Case, step: str, status: str, grounds: Grounds, by: Actor) -> IdentificationDecision:
    ACCESS.require(by, "case.identify", case)
    locking.held(case)
    _check(grounds)
    flow.IDENTIFICATION.perform(case, step, by=by)
    case.save(update_fields=["identification"])
    decision = IdentificationDecision(
        organisation=case.organisation,
        case=case,
        status=status,
        body=grounds.body,
        decided_on=grounds.decided_on or timezone.localdate(),
        basis=grounds.basis,
        instrument=grounds.instrument,
        recorded_by=by.user,
        recorded_at=timezone.now(),
    )
    words = {"words": grounds.words, "authority": grounds.authority, "document": grounds.document, "fact": ""}
    sealing.seal(decision, "words", words, by=by)
    decision.save(force_insert=True)
    audit.record(f"case.{step}", "case", case.id, by=by, objects=[decision.id], details={"body": grounds.body})
    deadlines.refresh(case)
    if not decision.waits:
        _count(decision, by)
    return decision


def count_anew(case: Case, *, by: Actor) -> None:
    """Correct the facts of the decisions of a case once the form of exploitation is told or told otherwise."""
    for decision in case.decisions.exclude(status__in=(*flow.NEGATIVE, "withdrawn")).order_by("recorded_at"):
        _count(decision, by)


def _count(decision: IdentificationDecision, by: Actor) -> None:
    """Record the decision as a fact, or correct the one recorded before; which one it is lies sealed."""
    axes = {
        "status": decision.status,
        "body": decision.body,
        "form": counting.form_of(decision.case, by=by),
    }
    held = reading.grounds(decision, by=by)
    before = UUID(held["fact"]) if held["fact"] else None
    day = decision.decided_on
    fact = counting.count(measures.PERSON_IDENTIFIED, decision.case, by=by, axes=axes, day=day, supersedes=before)
    sealing.seal(decision, "words", {**held, "fact": fact.id.hex}, by=by)
    decision.save(update_fields=["words"])


def _check(grounds: Grounds) -> None:
    if grounds.basis not in codes.get("decision_basis"):
        raise Invalid(_("The basis is missing."), "", _("Choose on what the decision rests."), field="basis")
    if grounds.body not in codes.get("deciding_body"):
        raise Invalid(_("The body is not in the list."), "", _("Choose who decided."), field="body")
    if grounds.decided_on and grounds.decided_on > timezone.localdate():
        raise Invalid(_("This day is in the future."), "", _("Write the day of the decision."), field="decided_on")
    if grounds.instrument:
        instruments.get(grounds.instrument)


def _required(words: str, field: str) -> None:
    if not words.strip():
        raise Invalid(_("The reasons are missing."), "", _("Write in a few words why."), field=field)


def _not_ours(grounds: Grounds) -> None:
    if grounds.body == "ngo":
        raise Invalid(
            _("An organisation cannot decide officially."), "", _("Choose the body that decided."), field="body"
        )
