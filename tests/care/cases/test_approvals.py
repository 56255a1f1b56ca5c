"""An organisation says what wants an approval, a colleague asks, a supervisor decides on what others asked."""

import pytest
from django.urls import reverse
from django.utils import timezone

from komek.care.cases.actions import exporting
from komek.care.cases.actions.approvals import (
    ENFORCED,
    approval_missing,
    approval_wanted,
    ask_approval,
    decide_approval,
    want_approval,
)
from komek.care.cases.actions.basis import disclose, sign_basis
from komek.care.cases.actions.erasing import erase_file
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Approval, ApprovalRule, Case
from komek.care.cases.queries import agreements
from komek.foundations.audit.models import Entry
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.consents import POLICE, agree, decide
from tests.care.cases.records import entries, last_entry
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, make_member, signed_in

pytestmark = pytest.mark.slow


def renew(row: Approval) -> Approval:
    return Approval.objects.select_related("case__person").get(pk=row.pk)


def ask(cast: Cast, case: Case, words: str = "Please.") -> Approval:
    return ask_approval(case=case, kind="case_closing", words=words, by=cast.aigul.actor)


def allow(cast: Cast, case: Case, kind: str) -> Approval:
    row = ask_approval(case=case, kind=kind, by=cast.aigul.actor)
    return decide_approval(approval=renew(row), approved=True, by=cast.dina.actor)


def test_a_supervisor_says_what_wants_an_approval(cast: Cast) -> None:
    want_approval(kind="case_closing", wanted=True, by=cast.dina.actor)
    want_approval(kind="case_closing", wanted=True, by=cast.dina.actor)
    assert ApprovalRule.objects.count() == 1
    entry = last_entry("approval.rule")
    assert (entry.actor, entry.object, entry.organisation) == (cast.dina.user.pk, cast.umit.pk, cast.umit.pk)
    assert entry.details == {"kind": "case_closing", "wanted": "yes"}
    want_approval(kind="case_closing", wanted=False, by=cast.dina.actor)
    assert agreements.wanted(cast.umit.pk) == set()


def test_only_a_supervisor_makes_the_rules(cast: Cast) -> None:
    for staff in (cast.aigul, cast.saule):
        with pytest.raises(Forbidden):
            want_approval(kind="case_closing", wanted=True, by=staff.actor)
    with pytest.raises(Invalid):
        want_approval(kind="breathing", wanted=True, by=cast.dina.actor)
    assert entries() >= 0
    assert not ApprovalRule.objects.exists()


def test_asking_is_recorded_and_its_words_are_sealed(cast: Cast, case: Case) -> None:
    row = ask(cast, case, "She found work.")
    assert agreements.approval_words(renew(row), by=cast.dina.actor)["request"] == "She found work."
    entry = last_entry("approval.ask")
    assert (entry.actor, entry.object, entry.objects_seen) == (cast.aigul.user.pk, case.pk, [row.pk])
    assert list(agreements.requested(cast.dina.actor)) == [row]
    assert not agreements.requested(cast.aigul.actor).exists()


def test_one_request_of_a_kind_waits_at_a_time(cast: Cast, case: Case) -> None:
    ask(cast, case)
    with pytest.raises(WrongState):
        ask(cast, case)
    with pytest.raises(Invalid):
        ask_approval(case=case, kind="breathing", by=cast.aigul.actor)


def test_a_supervisor_says_yes(cast: Cast, case: Case) -> None:
    row = decide_approval(approval=renew(ask(cast, case)), approved=True, words="Well done.", by=cast.dina.actor)
    assert (row.state, row.decided_by) == ("approved", cast.dina.user.pk)
    held = agreements.approval_words(renew(row), by=cast.aigul.actor)
    assert held == {"request": "Please.", "decision": "Well done."}
    entry = last_entry("approval.decide")
    assert (entry.actor, entry.object, entry.details) == (cast.dina.user.pk, case.pk, {"state": "approved"})
    with pytest.raises(WrongState):
        decide_approval(approval=renew(row), approved=False, words="No.", by=cast.dina.actor)


def test_a_no_says_why(cast: Cast, case: Case) -> None:
    row = ask(cast, case)
    with pytest.raises(Invalid):
        decide_approval(approval=renew(row), approved=False, by=cast.dina.actor)
    assert decide_approval(approval=renew(row), approved=False, words="No plan.", by=cast.dina.actor).state == "refused"


def test_nobody_decides_on_her_own_request(cast: Cast, case: Case) -> None:
    row = ask_approval(case=case, kind="expense", by=cast.dina.actor)
    with pytest.raises(Forbidden):
        decide_approval(approval=renew(row), approved=True, by=cast.dina.actor)
    other = make_member(cast.umit, "Zarina", roles=["supervisor"], circles=["cases"])
    assert decide_approval(approval=renew(row), approved=True, by=other.actor).state == "approved"


def test_who_may_not(cast: Cast, case: Case) -> None:
    row = ask(cast, case)
    with pytest.raises(Hidden):
        ask_approval(case=case, kind="expense", by=cast.bakyt.actor)
    with pytest.raises(Hidden):
        decide_approval(approval=renew(row), approved=True, by=cast.bakyt.actor)
    for staff in (cast.aigul, cast.saule):
        with pytest.raises(Forbidden):
            decide_approval(approval=renew(row), approved=True, by=staff.actor)
    with pytest.raises(Forbidden):
        ask_approval(case=case, kind="expense", by=cast.saule.actor)


def test_what_is_missing_is_said_until_it_is_there(cast: Cast, case: Case) -> None:
    assert approval_missing(case, "case_closing") is None
    want_approval(kind="case_closing", wanted=True, by=cast.dina.actor)
    assert isinstance(approval_missing(case, "case_closing"), WrongState)
    row = ask(cast, case)
    assert approval_missing(case, "case_closing") is not None
    decide_approval(approval=renew(row), approved=True, by=cast.dina.actor)
    assert approval_wanted(case, "case_closing") is None
    assert approval_missing(case, "case_closing") is None


def test_an_approval_allows_one_act(cast: Cast, case: Case) -> None:
    want_approval(kind="export", wanted=True, by=cast.dina.actor)
    row = allow(cast, case, "export")
    with pytest.raises(Invalid):
        exporting.print_case(case=case, groups=[], by=cast.aigul.actor)
    assert renew(row).used_on is None
    assert exporting.print_case(case=case, groups=["story"], by=cast.aigul.actor)
    assert renew(row).used_on == timezone.localdate()
    for again in (exporting.print_case, exporting.copy_for_person):
        with pytest.raises(WrongState):
            again(case=case, by=cast.aigul.actor, **({"groups": ["story"]} if again is exporting.print_case else {}))
    allow(cast, case, "export")
    assert exporting.copy_for_person(case=case, by=cast.aigul.actor)
    with pytest.raises(WrongState):
        exporting.copy_for_person(case=case, by=cast.aigul.actor)


def test_the_pages_of_the_person_wait_for_an_approval_too(cast: Cast, case: Case) -> None:
    for kind in ("export", "erasure"):
        want_approval(kind=kind, wanted=True, by=cast.dina.actor)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    dina, said = signed_in(cast.dina), {"reason": "wish", "language": "uz", "sure": "on"}
    copy, erase = (
        reverse(f"desk:{page}", kwargs={"person": case.person_id}) for page in ("person-copy", "person-erase")
    )
    assert dina.post(copy).status_code == 409
    assert dina.post(erase, said).status_code == 422
    assert not Entry.objects.filter(verb__in=["person.export", "person.erase", "case.erase"]).exists()
    allow(cast, case, "export")
    assert dina.post(copy).status_code == 200
    assert dina.post(copy).status_code == 409
    allow(cast, case, "erasure")
    assert dina.post(erase, said).status_code == 200
    assert Case.objects.get(pk=case.pk).intake == b""


def test_an_act_about_a_person_wants_an_approval_for_each_case_and_names_those_without(cast: Cast, case: Case) -> None:
    other = make_case(cast.aigul, person=case.person)
    for kind in ("export", "erasure"):
        want_approval(kind=kind, wanted=True, by=cast.dina.actor)
    with pytest.raises(WrongState) as refused:
        exporting.copy_for_person(case=case, by=cast.aigul.actor)
    assert case.number in str(refused.value)
    assert other.number in str(refused.value)
    first = allow(cast, case, "export")
    with pytest.raises(WrongState) as refused:
        exporting.copy_for_person(case=case, by=cast.aigul.actor)
    assert case.number not in str(refused.value)
    assert other.number in str(refused.value)
    assert renew(first).used_on is None
    second = allow(cast, other, "export")
    assert exporting.copy_for_person(case=other, by=cast.aigul.actor)
    assert {renew(row).used_on for row in (first, second)} == {timezone.localdate()}
    Case.objects.filter(pk__in=[case.pk, other.pk]).update(state="closed", closed_on=timezone.localdate())
    kept = allow(cast, case, "erasure")
    with pytest.raises(WrongState, match=other.number):
        erase_file(person=case.person, reason="wish", by=cast.dina.actor)
    assert renew(kept).used_on is None
    allow(cast, other, "erasure")
    assert erase_file(person=case.person, reason="wish", by=cast.dina.actor)
    assert renew(kept).used_on == timezone.localdate()


def test_the_page_of_an_approval_says_whether_it_was_used(cast: Cast, case: Case) -> None:
    want_approval(kind="export", wanted=True, by=cast.dina.actor)
    row = allow(cast, case, "export")
    client, page = signed_in(cast.aigul), reverse("desk:approval", kwargs={"approval": row.pk})
    listed = reverse("desk:approval-new", kwargs={"case": case.pk})
    assert "not yet: it allows one act" in client.get(page).content.decode()
    exporting.print_case(case=case, groups=["story"], by=cast.aigul.actor)
    shown = client.get(page)
    assert "not yet: it allows one act" not in shown.content.decode()
    assert str(timezone.localdate().day) in [fact.value for fact in shown.context["facts"]][-1]
    assert "approved, used on" in client.get(listed).content.decode()


def test_only_what_some_verb_waits_for_is_asked_for(cast: Cast, case: Case) -> None:
    page = signed_in(cast.aigul).get(reverse("desk:approval-new", kwargs={"case": case.pk}))
    assert [code for code, _label in page.context["form"].fields["kind"].choices if code] == list(ENFORCED)


def test_passing_on_without_consent_waits_for_an_approval_but_not_in_danger(cast: Cast, case: Case) -> None:
    want_approval(kind="sharing_without_consent", wanted=True, by=cast.dina.actor)
    row = decide(case, cast.aigul, POLICE, "legal", basis="court_order")
    sign_basis(basis=row, by=cast.dina.actor)
    with pytest.raises(WrongState):
        disclose(case=case, recipient=POLICE, groups=("legal",), words="", by=cast.aigul.actor)
    decide(case, cast.aigul, POLICE, "contact", danger=True)
    assert disclose(case=case, recipient=POLICE, groups=("contact",), words="", by=cast.aigul.actor)


def test_the_newspapers_wait_for_an_approval_if_one_is_wanted(cast: Cast, case: Case) -> None:
    want_approval(kind="media_use", wanted=True, by=cast.dina.actor)
    media = Recipient(body="media")
    agree(case, cast.aigul, media, "story", purpose="media", own_wish=True)
    with pytest.raises(WrongState):
        disclose(case=case, recipient=media, groups=("story",), words="", by=cast.aigul.actor)
