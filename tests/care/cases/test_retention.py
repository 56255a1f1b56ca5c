"""How long files are kept: rules by two people, a night that erases nothing that is not due, and a hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from komek.care import people
from komek.care.cases import sealing
from komek.care.cases.actions.approvals import want_approval
from komek.care.cases.actions.ending import Ending, Found, close_case, do_follow_up
from komek.care.cases.actions.life import reopen
from komek.care.cases.actions.opening import Opening, open_case
from komek.care.cases.models import Case, FollowUp, RetentionNotice, RetentionRule
from komek.care.cases.models.retention import ASK, AT_ONCE, KINDS
from komek.care.cases.retention import actions, erasing, queries
from komek.care.people.models import Person
from komek.foundations.audit.models import Entry
from komek.foundations.ledger.models import Fact
from komek.foundations.orgs.models import Organisation
from komek.foundations.vault import lists
from komek.foundations.vault.models import GroupKey
from komek.kernel.errors import Forbidden, Hidden, Invalid, Locked, WrongState
from komek.kernel.nightly import NIGHTLY
from komek.kernel.periods import months_later
from tests.care.cases.records import last_entry
from tests.factories.cases import make_case, make_person
from tests.factories.orgs import Cast, Staff, make_member

pytestmark = pytest.mark.slow

NOW = datetime(2032, 3, 31, 12, tzinfo=UTC)
TODAY = NOW.date()
LONG_AGO = date(2026, 2, 28)


@pytest.fixture(autouse=True)
def then() -> Iterator[None]:
    """Work on a day in spring, years after the files were closed."""
    with time_machine.travel(NOW, tick=True):
        yield


def closed(staff: Staff, on: date = LONG_AGO, person: Person | None = None, **opening: Any) -> Case:
    """A case that was closed on that day, with every look back over."""
    case = make_case(staff, person=person, **opening)
    Case.objects.filter(pk=case.pk).update(state="closed", opened_on=on, closed_on=on, due_on=None)
    Person.objects.filter(pk=case.person_id).update(registered_on=on)
    return Case.objects.select_related("person").get(pk=case.pk)


def alone(staff: Staff, on: date = LONG_AGO) -> Person:
    """A person who was written down on that day and never got a case."""
    person = make_person(staff)
    Person.objects.filter(pk=person.pk).update(registered_on=on)
    return Person.objects.get(pk=person.pk)


def night() -> None:
    NIGHTLY["cases.retention"].work()


def in_force(organisation: Organisation, kind: str = "closed_file", months: int = 60, action: str = AT_ONCE) -> None:
    """A rule that two persons made."""
    RetentionRule.objects.update_or_create(
        organisation=organisation.pk,
        kind=kind,
        defaults={"months": months, "action": action, "basis": "policy", "set_by": organisation.pk, "set_on": TODAY},
    )


def gone(*persons: Person) -> list[bool]:
    return [Person.objects.get(pk=person.pk).erased for person in persons]


def listed(organisation: Organisation) -> set[Any]:
    return set(queries.waiting(organisation.pk).values_list("person", flat=True))


# ---- the rules of the house ---------------------------------------------------------------------------------------


def test_the_defaults_erase_nobody_unasked(cast: Cast) -> None:
    rules = queries.rules(cast.umit.pk)
    assert [rule.kind for rule in rules] == list(KINDS)
    assert {(rule.action, rule.basis) for rule in rules} == {(ASK, "house")}
    case, person = closed(cast.aigul), alone(cast.aigul)
    night()
    assert gone(case.person, person) == [False, False]
    assert listed(cast.umit) == {case.person_id, person.pk}


def test_what_keeps_longer_is_in_force_at_once(cast: Cast) -> None:
    row = actions.set_rule(kind="closed_file", months=84, action=ASK, basis="law", by=cast.saule.actor)
    assert (row.months, row.basis, row.proposed_by) == (84, "law", None)
    entry = last_entry("retention.rule")
    assert (entry.actor, entry.organisation, entry.objects_seen) == (cast.saule.user.pk, cast.umit.pk, [row.pk])
    assert entry.details == {"kind": "closed_file", "months": "84", "action": ASK, "basis": "law", "waits": "no"}
    assert queries.rule(cast.umit.pk, "closed_file").months == 84
    assert queries.rule(cast.sabr.pk, "closed_file").months == 60


@pytest.mark.parametrize(("months", "action"), [(59, ASK), (60, AT_ONCE), (120, AT_ONCE)])
def test_what_erases_sooner_waits_for_a_second_person(cast: Cast, months: int, action: str) -> None:
    case = closed(cast.aigul, months_later(TODAY, -121))
    row = actions.set_rule(kind="closed_file", months=months, action=action, basis="policy", by=cast.saule.actor)
    assert last_entry("retention.rule").details["waits"] == "yes"
    assert (queries.rule(cast.umit.pk, "closed_file").months, row.action) == (60, ASK)
    assert list(queries.proposals(cast.umit.pk)) == [row]
    assert not queries.proposals(cast.sabr.pk).exists()
    night()
    assert gone(case.person) == [False]
    with pytest.raises(Forbidden):
        actions.decide_rule(rule=row, agreed=True, seen=row.proposal, by=cast.saule.actor)
    done = actions.decide_rule(rule=row, agreed=True, seen=row.proposal, by=cast.dina.actor)
    assert (done.months, done.action, done.basis, done.set_by) == (months, action, "policy", cast.dina.user.pk)
    entry = last_entry("retention.decide_rule")
    assert (entry.actor, entry.objects_seen, entry.details["agreed"]) == (cast.dina.user.pk, [row.pk], "yes")
    with pytest.raises(WrongState):
        actions.decide_rule(rule=row, agreed=True, seen=row.proposal, by=cast.dina.actor)
    night()
    assert gone(case.person) == [action == AT_ONCE]


def test_nobody_agrees_to_another_proposal_than_she_saw(cast: Cast) -> None:
    row = actions.set_rule(kind="closed_file", months=48, action=ASK, basis="policy", by=cast.saule.actor)
    seen = row.proposal
    actions.set_rule(kind="closed_file", months=1, action=AT_ONCE, basis="policy", by=cast.saule.actor)
    with pytest.raises(WrongState, match="changed while you read"):
        actions.decide_rule(rule=RetentionRule.objects.get(), agreed=True, seen=seen, by=cast.dina.actor)
    rule = queries.rule(cast.umit.pk, "closed_file")
    assert (rule.months, rule.action) == (60, ASK)


def test_a_second_person_may_say_no(cast: Cast) -> None:
    row = actions.set_rule(kind="plain_help", months=1, action=AT_ONCE, basis="policy", by=cast.saule.actor)
    actions.decide_rule(rule=row, agreed=False, seen=row.proposal, by=cast.dina.actor)
    rule = queries.rule(cast.umit.pk, "plain_help")
    assert (rule.months, rule.action, rule.basis) == (24, ASK, "house")
    assert not queries.proposals(cast.umit.pk).exists()


def test_a_rule_that_keeps_longer_takes_a_proposal_back(cast: Cast) -> None:
    row = actions.set_rule(kind="plain_help", months=1, action=ASK, basis="policy", by=cast.saule.actor)
    actions.set_rule(kind="plain_help", months=36, action=ASK, basis="law", by=cast.saule.actor)
    with pytest.raises(WrongState):
        actions.decide_rule(rule=row, agreed=True, seen=row.proposal, by=cast.dina.actor)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "everything"}, "kind"),
        ({"months": 0}, "months"),
        ({"months": 601}, "months"),
        ({"action": "burn"}, "action"),
        ({"basis": "house"}, "basis"),
        ({"basis": "because"}, "basis"),
    ],
)
def test_what_a_rule_cannot_be(cast: Cast, said: dict[str, Any], field: str) -> None:
    rule = {"kind": "closed_file", "months": 72, "action": ASK, "basis": "law"}
    with pytest.raises(Invalid) as refused:
        actions.set_rule(**{**rule, **said}, by=cast.saule.actor)
    assert refused.value.field == field
    actions.set_rule(**rule, by=cast.saule.actor)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        actions.set_rule(**rule, by=cast.saule.actor)  # type: ignore[arg-type]


def test_who_makes_rules_and_who_decides_about_a_file(cast: Cast) -> None:
    rule = {"kind": "closed_file", "months": 72, "action": ASK, "basis": "law"}
    row = actions.set_rule(**{**rule, "months": 12}, by=cast.saule.actor)  # type: ignore[arg-type]
    case = closed(cast.aigul)
    night()
    with pytest.raises(Forbidden):
        actions.set_rule(**rule, by=cast.aigul.actor)  # type: ignore[arg-type]
    with pytest.raises(Hidden):
        actions.decide_rule(rule=row, agreed=True, seen=row.proposal, by=cast.bakyt.actor)
    for staff, error in ((cast.bakyt, Hidden), (cast.aigul, Forbidden), (cast.saule, Forbidden)):
        with pytest.raises(error):
            actions.confirm_erasing(person=case.person, by=staff.actor)
        with pytest.raises(error):
            actions.keep_longer(person=case.person, until=TODAY + timedelta(days=9), words="x", by=staff.actor)
    assert gone(case.person) == [False]


# ---- the night ----------------------------------------------------------------------------------------------------


def test_at_once_erases_by_the_same_way_as_by_hand(cast: Cast) -> None:
    in_force(cast.umit)
    case, facts = closed(cast.aigul, words="He kept my passport."), Fact._default_manager.count()
    night()
    row = Case.objects.select_related("person").get(pk=case.pk)
    assert (row.person.erased_on, bytes(row.intake), bytes(row.person.identity)) == (TODAY, b"", b"")
    assert not GroupKey.objects.filter(record__in=[case.pk, case.person_id]).exists()
    assert Fact._default_manager.count() == facts, "what was counted stays, without a name"
    by_hand = {(line.get("record"), line.get("reason")) for line in _list("erased")}
    assert by_hand == {(str(case.pk), "erased"), (str(case.person_id), "retention")}
    entry = last_entry("retention.erase")
    assert (entry.actor, entry.object, entry.organisation) == (None, case.person_id, cast.umit.pk)
    assert entry.details == {"kind": "closed_file"}
    assert last_entry("person.erase_by_rule").object == case.person_id
    assert (last_entry("case.erase").actor, last_entry("case.erase").object) == (None, case.pk)


def test_a_second_night_changes_nothing(cast: Cast) -> None:
    in_force(cast.umit, "without_case", 12)
    closed(cast.aigul)
    alone(cast.aigul)
    night()
    entries, rows = Entry.objects.count(), list(RetentionNotice.objects.values())
    assert len(rows) == 1
    night()
    assert Entry.objects.count() == entries
    assert list(RetentionNotice.objects.values()) == rows


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("days", "ends"), [(-1, False), (0, True), (1, True)])
def test_nothing_is_erased_a_day_before_it_is_due(cast: Cast, kind: str, days: int, ends: bool) -> None:
    in_force(cast.umit, kind, 13)
    since = months_later(TODAY, -13) - timedelta(days=days)
    if kind == "without_case":
        person = alone(cast.aigul, since)
    else:
        person = closed(cast.aigul, since, kind="plain_help" if kind == "plain_help" else "full").person
    night()
    assert gone(person) == [ends]
    assert not RetentionNotice.objects.exists()


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 600))
def test_the_day_from_which_files_are_due_is_never_too_early(today: date, months: int) -> None:
    latest = months_later(today, -months)
    assert months_later(latest, months) <= today
    assert months_later(latest - timedelta(days=40), months) <= today
    assert months_later(latest + timedelta(days=4), months) > today


def test_another_organisation_is_untouched(cast: Cast) -> None:
    for kind in KINDS:
        in_force(cast.umit, kind, 1)
    theirs, lone = closed(cast.bakyt, months_later(TODAY, -59)), alone(cast.bakyt, months_later(TODAY, -11))
    ours = closed(cast.aigul)
    night()
    assert gone(ours.person, theirs.person, lone) == [True, False, False]
    assert not RetentionNotice.objects.exists()
    assert not Entry.objects.filter(organisation=cast.sabr.pk, verb__startswith="retention.").exists()


def test_what_is_still_needed_is_not_erased(cast: Cast) -> None:
    """An open case of hers, of her child, of her double; a look back ahead; a case or talk of late."""
    for kind in KINDS:
        in_force(cast.umit, kind, 12)
    again = closed(cast.aigul)
    make_case(cast.aigul, person=again.person)
    guardian, child = closed(cast.aigul).person, make_case(cast.aigul, person=make_person(cast.aigul))
    people.relate(person=child.person, other=guardian, tie=people.Tie(kind="parent"), by=cast.aigul.actor)
    aunt = alone(cast.aigul)
    people.relate(person=aunt, other=again.person, tie=people.Tie(kind="sibling"), by=cast.aigul.actor)
    double = closed(cast.aigul).person
    people.propose_duplicate(first=double, second=child.person, by=cast.aigul.actor)
    ahead, looked = closed(cast.aigul), closed(cast.aigul)
    _look(ahead, due_on=TODAY + timedelta(days=1))
    _look(looked, due_on=LONG_AGO, state="done", done_on=TODAY - timedelta(days=9))
    talked = alone(cast.aigul)
    people.record_interview(person=talked, day=TODAY - timedelta(days=9), talk=people.Talk(), by=cast.aigul.actor)
    kept = [again.person, guardian, aunt, double, ahead.person, looked.person, talked]
    night()
    assert gone(*kept) == [False] * len(kept)
    assert not RetentionNotice.objects.exists()


def test_people_who_belong_together_do_not_keep_one_another_for_ever(cast: Cast) -> None:
    for kind in KINDS:
        in_force(cast.umit, kind, 12)
    her, son, sister, brother = closed(cast.aigul).person, *(alone(cast.aigul) for _ in range(3))
    people.relate(person=her, other=son, tie=people.Tie(kind="child"), by=cast.aigul.actor)
    people.relate(person=sister, other=brother, tie=people.Tie(kind="sibling"), by=cast.aigul.actor)
    night()
    assert gone(her, sister, brother) == [True, True, True]
    night()
    assert gone(son) == [True]


def test_a_look_back_that_nobody_did_holds_nothing(cast: Cast) -> None:
    in_force(cast.umit)
    case = closed(cast.aigul)
    _look(case, due_on=LONG_AGO + timedelta(days=30))
    night()
    assert gone(case.person) == [True]


def test_one_file_that_cannot_be_erased_keeps_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_force(cast.umit)
    cases = [closed(cast.aigul, LONG_AGO + timedelta(days=day)) for day in range(3)]
    real = people.erase_by_rule

    def erase_by_rule(*, person: Person, organisation: Any) -> people.Slip:
        slip = real(person=person, organisation=organisation)
        if person.pk == cases[0].person_id:
            raise ValueError("a secret word")
        return slip

    monkeypatch.setattr(people, "erase_by_rule", erase_by_rule, raising=False)
    night()
    assert gone(*(case.person for case in cases)) == [False, True, True]
    assert str(cases[0].person_id) in caplog.text
    assert "secret" not in caplog.text
    assert listed(cast.umit) == {cases[0].person_id}, "somebody sees what could not be erased"


def test_an_organisation_that_wants_approvals_is_asked_even_where_its_rule_says_at_once(cast: Cast) -> None:
    want_approval(kind="erasure", wanted=True, by=cast.dina.actor)
    in_force(cast.umit)
    case = closed(cast.aigul)
    night()
    assert gone(case.person) == [False]
    assert listed(cast.umit) == {case.person_id}
    with pytest.raises(WrongState, match="approval"):
        actions.confirm_erasing(person=case.person, by=cast.dina.actor)
    with pytest.raises(WrongState):
        actions.erase_due(person=case.person, organisation=cast.umit.pk)


def test_one_person_alone_arms_no_rule_by_taking_the_approval_away(cast: Cast) -> None:
    want_approval(kind="erasure", wanted=True, by=cast.dina.actor)
    in_force(cast.umit)
    case = closed(cast.aigul)
    with pytest.raises(WrongState, match="only this approval holds it"):
        want_approval(kind="erasure", wanted=False, by=cast.dina.actor)
    want_approval(kind="export", wanted=False, by=cast.dina.actor)
    night()
    assert gone(case.person) == [False]
    actions.set_rule(kind="closed_file", months=60, action=ASK, basis="policy", by=cast.dina.actor)
    want_approval(kind="erasure", wanted=False, by=cast.dina.actor)
    night()
    assert gone(case.person) == [False]


def test_nobody_is_erased_by_a_rule_before_the_time_or_by_another_organisation(cast: Cast) -> None:
    in_force(cast.umit)
    early, late = closed(cast.aigul, TODAY), closed(cast.aigul)
    with pytest.raises(WrongState):
        actions.erase_due(person=early.person, organisation=cast.umit.pk)
    with pytest.raises(WrongState):
        actions.erase_due(person=late.person, organisation=cast.sabr.pk)
    assert gone(early.person, late.person) == [False, False]


# ---- who is asked -------------------------------------------------------------------------------------------------


def test_what_is_due_is_listed_and_a_supervisor_confirms(cast: Cast) -> None:
    case = closed(cast.aigul)
    night()
    (notice,) = queries.waiting(cast.umit.pk)
    assert (notice.person_id, notice.kind, notice.noticed_on) == (case.person_id, "closed_file", TODAY)
    assert notice.due_on == months_later(LONG_AGO, 60)
    entry = last_entry("retention.list")
    assert (entry.actor, entry.objects_seen, entry.details) == (None, [case.person_id], {"new": "1", "gone": "0"})
    assert queries.numbers([case.person_id]) == {case.person_id: case.number}
    slip = actions.confirm_erasing(person=case.person, by=cast.dina.actor)
    assert (slip.person, slip.erased_on) == (case.person_id, TODAY)
    assert gone(case.person) == [True]
    entry = last_entry("retention.confirm")
    assert (entry.actor, entry.object, entry.details) == (
        cast.dina.user.pk,
        case.person_id,
        {"kind": "closed_file"},
    )
    assert last_entry("case.erase_file").details == {"reason": "retention"}
    assert not RetentionNotice.objects.exists()
    with pytest.raises(WrongState):
        actions.confirm_erasing(person=Person.objects.get(pk=case.person_id), by=cast.dina.actor)


def test_nobody_confirms_what_was_not_listed_or_is_due_no_more(cast: Cast) -> None:
    early, late = closed(cast.aigul, TODAY), closed(cast.aigul)
    for case in (early, late):
        with pytest.raises(WrongState):
            actions.confirm_erasing(person=case.person, by=cast.dina.actor)
    night()
    make_case(cast.aigul, person=late.person)
    with pytest.raises(WrongState):
        actions.confirm_erasing(person=late.person, by=cast.dina.actor)
    night()
    assert not RetentionNotice.objects.exists(), "it is taken off the list"
    assert last_entry("retention.list").details == {"new": "0", "gone": "1"}
    assert gone(early.person, late.person) == [False, False]


def test_a_person_without_a_case_is_confirmed_too(cast: Cast) -> None:
    person = alone(cast.aigul)
    night()
    actions.confirm_erasing(person=person, by=cast.dina.actor)
    assert gone(person) == [True]


def test_a_file_is_kept_longer_with_a_reason_that_is_sealed(cast: Cast) -> None:
    in_force(cast.umit)
    case, until = closed(cast.aigul), date(2033, 1, 1)
    row = actions.keep_longer(person=case.person, until=until, words="The court asked.", by=cast.dina.actor)
    entry = last_entry("retention.keep")
    assert (entry.actor, entry.object, entry.details) == (cast.dina.user.pk, case.person_id, {"until": "2033-01-01"})
    assert b"court" not in bytes(row.reason)
    assert sealing.opened(row, "reason", by=cast.dina.actor) == {"words": "The court asked."}
    night()
    assert gone(case.person) == [False]
    assert list(queries.kept(cast.umit.pk, TODAY)) == [row]
    assert not queries.waiting(cast.umit.pk).exists()
    whole = people.export_person(person=case.person, by=cast.dina.actor)
    assert any("The court asked." in str(line.value) for part in whole for line in part.lines)


def test_a_colleague_does_not_shorten_what_another_keeps(cast: Cast) -> None:
    case = closed(cast.aigul)
    other = make_member(cast.umit, "Marat", roles=["supervisor"], circles=["cases", "legal"]).actor
    actions.keep_longer(person=case.person, until=date(2036, 1, 1), words="The court.", by=cast.dina.actor)
    with pytest.raises(Forbidden, match="colleague keeps this file"):
        actions.keep_longer(person=case.person, until=date(2032, 4, 2), words="No need.", by=other)
    assert actions.keep_longer(person=case.person, until=date(2036, 2, 1), words="x", by=other).kept_by == other.user
    assert actions.keep_longer(person=case.person, until=date(2033, 1, 1), words="x", by=other).kept_until


def test_when_the_day_is_over_the_file_waits_or_goes_again(cast: Cast) -> None:
    asked, at_once, opened = closed(cast.aigul, kind="plain_help"), closed(cast.aigul), closed(cast.aigul)
    in_force(cast.umit)
    for case in (asked, at_once, opened):
        actions.keep_longer(person=case.person, until=TODAY + timedelta(days=9), words="x", by=cast.dina.actor)
    with time_machine.travel(NOW + timedelta(days=9)):
        night()
        assert RetentionNotice.objects.filter(kept_until__isnull=False).count() == 3, "the day itself counts"
    make_case(cast.aigul, person=opened.person)
    with time_machine.travel(NOW + timedelta(days=10)):
        night()
        assert gone(asked.person, at_once.person, opened.person) == [False, True, False]
        (notice,) = RetentionNotice.objects.all()
        assert (notice.person_id, notice.waits, bytes(notice.reason)) == (asked.person_id, True, b"")


@pytest.mark.parametrize(
    ("until", "words", "field"),
    [
        (TODAY, "x", "until"),
        (TODAY - timedelta(days=1), "x", "until"),
        (months_later(TODAY, 60) + timedelta(days=1), "x", "until"),
        (TODAY + timedelta(days=1), "  ", "words"),
    ],
)
def test_what_keeping_longer_cannot_be(cast: Cast, until: date, words: str, field: str) -> None:
    case = closed(cast.aigul)
    with pytest.raises(Invalid) as refused:
        actions.keep_longer(person=case.person, until=until, words=words, by=cast.dina.actor)
    assert refused.value.field == field
    with pytest.raises(Locked):
        actions.keep_longer(person=case.person, until=date(2033, 1, 1), words="x", by=cast.dina.locked)
    assert not RetentionNotice.objects.exists()


def test_an_erasing_by_hand_takes_the_notice_along_and_a_restored_one_too(cast: Cast) -> None:
    case = closed(cast.aigul)
    row = actions.keep_longer(person=case.person, until=date(2033, 1, 1), words="x", by=cast.dina.actor)
    people.erase_person(person=case.person, reason="wish", by=cast.dina.actor)
    assert not RetentionNotice.objects.exists()
    row.save(force_insert=True)
    erasing.forget_again({case.person_id})
    assert not RetentionNotice.objects.exists()
    with pytest.raises(WrongState):
        actions.keep_longer(
            person=Person.objects.get(pk=case.person_id), until=date(2033, 1, 1), words="x", by=cast.dina.actor
        )


def test_a_case_that_was_closed_by_the_verbs_is_due_after_its_last_look_back(cast: Cast) -> None:
    case = make_case(cast.aigul)
    Case.objects.filter(pk=case.pk).update(state="closing")
    case = Case.objects.select_related("person").get(pk=case.pk)
    close_case(case=case, ending=Ending("goals_met", plan_handed_over=True), by=cast.aigul.actor)
    planned = list(FollowUp.objects.filter(case=case).order_by("due_on"))
    with time_machine.travel(NOW + timedelta(days=200)):
        do_follow_up(follow_up=planned[0], found=Found(outcome="stable"), by=cast.aigul.refresh().actor)
    with time_machine.travel(datetime(2037, 4, 2, tzinfo=UTC)):
        night()
        assert not queries.waiting(cast.umit.pk).exists(), "five years after the closing, but she was asked since"
    with time_machine.travel(datetime(2037, 10, 20, tzinfo=UTC)):
        night()
        assert listed(cast.umit) == {case.person_id}
        reopen(case=Case.objects.select_related("person").get(pk=case.pk), reason="x", by=cast.aigul.refresh().actor)
        night()
        assert not RetentionNotice.objects.exists()


def _look(case: Case, *, due_on: date, state: str = "planned", done_on: date | None = None) -> None:
    FollowUp.objects.create(
        organisation=case.organisation,
        case=case,
        point="month_1",
        due_on=due_on,
        state=state,
        done_on=done_on,
    )


def _list(name: str) -> list[dict[str, Any]]:
    lists.flush()
    return list(lists.read(name))


# ---- two things at once -------------------------------------------------------------------------------------------


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> str:
    """Do the second while the first is done and not yet committed; say how the second ended."""

    def run() -> str:
        try:
            second()
        except WrongState:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other = pool.submit(run)
            time.sleep(0.5)
            assert not other.done(), "it waits for the first"
        return other.result(timeout=20)


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_reopened_at_that_moment_is_not_erased(cast: Cast) -> None:
    in_force(cast.umit)
    case, by = closed(cast.aigul), cast.dina.actor
    person = Person.objects.get(pk=case.person_id)
    ended = meanwhile(
        lambda: reopen(case=case, reason="She came back.", by=by),
        lambda: actions.erase_due(person=person, organisation=cast.umit.pk),
    )
    assert ended == "refused"
    assert gone(case.person) == [False]
    assert GroupKey.objects.filter(record=case.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_person_for_whom_a_case_is_opened_at_that_moment_is_not_erased(cast: Cast) -> None:
    in_force(cast.umit, "without_case", 12)
    person, by = alone(cast.aigul), cast.aigul.actor
    ended = meanwhile(
        lambda: make_case(cast.aigul, person=Person.objects.get(pk=person.pk)),
        lambda: actions.erase_due(person=person, organisation=cast.umit.pk),
    )
    assert (ended, gone(person), by.user) == ("refused", [False], cast.aigul.user.pk)


@pytest.mark.django_db(transaction=True)
def test_no_case_is_opened_for_a_person_who_is_erased_at_that_moment(cast: Cast) -> None:
    in_force(cast.umit, "without_case", 12)
    person, opening = alone(cast.aigul), Opening(country="KZ", region="KZ-75")
    stale, by = Person.objects.get(pk=person.pk), cast.aigul.actor
    ended = meanwhile(
        lambda: actions.erase_due(person=person, organisation=cast.umit.pk),
        lambda: open_case(person=stale, opening=opening, by=by),
    )
    assert (ended, gone(person)) == ("refused", [True])
    assert not Case.objects.filter(person=person).exists()


def test_who_is_due_is_asked_of_the_database_by_its_indexes(cast: Cast) -> None:
    """One question a tie, each from the tie to its case: no join that grows with the square of the persons."""
    for rule in queries.rules(cast.umit.pk):
        rows, _since = queries._of_kind(cast.umit.pk, rule.kind, TODAY)
        sql = str(rows.query)
        assert "LEFT OUTER JOIN" not in sql, rule.kind
        assert sql.count('"person_relation"') >= 2
        assert sql.count('"person_duplicate"') >= 2
