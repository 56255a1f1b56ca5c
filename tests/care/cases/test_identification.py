"""Decisions about who the person is to us: one row each, a negative by two persons, no service waits for any."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from komek.care.cases.actions import account, identification
from komek.care.cases.actions.identification import Grounds
from komek.care.cases.models import Case, IdentificationDecision
from komek.care.cases.queries import deadlines, reading
from komek.care.cases.schemas import packed
from komek.kernel import codes
from komek.kernel.errors import Invalid, WrongState
from tests.care.cases.records import axes, facts, last_entry
from tests.factories.cases import make_case
from tests.factories.orgs import Cast

pytestmark = pytest.mark.slow

WHY = Grounds("conversation", words="He kept her passport and her wages.")
POLICE = Grounds("official_decision", body="police", authority="Police of Almaty", document="17/2026")


def status(case: Case) -> str:
    return Case.objects.get(pk=case.pk).identification


def test_one_sign_is_enough_for_a_potential_victim(case: Case, cast: Cast) -> None:
    decision = identification.presume(case=case, grounds=Grounds("conversation"), by=cast.aigul.actor)
    assert status(case) == "potential_victim"
    assert (decision.recorded_by, decision.body, decision.waits) == (cast.aigul.user.pk, "ngo", False)


def test_each_decision_is_a_row_that_keeps_who_when_on_which_basis(case: Case, cast: Cast) -> None:
    by, decided = cast.aigul.actor, timezone.localdate() - timedelta(days=4)
    identification.presume(case=case, grounds=WHY, by=by)
    identification.identify(case=case, grounds=Grounds("screening", words="w", instrument="ilo_labour_adult"), by=by)
    official = Grounds("official_decision", decided_on=decided, body="police", authority="Police", document="17/2026")
    identification.note_official(case=case, grounds=official, by=by)
    rows = list(case.decisions.order_by("recorded_at"))
    assert [row.status for row in rows] == ["potential_victim", "identified_by_ngo", "officially_identified"]
    assert rows[1].instrument == "ilo_labour_adult"
    assert (rows[2].body, rows[2].decided_on) == ("police", decided)
    told = reading.grounds(rows[2], by=cast.dina.actor)
    assert (told["authority"], told["document"]) == ("Police", "17/2026")
    assert b"17/2026" not in bytes(rows[2].words)


def test_identification_is_counted_by_whom_and_with_the_origin(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    identification.presume(case=case, grounds=WHY, by=by)
    identification.note_official(case=case, grounds=POLICE, by=by)
    assert axes("person_identified") == [
        {"status": "potential_victim", "body": "ngo", "form": "unknown", "origin": "UZ"},
        {"status": "officially_identified", "body": "police", "form": "unknown", "origin": "UZ"},
    ]
    assert {fact.person for fact in facts("person_identified")} == {case.person.ledger_id}


def test_the_victim_status_in_court_follows_the_official_identification_only(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    court = Grounds("official_decision", body="court_or_prosecution")
    identification.presume(case=case, grounds=WHY, by=by)
    with pytest.raises(WrongState):
        identification.note_victim_status(case=case, grounds=court, by=by)
    identification.note_official(case=case, grounds=POLICE, by=by)
    identification.note_victim_status(case=case, grounds=court, by=by)
    assert status(case) == "victim_status_in_criminal_case"


@pytest.mark.parametrize("proposal", ["propose_no_indicators", "propose_not_identified"])
def test_an_unsigned_negative_leaves_a_potential_victim_and_counts_nowhere(
    case: Case, cast: Cast, proposal: str
) -> None:
    by = cast.aigul.actor
    if proposal == "propose_not_identified":
        identification.presume(case=case, grounds=WHY, by=by)
    decision = identification.STEPS[proposal](case=case, grounds=WHY, by=by)
    assert decision.waits
    assert status(case) == "potential_victim"
    assert "screened_no_indicators" not in {each["status"] for each in axes("person_identified")}
    assert "not_identified" not in {each["status"] for each in axes("person_identified")}


def test_an_unsigned_negative_is_due_within_three_days(case: Case, cast: Cast) -> None:
    with time_machine.travel("2026-11-20 09:00", tick=False):
        identification.propose_no_indicators(case=case, grounds=WHY, by=cast.aigul.actor)
        case.refresh_from_db()
        assert date(2026, 11, 23) in {deadline.on for deadline in deadlines.of(case)}


def test_the_signature_of_a_second_person_makes_the_negative_count(case: Case, cast: Cast) -> None:
    decision = identification.propose_no_indicators(case=case, grounds=WHY, by=cast.aigul.actor)
    signed = identification.countersign(decision=decision, by=cast.dina.actor)
    assert (signed.countersigned_by, signed.countersigned_on) == (cast.dina.user.pk, timezone.localdate())
    assert status(case) == "screened_no_indicators"
    assert [each["status"] for each in axes("person_identified")] == ["screened_no_indicators"]
    entry = last_entry("case.countersign")
    assert (entry.actor, entry.details) == (cast.dina.user.pk, {"status": "screened_no_indicators"})


def test_nobody_signs_her_own_negative(case: Case, cast: Cast) -> None:
    decision = identification.propose_no_indicators(case=case, grounds=WHY, by=cast.aigul.actor)
    with pytest.raises(WrongState, match="yourself"):
        identification.countersign(decision=decision, by=cast.aigul.actor)
    assert status(case) == "potential_victim"


def test_the_table_refuses_a_negative_signed_by_its_author(case: Case, cast: Cast) -> None:
    decision = identification.propose_no_indicators(case=case, grounds=WHY, by=cast.aigul.actor)
    own = {"countersigned_by": cast.aigul.user.pk, "countersigned_on": timezone.localdate()}
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentificationDecision.objects.filter(pk=decision.pk).update(**own)


def test_a_negative_that_was_overtaken_by_a_later_decision_cannot_be_signed(case: Case, cast: Cast) -> None:
    decision = identification.propose_no_indicators(case=case, grounds=WHY, by=cast.aigul.actor)
    identification.identify(case=case, grounds=WHY, by=cast.aigul.actor)
    with pytest.raises(WrongState):
        identification.countersign(decision=decision, by=cast.dina.actor)
    assert status(case) == "identified_by_ngo"


def test_a_negative_may_be_taken_up_again_at_the_same_low_threshold(case: Case, cast: Cast) -> None:
    decision = identification.propose_no_indicators(case=case, grounds=WHY, by=cast.aigul.actor)
    identification.countersign(decision=decision, by=cast.dina.actor)
    case.refresh_from_db()
    identification.presume(case=case, grounds=Grounds("conversation"), by=cast.aigul.actor)
    assert status(case) == "potential_victim"


def test_the_person_withdraws_without_a_reason_and_may_come_back(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    identification.presume(case=case, grounds=WHY, by=by)
    identification.withdraw(case=case, by=by)
    assert status(case) == "withdrawn"
    assert reading.grounds(case.decisions.get(status="withdrawn"), by=by)["words"] == ""
    identification.presume(case=case, grounds=WHY, by=by)
    assert status(case) == "potential_victim"


@pytest.mark.parametrize(
    ("verb", "grounds", "field"),
    [
        ("presume", Grounds("hunch"), "basis"),
        ("presume", Grounds("conversation", body="nobody"), "body"),
        ("presume", Grounds("conversation", decided_on=date(2999, 1, 1)), "decided_on"),
        ("identify", Grounds("conversation"), "words"),
        ("propose_not_identified", Grounds("conversation", words=" "), "words"),
        ("note_official", Grounds("official_decision", body="ngo"), "body"),
    ],
)
def test_a_decision_without_its_grounds_is_refused(cast: Cast, verb: str, grounds: Grounds, field: str) -> None:
    case = make_case(cast.aigul)
    if verb != "presume":
        identification.presume(case=case, grounds=WHY, by=cast.aigul.actor)
    before = status(case)
    with pytest.raises(Invalid) as refused:
        identification.STEPS[verb](case=case, grounds=grounds, by=cast.aigul.actor)
    assert refused.value.field == field
    assert status(case) == before


def test_a_closed_case_may_still_receive_an_official_decision(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    identification.presume(case=case, grounds=WHY, by=by)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    case.refresh_from_db()
    identification.note_official(case=case, grounds=POLICE, by=by)
    assert status(case) == "officially_identified"


def test_a_form_told_later_corrects_the_fact_of_the_decision(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    identification.presume(case=case, grounds=WHY, by=by)
    questions = [each.code for each in codes.get("exploitation_form")]
    nothing = dict.fromkeys(("sexual", "sectors", "industries", "apps"), ())
    values = {**nothing, "forms": packed({"forced_labour": "yes"}, questions), "words": ""}
    account.tell(case=case, part="forms", values=values, by=by)
    assert [each["form"] for each in axes("person_identified")] == ["forced_labour"]
    assert len(facts("person_identified")) == 1
