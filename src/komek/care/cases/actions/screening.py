"""Screening: one instrument, one answer set, any question skipped; the outcome is advice and is not stored."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import flow, instruments, measures, rules, schemas, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.models import Case, Screening
from komek.care.cases.queries import reading
from komek.foundations import audit
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState

SAFE_FOR = timedelta(hours=12)
"""How long a safety check opens the talk; the next day is another talk."""
SAID = tuple(schemas.LETTERS)


@audit.verb("case.begin_screening", _("began to ask along a screening instrument"))
def begin_screening(*, case: Case, instrument: str, by: Actor) -> Screening:
    """Open an answer set for an instrument, with what an earlier short screen already told.

    Raises WrongState before a safety check that speaks for talking now, and for plain help.
    """
    ACCESS.require(by, "case.screen", case)
    needs_safety(case)
    if error := flow.is_full(case, by):
        raise error
    if not case.is_open:
        raise WrongState(_("The case is closed."), "", _("Open it again first."))
    asked = instruments.get(instrument)
    found = case.screenings.filter(instrument=asked.ref, state="open").first()
    if found is not None:
        audit.record("case.begin_screening", "case", case.id, by=by, details={"instrument": _audited(found)})
        return found
    screening = Screening(
        organisation=case.organisation,
        case=case,
        instrument=asked.ref,
        screener=by.user,
        begun_on=timezone.localdate(),
    )
    told = {code: each.answer for code, each in carried(case, asked, by=by).items() if each.answer}
    _seal(screening, told, {}, "", by)
    screening.save(force_insert=True)
    if case.state == "intake":
        flow.LIFE.perform(case, "start_screening", by=by)
        case.save(update_fields=["state"])
    audit.record("case.begin_screening", "case", case.id, by=by, details={"instrument": _audited(screening)})
    return screening


@audit.verb("case.answer", _("kept answers of the screening"))
def answer(
    *,
    screening: Screening,
    answers: Mapping[str, str],
    acts: Mapping[str, str] | None = None,
    words: str | None = None,
    by: Actor,
) -> Screening:
    """Keep the answers of one page; what other pages hold stays. Raises WrongState once the screening is finished."""
    ACCESS.require(by, "case.screen", screening.case)
    _still_open(screening)
    _check(screening, answers, acts or {})
    held = reading.answers(screening, by=by)
    said, done = {**held["answers"], **answers}, {**held["acts"], **(acts or {})}
    _seal(screening, said, done, held["words"] if words is None else words, by)
    screening.save(update_fields=["answers"])
    audit.record("case.answer", "case", screening.case_id, by=by, objects=[screening.id])
    return screening


@audit.verb("case.finish_screening", _("finished the screening"))
def finish_screening(*, screening: Screening, by: Actor) -> Screening:
    """Close the answer set. Decides nothing: the decision is a verb of its own, and a person's."""
    ACCESS.require(by, "case.screen", screening.case)
    _still_open(screening)
    screening.state, screening.finished_on = "finished", timezone.localdate()
    screening.save(update_fields=["state", "finished_on"])
    code = instruments.get(screening.instrument).code
    audit.record("case.finish_screening", "case", screening.case_id, by=by, details={"instrument": _audited(screening)})
    counting.count(measures.CASE_SCREENED, screening.case, by=by, axes={"instrument": code})
    return screening


@audit.verb("case.carry_screening", _("carried over what was answered before the case was opened"))
def carry_screening(*, case: Case, answers: Mapping[str, str], asked_on: date, by: Actor) -> Screening:
    """Keep the eleven short answers that were given on the telephone: a finished screening, never asked again."""
    ACCESS.require(by, "case.screen", case)
    if error := flow.is_full(case, by):
        raise error
    asked = instruments.get(instruments.SHORT)
    screening = Screening(
        organisation=case.organisation,
        case=case,
        instrument=asked.ref,
        state="finished",
        screener=by.user,
        begun_on=asked_on,
        finished_on=asked_on,
    )
    _check(screening, answers, {})
    _seal(screening, answers, {}, "", by)
    screening.save(force_insert=True)
    audit.record("case.carry_screening", "case", case.id, by=by, details={"instrument": _audited(screening)})
    counting.count(measures.CASE_SCREENED, case, by=by, axes={"instrument": asked.code})
    return screening


def carried(case: Case, instrument: instruments.Instrument, *, by: Actor) -> dict[str, rules.Carried]:
    """Say what the latest short screen of the case tells about the questions of a long list."""
    return rules.carry(reading.short_answers(case, by=by), instrument) if instrument.scored else {}


def is_safe(case: Case) -> bool:
    """Say whether a fresh safety check speaks for talking now."""
    fresh = case.safety_at is not None and timezone.now() - case.safety_at < SAFE_FOR
    return case.safety == "go_on" and fresh


def needs_safety(case: Case) -> None:
    """Raise WrongState unless a fresh safety check speaks for talking now."""
    if is_safe(case):
        return
    raise WrongState(
        _("First the safety check."),
        _("No question is asked before we know that it is safe to talk."),
        _("Do the safety check, then begin."),
    )


def _seal(screening: Screening, answers: Mapping[str, str], acts: Mapping[str, str], words: str, by: Actor) -> None:
    questions = [each.code for each in instruments.get(screening.instrument)]
    kinds = [each.code for each in codes.get("trafficking_act")]
    values = {
        "answers": schemas.packed(answers, questions),
        "acts": schemas.packed(acts, kinds),
        "words": words,
    }
    sealing.seal(screening, "answers", values, by=by)


def _audited(screening: Screening) -> str:
    """Write the instrument as the audit takes codes."""
    return screening.instrument.replace("@", ":")


def _still_open(screening: Screening) -> None:
    if screening.state != "open":
        raise WrongState(_("This screening is finished."), "", _("Begin a new one if there is more to ask."))


def _check(screening: Screening, answers: Mapping[str, str], acts: Mapping[str, str]) -> None:
    asked = instruments.get(screening.instrument)
    known = all(code in asked for code in answers) and all(code in codes.get("trafficking_act") for code in acts)
    if not known or any(said not in SAID for said in (*answers.values(), *acts.values())):
        raise Invalid(_("This answer does not belong to the instrument."), "", _("Load the page again."))
