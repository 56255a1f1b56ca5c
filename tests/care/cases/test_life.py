"""The life of a case: a table of steps, drawn in the documents, deaf to identification and to police."""

from itertools import product
from pathlib import Path

import pytest

from komek.care.cases import drawing, flow, sealing
from komek.care.cases.actions import life, services
from komek.care.cases.models import Case, Service
from komek.care.people.models import Person
from komek.foundations.audit.models import Entry
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.ids import new_id
from tests.care.cases.records import axes, last_entry
from tests.factories.cases import make_case
from tests.factories.orgs import Cast

AIGUL = Actor(new_id(), new_id(), frozenset({"case_worker"}))
KINDS = ("full", "plain_help")
STATES, STATUSES = tuple(flow.LIFE.states), tuple(flow.IDENTIFICATION.states)


def test_the_drawings_in_the_documents_are_current() -> None:
    assert Path("docs/flows.md").read_text(encoding="utf-8") == drawing.text()


def test_every_state_has_kinder_words_for_the_person() -> None:
    for each in flow.FLOWS:
        for state in each.states.values():
            assert state.public, state.code
            assert "victim of trafficking" not in str(state.public)


def test_the_states_of_identification_are_the_published_codes() -> None:
    assert set(flow.IDENTIFICATION.states) == {code.code for code in codes.get("identification_status")}


def test_every_button_has_a_verb_and_every_simple_verb_a_button() -> None:
    asks_first = {"close", "reopen"}
    assert {step.verb for step in flow.LIFE.steps} == set(life.STEPS) | asks_first


def test_neither_table_waits_for_the_other() -> None:
    for state, status, kind in product(STATES, STATUSES, KINDS):
        case = Case(person=Person(), state=state, identification=status, kind=kind)
        alone = Case(person=case.person, state=state, identification="contact_only", kind=kind)
        assert flow.LIFE.open_to(case, AIGUL) == flow.LIFE.open_to(alone, AIGUL)


def test_services_may_be_recorded_in_every_open_state_from_the_first_contact_on() -> None:
    every = tuple(code.code for code in codes.get("service_type"))
    for state in STATES:
        assert services.permitted(Case(state=state)) == (every if state != "closed" else ())
        service = Service(case=Case(state=state), state="planned")
        assert bool(flow.SERVICE.open_to(service, AIGUL)) is (state != "closed")


def test_the_permitted_services_never_depend_on_identification() -> None:
    for state, status, kind in product(flow.OPEN, STATUSES, KINDS):
        case = Case(state=state, identification=status, kind=kind)
        assert services.permitted(case) == services.permitted(Case(state="intake"))
        for step in flow.SERVICE.steps:
            for source in step.sources:
                assert flow.SERVICE.refusal(step, Service(case=case, state=source), AIGUL) is None


def test_a_case_goes_from_intake_to_services_and_back_from_closing(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    seen = []
    for step in ("start_screening", "start_assessment", "start_planning", "start_work", "start_closing", "keep_open"):
        life.STEPS[step](case=case, by=by)
        case.refresh_from_db()
        seen.append(case.state)
        assert last_entry(f"case.{step}").object == case.id
    assert seen == ["screening", "assessment", "planning", "active", "closing", "active"]


@pytest.mark.parametrize("step", ["start_planning", "keep_open", "widen"])
def test_a_step_that_is_not_open_now_is_refused_and_changes_nothing(case: Case, cast: Cast, step: str) -> None:
    with pytest.raises(WrongState):
        life.STEPS[step](case=case, by=cast.aigul.actor)
    assert Case.objects.get(pk=case.pk).state == "intake"


def test_plain_help_has_no_stages(cast: Cast) -> None:
    case = make_case(cast.aigul, kind="plain_help")
    open_now = {step.verb for step in flow.LIFE.open_to(case, cast.aigul.actor)}
    assert open_now == {"widen", "start_closing"}


def test_a_closed_case_is_opened_again_with_a_reason_that_only_the_team_reads(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    life.start_closing(case=case, by=by)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on="2026-11-20", due_on=None)
    case.refresh_from_db()
    with pytest.raises(Invalid):
        life.reopen(case=case, reason="  ", by=by)
    life.reopen(case=case, reason="She was found again.", by=by)
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("active", None)
    entry: Entry = last_entry("case.reopen")
    assert b"found" not in bytes(entry.motive)
    assert sealing.told_motive(case, bytes(entry.motive), by=cast.dina.actor) == "She was found again."
    assert axes("case_reopened") == [{"kind": "full"}]


def test_an_open_case_is_not_opened_again(case: Case, cast: Cast) -> None:
    with pytest.raises(WrongState):
        life.reopen(case=case, reason="why not", by=cast.aigul.actor)
