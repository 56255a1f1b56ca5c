"""Without her yes it takes a motive and two persons; in danger to life one may act, and a second signs in a day."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from komek.care.cases import sealing, sharing
from komek.care.cases.actions import basis as verbs
from komek.care.cases.actions.basis import disclose, end_basis, refuse_basis, sign_basis, tell_person
from komek.care.cases.actions.consent import withdraw_consent
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case, LegalBasis
from komek.care.cases.models.consent import Disclosure
from komek.care.cases.queries import agreements, deadlines
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.consents import MOTIVE, POLICE, agree, decide, opens, sabr
from tests.care.cases.records import axes, last_entry
from tests.factories.orgs import Cast, make_member

pytestmark = pytest.mark.slow


def renew(row: LegalBasis) -> LegalBasis:
    return LegalBasis.objects.select_related("case__person").get(pk=row.pk)


def test_a_decision_alone_opens_nothing(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", basis="court_order")
    assert row.state == "proposed"
    assert opens(cast.bakyt, case) == set()
    entry = last_entry("basis.decide")
    assert (entry.actor, entry.object, entry.organisation) == (cast.aigul.user.pk, case.pk, cast.umit.pk)
    assert entry.details == {"basis": "court_order", "danger": "no"}


def test_the_motive_is_sealed_and_the_second_reads_it(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", basis="court_order")
    assert MOTIVE.encode() not in bytes(row.motive)
    assert agreements.motive(renew(row), by=cast.dina.actor)["motive"] == MOTIVE


def test_the_second_signature_seals_the_keys(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", basis="court_order")
    signed = sign_basis(basis=renew(row), words="I read the order.", by=cast.dina.actor)
    assert (signed.state, signed.second_by) == ("in_force", cast.dina.user.pk)
    assert opens(cast.bakyt, case) == {"identity"}
    held = agreements.motive(renew(row), by=cast.aigul.actor)
    assert (held["motive"], held["second"]) == (MOTIVE, "I read the order.")
    entry = last_entry("basis.sign")
    assert (entry.actor, entry.object, entry.objects_seen) == (cast.dina.user.pk, case.pk, [row.pk])


def test_nobody_is_her_own_second_person(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", basis="court_order")
    for act in (sign_basis, refuse_basis):
        with pytest.raises(Forbidden):
            act(basis=renew(row), words="Yes.", by=cast.aigul.actor)
    assert renew(row).state == "proposed"


def test_a_lawyer_decides_but_is_no_second_person(cast: Cast, case: Case) -> None:
    lawyer = make_member(cast.umit, "Marat", roles=["lawyer"], circles=["cases"])
    decide(case, lawyer, POLICE, "story", basis="statutory_duty")
    other = decide(case, cast.aigul, POLICE, "story", basis="court_order")
    with pytest.raises(Forbidden):
        sign_basis(basis=renew(other), by=lawyer.actor)


def test_a_refusal_leaves_everything_closed(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", basis="court_order")
    refuse_basis(basis=renew(row), words="The order names another person.", by=cast.dina.actor)
    assert (renew(row).state, opens(cast.bakyt, case)) == ("refused", set())
    assert last_entry("basis.refuse").actor == cast.dina.user.pk
    with pytest.raises(WrongState):
        sign_basis(basis=renew(row), by=cast.dina.actor)


def test_in_danger_to_life_one_acts_alone_at_once(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", "contact", danger=True)
    assert row.state == "alone"
    assert opens(cast.bakyt, case) == {"identity", "contact"}
    assert row.second_due_at == row.decided_at + timedelta(hours=24)
    assert last_entry("basis.decide").details["danger"] == "yes"


def test_the_second_signature_is_shown_until_it_is_given(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", danger=True)
    due = timezone.localdate(row.decided_at + timedelta(hours=24))
    assert (due, "basis") in [(each.on, each.page) for each in deadlines.of(case)]
    assert agreements.unsigned(cast.dina.actor) == [row]
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        assert agreements.unsigned(cast.dina.actor) == [row]
        assert "basis" in [each.page for each in deadlines.of(case)]
        assert opens(cast.bakyt, case) == {"identity"}
    sign_basis(basis=renew(row), by=cast.dina.actor)
    assert "basis" not in [each.page for each in deadlines.of(Case.objects.get(pk=case.pk))]
    assert agreements.unsigned(cast.dina.actor) == []


def test_signing_what_one_did_alone_opens_nothing_twice(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", danger=True)
    sign_basis(basis=renew(row), by=cast.dina.actor)
    assert (renew(row).state, opens(cast.bakyt, case)) == ("in_force", {"identity"})


def test_an_objection_ends_what_one_had_opened_alone(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", danger=True)
    refuse_basis(basis=renew(row), words="There was no danger.", by=cast.dina.actor)
    assert (renew(row).state, opens(cast.bakyt, case)) == ("ended", set())


def test_an_objection_keeps_what_she_herself_allowed(cast: Cast, case: Case) -> None:
    agree(case, cast.aigul, sabr(cast), "identity")
    row = decide(case, cast.aigul, sabr(cast), "identity", "story", danger=True)
    refuse_basis(basis=renew(row), words="There was no danger.", by=cast.dina.actor)
    assert opens(cast.bakyt, case) == {"identity"}


def test_what_is_no_longer_needed_is_ended(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", danger=True)
    with pytest.raises(WrongState):  # who acted alone cannot end it before a second person has looked
        end_basis(basis=renew(row), by=cast.aigul.actor)
    sign_basis(basis=renew(row), by=cast.dina.actor)
    end_basis(basis=renew(row), by=cast.aigul.actor)
    assert (renew(row).state, opens(cast.bakyt, case)) == ("ended", set())
    with pytest.raises(WrongState):
        end_basis(basis=renew(row), by=cast.aigul.actor)
    assert last_entry("basis.end").objects_seen == [row.pk]


def test_she_is_told_as_soon_as_it_is_safe(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, POLICE, "story", danger=True)
    with pytest.raises(Invalid):
        tell_person(basis=renew(row), told_on=timezone.localdate() + timedelta(days=1), by=cast.aigul.actor)
    tell_person(basis=renew(row), told_on=timezone.localdate(), by=cast.aigul.actor)
    assert renew(row).told_on == timezone.localdate()
    assert last_entry("basis.tell").actor == cast.aigul.user.pk


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"basis": "curiosity"}, "basis"),
        ({"motive": "urgent"}, "motive"),
        ({"basis": "court_order", "danger": True}, "danger"),
    ],
)
def test_what_is_not_a_ground(cast: Cast, case: Case, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(case, cast.aigul, POLICE, "story", **said)
    assert refused.value.field == field


def test_a_stranger_learns_nothing_and_a_colleague_without_the_role_is_refused(cast: Cast, case: Case) -> None:
    row = decide(case, cast.aigul, sabr(cast), "identity", danger=True)
    ground = verbs.Ground("vital_interest", POLICE, ("story",), MOTIVE)

    def acts(by: Actor) -> list[Any]:
        today = timezone.localdate()
        return [
            lambda: verbs.decide_without_consent(case=case, ground=ground, by=by),
            lambda: sign_basis(basis=row, by=by),
            lambda: refuse_basis(basis=row, words="", by=by),
            lambda: end_basis(basis=row, by=by),
            lambda: tell_person(basis=row, told_on=today, by=by),
            lambda: disclose(case=case, recipient=POLICE, groups=("story",), words="", by=by),
        ]

    for staff, error in ((cast.bakyt, Hidden), (cast.charos, Hidden), (cast.saule, Forbidden)):
        for act in acts(staff.actor):
            with pytest.raises(error):
                act()


def test_nothing_is_passed_on_without_a_yes_or_a_basis(cast: Cast, case: Case) -> None:
    with pytest.raises(Forbidden):
        disclose(case=case, recipient=POLICE, groups=("story",), words="", by=cast.aigul.actor)
    decide(case, cast.aigul, POLICE, "story", basis="court_order")
    with pytest.raises(Forbidden):
        disclose(case=case, recipient=POLICE, groups=("story",), words="", by=cast.aigul.actor)
    assert not Disclosure.objects.exists()


def test_what_is_passed_on_is_covered_group_by_group(cast: Cast, case: Case) -> None:
    agree(case, cast.aigul, POLICE, "story", purpose="law_enforcement")
    with pytest.raises(Forbidden):
        disclose(case=case, recipient=POLICE, groups=("story", "identity"), words="", by=cast.aigul.actor)
    with pytest.raises(Forbidden):
        disclose(case=case, recipient=Recipient(body="media"), groups=("story",), words="", by=cast.aigul.actor)
    row = disclose(case=case, recipient=POLICE, groups=("story",), words="Statement.", by=cast.aigul.actor)
    assert (row.groups, row.body) == (["story"], "police")
    entry = last_entry("case.disclose")
    assert (entry.actor, entry.object, entry.details) == (cast.aigul.user.pk, case.pk, {"body": "police"})


def test_a_yes_to_the_police_is_counted_as_one(cast: Cast, case: Case) -> None:
    agree(case, cast.aigul, POLICE, "story", purpose="law_enforcement")
    disclose(case=case, recipient=POLICE, groups=("story",), words="", by=cast.aigul.actor)
    assert [said["consent"] for said in axes("referred_to_police")] == ["yes"]


def test_police_without_her_yes_is_counted_apart(cast: Cast, case: Case) -> None:
    decide(case, cast.aigul, POLICE, "story", danger=True)
    row = disclose(case=case, recipient=POLICE, groups=("story",), words="", by=cast.aigul.actor)
    assert row.consent_id is None
    assert [said["consent"] for said in axes("referred_to_police")] == ["no"]


def test_other_bodies_are_not_counted_as_police(cast: Cast, case: Case) -> None:
    agree(case, cast.aigul, Recipient(body="health"), "medical", purpose="share_for_service")
    disclose(case=case, recipient=Recipient(body="health"), groups=("medical",), words="", by=cast.aigul.actor)
    assert axes("referred_to_police") == []


def test_after_she_took_it_back_nothing_more_is_passed_on(cast: Cast, case: Case) -> None:
    row = agree(case, cast.aigul, POLICE, "story", purpose="law_enforcement")
    disclose(case=case, recipient=POLICE, groups=("story",), words="", by=cast.aigul.actor)
    withdraw_consent(consent=row, reason="safety", by=cast.aigul.actor)
    with pytest.raises(Forbidden):
        disclose(case=case, recipient=POLICE, groups=("story",), words="", by=cast.aigul.actor)


def test_what_was_already_seen_is_named(cast: Cast, case: Case) -> None:
    from komek.care.cases.actions.sharing import read_shared

    agree(case, cast.aigul, sabr(cast), "story")
    agree(case, cast.aigul, POLICE, "story", purpose="law_enforcement")
    assert sharing.already_seen(case) == []
    disclose(case=case, recipient=POLICE, groups=("story",), words="", by=cast.aigul.actor)
    read_shared(case=case, by=cast.bakyt.actor)
    seen = {(each.organisation, each.body) for each in sharing.already_seen(case)}
    assert seen == {(None, "police"), (cast.sabr.pk, "")}


def test_words_of_a_disclosure_are_sealed(cast: Cast, case: Case) -> None:
    agree(case, cast.aigul, POLICE, "story", purpose="law_enforcement")
    row = disclose(case=case, recipient=POLICE, groups=("story",), words="A copy.", by=cast.aigul.actor)
    held = sealing.opened(row, "words", by=cast.aigul.actor)
    assert held == {"recipient": "", "words": "A copy."}
