"""For every verb about a case: a stranger learns nothing, a colleague without the role is refused, a lock holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from komek.care.cases.actions import account, identification, life, reading, safety, screening, services
from komek.care.cases.actions.identification import Grounds
from komek.care.cases.actions.intake import intake
from komek.care.cases.actions.opening import Opening, open_case
from komek.care.cases.actions.services import Help
from komek.care.cases.models import Case, Screening, Service, TraffickingEvent
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Forbidden, Hidden
from tests.care.cases.records import entries, last_entry
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, make_member

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 20)
WHY = Grounds("conversation", words="He kept her passport.")
EVENT = {"kind": "transit", "country": "KZ", "region": "", "place": "", "began": None, "ended": None, "words": ""}


@dataclass
class File:
    """A case with one row of everything, and others in the states from which some verbs start."""

    def again(self) -> "File":
        """Read every row anew."""
        return File(**{name: type(row)._default_manager.get(pk=row.pk) for name, row in vars(self).items()})

    case: Case
    fresh: Case
    seen: Case
    official: Case
    plain: Case
    closing: Case
    closed: Case
    waiting: Any
    screening: Screening
    service: Service
    offered: Service
    delivered: Service
    event: TraffickingEvent


@pytest.fixture
def file(cast: Cast) -> File:
    by = cast.aigul.actor
    person = make_case(cast.aigul).person
    case, fresh, seen, official, closing, closed = (make_case(cast.aigul, person=person) for _ in range(6))
    for each in (seen, official):
        identification.presume(case=each, grounds=WHY, by=by)
    police = Grounds("official_decision", body="police")
    identification.note_official(case=official, grounds=police, by=by)
    safety.check_safety(case=case, decision="go_on", answers={}, by=by)
    for each in (closing, closed):
        life.start_closing(case=each, by=by)
    Case.objects.filter(pk=closed.pk).update(state="closed", closed_on=TODAY)
    planned, offered = (services.plan_service(case=case, given=Help("medical"), by=by) for _ in range(2))
    services.offer(service=offered, by=by)
    return File(
        case=case,
        fresh=fresh,
        seen=seen,
        official=official,
        plain=make_case(cast.aigul, person=person, kind="plain_help"),
        closing=closing,
        closed=Case.objects.get(pk=closed.pk),
        waiting=identification.propose_no_indicators(case=case, grounds=WHY, by=by),
        screening=screening.begin_screening(case=case, instrument="ilo_labour_adult", by=by),
        service=planned,
        offered=offered,
        delivered=services.record_service(case=case, given=Help("transport"), delivered_on=TODAY, by=by),
        event=account.tell_event(case=case, values=EVENT, by=by),
    )


Doing = Callable[[File, Actor], Any]
VERBS: dict[str, Doing] = {
    "case.read": lambda f, by: reading.read_case(case=f.case, by=by),
    "case.show_identity": lambda f, by: reading.show_identity(case=f.case, by=by),
    "case.history": lambda f, by: reading.read_history(case=f.case, by=by),
    "case.start_screening": lambda f, by: life.start_screening(case=f.fresh, by=by),
    "case.start_assessment": lambda f, by: life.start_assessment(case=f.case, by=by),
    "case.start_work": lambda f, by: life.start_work(case=f.case, by=by),
    "case.start_closing": lambda f, by: life.start_closing(case=f.case, by=by),
    "case.keep_open": lambda f, by: life.keep_open(case=f.closing, by=by),
    "case.widen": lambda f, by: life.widen(case=f.plain, by=by),
    "case.reopen": lambda f, by: life.reopen(case=f.closed, reason="She came back.", by=by),
    "case.check_safety": lambda f, by: safety.check_safety(case=f.case, decision="later", answers={}, by=by),
    "case.danger": lambda f, by: safety.danger_now(case=f.case, by=by),
    "case.begin_screening": lambda f, by: screening.begin_screening(
        case=f.case, instrument="ilo_forced_labour_11", by=by
    ),
    "case.carry_screening": lambda f, by: screening.carry_screening(
        case=f.case, answers={"retention_of_identity_documents": "yes"}, asked_on=TODAY, by=by
    ),
    "case.answer": lambda f, by: screening.answer(screening=f.screening, answers={"d4_hours": "yes"}, by=by),
    "case.finish_screening": lambda f, by: screening.finish_screening(screening=f.screening, by=by),
    "case.presume": lambda f, by: identification.presume(case=f.fresh, grounds=WHY, by=by),
    "case.identify": lambda f, by: identification.identify(case=f.seen, grounds=WHY, by=by),
    "case.note_official": lambda f, by: identification.note_official(
        case=f.seen, grounds=Grounds("official_decision", body="police"), by=by
    ),
    "case.note_victim_status": lambda f, by: identification.note_victim_status(
        case=f.official, grounds=Grounds("official_decision", body="court_or_prosecution"), by=by
    ),
    "case.propose_no_indicators": lambda f, by: identification.propose_no_indicators(case=f.fresh, grounds=WHY, by=by),
    "case.propose_not_identified": lambda f, by: identification.propose_not_identified(case=f.seen, grounds=WHY, by=by),
    "case.withdraw": lambda f, by: identification.withdraw(case=f.seen, by=by),
    "case.countersign": lambda f, by: identification.countersign(decision=f.waiting, by=by),
    "case.tell": lambda f, by: account.tell(case=f.case, part="control", values={"means": [], "words": ""}, by=by),
    "case.tell_event": lambda f, by: account.tell_event(case=f.case, values=EVENT, by=by),
    "case.drop_event": lambda f, by: account.drop_event(event=f.event, by=by),
    "service.plan": lambda f, by: services.plan_service(case=f.case, given=Help("medical"), by=by),
    "service.record": lambda f, by: services.record_service(
        case=f.case, given=Help("medical"), delivered_on=TODAY, by=by
    ),
    "service.offer": lambda f, by: services.offer(service=f.service, by=by),
    "service.accept": lambda f, by: services.accept(service=f.offered, by=by),
    "service.decline": lambda f, by: services.decline(service=f.offered, by=by),
    "service.start": lambda f, by: services.start(service=f.service, by=by),
    "service.deliver": lambda f, by: services.deliver(service=f.service, delivered_on=TODAY, by=by),
    "service.miss": lambda f, by: services.miss(service=f.service, reason="no_funds", by=by),
    "service.take_back": lambda f, by: services.take_back(service=f.delivered, by=by),
    "service.confirm": lambda f, by: services.confirm(service=f.delivered, answer="confirmed", by=by),
}
WITHOUT_A_CASE = {"case.open", "case.intake", "case.list"}
TESTED_ELSEWHERE = {"case.start_planning"}
FOR_LAWYERS_TOO = {
    "case.read",
    "case.show_identity",
    "case.history",
    "case.danger",
    *(verb for verb in VERBS if verb.startswith("service.")),
}
NEEDS_A_KEY = {
    "case.show_identity",
    "case.widen",
    "case.reopen",
    "case.check_safety",
    "case.begin_screening",
    "case.carry_screening",
    "case.answer",
    "case.finish_screening",
    "case.presume",
    "case.identify",
    "case.note_official",
    "case.note_victim_status",
    "case.propose_no_indicators",
    "case.propose_not_identified",
    "case.withdraw",
    "case.countersign",
    "case.tell",
    "case.tell_event",
    "service.plan",
    "service.record",
    "service.deliver",
    "service.miss",
    "service.confirm",
    "service.take_back",
}
ROOM = "komek.care.cases.actions."
MINE = ("account", "identification", "intake", "life", "opening", "reading", "safety", "screening", "services")


def test_no_verb_is_forgotten_here() -> None:
    here = {verb.code for verb in audit.VERBS if verb.where.startswith(tuple(f"{ROOM}{name}:" for name in MINE))}
    assert here == set(VERBS) | WITHOUT_A_CASE | TESTED_ELSEWHERE


def outcomes(file: File, by: Actor, verbs: Iterable[str]) -> dict[str, str]:
    """Try each verb, undo what it did, and say how it ended: "done", or the name of the error."""
    said = {}
    for verb in verbs:
        before = entries()
        with transaction.atomic():
            try:
                VERBS[verb](file.again(), by)
                said[verb] = _recorded(file, verb, by)
            except DomainError as error:
                said[verb] = type(error).__name__ if entries() == before else "left an entry"
            transaction.set_rollback(True)
    return said


def _recorded(file: File, verb: str, by: Actor) -> str:
    """Look at what the audit says of a verb that was done."""
    entry = last_entry(verb)
    right = (entry.actor, entry.organisation, entry.kind) == (by.user, by.organisation, "case")
    about = entry.object in {each.pk for each in vars(file).values()}
    return "done" if right and about and str(entry.sentence) and str(entry.plain) else "recorded wrongly"


def test_a_colleague_with_the_role_does_it_and_it_is_recorded(file: File, cast: Cast) -> None:
    assert outcomes(file, cast.dina.actor, VERBS) == dict.fromkeys(VERBS, "done")


def test_a_stranger_learns_nothing(file: File, cast: Cast) -> None:
    assert outcomes(file, cast.bakyt.actor, VERBS) == dict.fromkeys(VERBS, "Hidden")


@pytest.mark.parametrize("role", ["organisation_admin", "programme_officer", "me_officer", "platform_admin"])
def test_people_of_staff_of_numbers_and_of_machines_see_no_case(file: File, cast: Cast, role: str) -> None:
    somebody = make_member(cast.umit, "Erlan", roles=[role]).actor
    assert outcomes(file, somebody, VERBS) == dict.fromkeys(VERBS, "Forbidden")


def test_a_lawyer_reads_and_records_services_and_decides_nothing(file: File, cast: Cast) -> None:
    lawyer = make_member(cast.umit, "Timur", roles=["lawyer"], circles=["cases"]).actor
    assert outcomes(file, lawyer, VERBS) == {verb: "done" if verb in FOR_LAWYERS_TOO else "Forbidden" for verb in VERBS}


def test_while_locked_nothing_is_opened_and_nothing_is_sealed(file: File, cast: Cast) -> None:
    locked = dict.fromkeys(NEEDS_A_KEY, "KeyringLocked")
    assert outcomes(file, cast.dina.locked, NEEDS_A_KEY) == locked


def test_opening_a_case_is_for_the_team(file: File, cast: Cast) -> None:
    person = file.case.person
    lawyer = make_member(cast.umit, "Timur", roles=["lawyer"], circles=["cases"]).actor
    for actor in (cast.saule.actor, cast.charos.actor, lawyer):
        with pytest.raises(Forbidden):
            open_case(person=person, opening=Opening("KZ"), by=actor)
        with pytest.raises(Forbidden):
            intake(person=person, opening=Opening("KZ"), by=actor)
        if actor is not lawyer:
            with pytest.raises(Forbidden):
                reading.list_names(cases=[file.case], by=actor)


def test_nobody_opens_a_case_for_a_person_of_another_organisation(file: File, cast: Cast) -> None:
    with pytest.raises(Hidden):
        open_case(person=file.case.person, opening=Opening("KG"), by=cast.bakyt.actor)
