"""Erasing: keys and words go, open columns stay, nothing of her opens again; the copy had told her everything."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from komek.care import people
from komek.care.cases import flow, sealing, sharing
from komek.care.cases.actions import erasing, exporting
from komek.care.cases.actions.account import tell_event
from komek.care.cases.actions.approvals import want_approval
from komek.care.cases.actions.life import reopen
from komek.care.cases.actions.notes import write_note
from komek.care.cases.actions.safety import check_safety
from komek.care.cases.actions.services import Help, record_service
from komek.care.cases.models import Case, Consent, Service
from komek.foundations import vault
from komek.foundations.ledger.models import Fact
from komek.foundations.vault.models import Draft, GroupKey
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.consents import POLICE, agree, decide, opens, sabr
from tests.care.cases.records import last_entry
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.slow

EVENT = {"kind": "transit", "country": "KZ", "region": "", "place": "Шу", "began": None, "ended": None, "words": ""}


@pytest.fixture
def full(cast: Cast) -> Case:
    """A case with a story, a service, a consent and a basis, closed since."""
    by = cast.aigul.actor
    case = make_case(cast.aigul, words="He kept my passport.", needs=("shelter",))
    check_safety(case=case, decision="go_on", answers={}, by=by)
    tell_event(case=case, values=EVENT, by=by)
    given = Help("medical", provider="Dr Ivanova")
    record_service(case=case, given=given, delivered_on=timezone.localdate(), by=by)
    agree(case, cast.aigul, sabr(cast), "identity", "story")
    decide(case, cast.aigul, POLICE, "story", danger=True)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    return Case.objects.select_related("person").get(pk=case.pk)


def erase(cast: Cast, case: Case, **said: Any) -> people.Slip:
    return erasing.erase_file(person=case.person, **{"reason": "wish", "by": cast.dina.actor, **said})


def test_no_sealed_column_keeps_anything(cast: Cast, full: Case) -> None:
    slip = erase(cast, full)
    assert slip.complete_on == erasing.complete_on(slip.erased_on)
    for model, _key in erasing.sealed_models():
        for row in model._default_manager.all():
            columns: Any = row
            assert {bytes(getattr(row, name)) for name in columns.sealed_fields()} <= {b""}
    assert not GroupKey.objects.filter(record__in=[full.pk, full.person_id]).exists()


def test_open_columns_and_counts_stay(cast: Cast, full: Case) -> None:
    facts = Fact._default_manager.count()
    erase(cast, full)
    kept = Case.objects.get(pk=full.pk)
    assert (kept.number, kept.state, kept.due_on) == (full.number, "closed", None)
    assert Service.objects.get().type == "medical"
    assert Fact._default_manager.count() == facts


def test_nothing_is_open_to_anybody_any_more(cast: Cast, full: Case) -> None:
    old = bytes(full.intake)
    erase(cast, full)
    assert opens(cast.aigul, full) == opens(cast.bakyt, full) == set()
    full.intake = old
    assert sealing.opened(full, "intake", by=cast.aigul.actor) is None
    assert not Case.objects.filter(sharing.shared_cases(cast.sabr.pk)).exists()
    assert Consent.objects.get().state == "expired"


def test_a_draft_of_a_notes_correction_goes_with_the_case(cast: Cast) -> None:
    case = make_case(cast.aigul)
    note = write_note(case=case, words="She called.", group="story", by=cast.aigul.actor)
    client = signed_in(cast.aigul)
    page = reverse("desk:note", kwargs={"note": note.pk})
    ticket = client.get(page).context["form"].draft.ticket
    typed = {"draft_ticket": ticket, "words": "Her brother called."}
    assert client.post(reverse("desk:drafts"), typed).json()["saved"]
    assert [draft.record for draft in vault.drafts(cast.aigul.actor.keyring)] == [note.pk]
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    erase(cast, case)
    assert vault.drafts(cast.aigul.actor.keyring) == []
    client.post(reverse("desk:drafts"), typed)
    assert not Draft.objects.exists()


def test_it_is_recorded_for_person_and_case(cast: Cast, full: Case) -> None:
    erase(cast, full)
    entry = last_entry("case.erase_file")
    assert (entry.actor, entry.object, entry.organisation) == (cast.dina.user.pk, full.person_id, cast.umit.pk)
    assert (entry.objects_seen, entry.details) == ([full.pk], {"reason": "wish"})
    assert last_entry("case.erase").object == full.pk


def test_the_door_of_the_people_erases_her_cases_too(cast: Cast, full: Case) -> None:
    people.erase_person(person=full.person, reason="wish", by=cast.dina.actor)
    assert bytes(Case.objects.get(pk=full.pk).intake) == b""
    assert last_entry("case.erase").object == full.pk


def test_an_open_case_is_closed_first(cast: Cast, full: Case) -> None:
    make_case(cast.aigul, person=full.person)
    with pytest.raises(WrongState):
        erase(cast, full)
    assert opens(cast.aigul, full) == {"identity", "contact", "story"}


def test_what_was_erased_is_not_opened_again(cast: Cast, full: Case) -> None:
    erase(cast, full)
    kept = Case.objects.select_related("person").get(pk=full.pk)
    with pytest.raises(WrongState):
        reopen(case=kept, reason="She came back.", by=cast.aigul.actor)
    assert flow.LIFE.open_to(kept, cast.aigul.actor) == []
    with pytest.raises(WrongState):
        erase(cast, kept)


def test_only_a_supervisor_erases(cast: Cast, full: Case) -> None:
    for staff, error in ((cast.bakyt, Hidden), (cast.aigul, Forbidden), (cast.saule, Forbidden)):
        with pytest.raises(error):
            erase(cast, full, by=staff.actor)
    with pytest.raises(Invalid):
        erase(cast, full, reason="because")


def test_an_approval_is_waited_for(cast: Cast, full: Case) -> None:
    want_approval(kind="erasure", wanted=True, by=cast.dina.actor)
    with pytest.raises(WrongState):
        erase(cast, full)
    want_approval(kind="export", wanted=True, by=cast.dina.actor)
    with pytest.raises(WrongState):
        exporting.copy_for_person(case=full, by=cast.aigul.actor)


def test_a_restored_row_is_emptied_again(cast: Cast, full: Case) -> None:
    old = bytes(full.intake)
    erase(cast, full)
    Case.objects.filter(pk=full.pk).update(intake=old)
    erasing.forget_again({full.pk})
    assert bytes(Case.objects.get(pk=full.pk).intake) == b""


def test_the_page_before_it_counts_what_goes(cast: Cast, full: Case) -> None:
    assert sum(each.rows for each in erasing.held(full.person)) >= 6
    assert bytes(full.intake)


def test_the_copy_tells_everything_that_is_held(cast: Cast, full: Case) -> None:
    sections = exporting.copy_for_person(case=full, by=cast.aigul.actor)
    text = "\n".join(f"{line.name}: {line.value or line.absent}" for each in sections for line in each.lines)
    for told in ("Шахноза", "He kept my passport.", "Dr Ivanova", "Шу", "Referral to a named organisation"):
        assert told in text, told
    assert last_entry("case.copy").object == full.pk


def test_a_printed_case_holds_the_chosen_groups_only(cast: Cast, full: Case) -> None:
    parts = exporting.print_case(case=full, groups=["story"], by=cast.aigul.actor)
    assert {part.group for part in parts} == {"story"}
    assert last_entry("case.print").details == {"groups": "story"}
    parts = exporting.print_case(case=full, groups=["identity", "contact"], by=cast.aigul.actor)
    assert {part.group for part in parts} == {"identity", "contact"}
    with pytest.raises(Invalid):
        exporting.print_case(case=full, groups=[], by=cast.aigul.actor)
    for staff, error in ((cast.bakyt, Hidden), (cast.saule, Forbidden)):
        with pytest.raises(error):
            exporting.print_case(case=full, groups=["story"], by=staff.actor)


def test_who_read_her_file_is_told_in_plain_words(cast: Cast, full: Case) -> None:
    found = exporting.list_readers(case=full, by=cast.aigul.actor)
    assert {each.actor for each in found} == {cast.aigul.user.pk}
    assert "opened your file" in {each.plain for each in found}
    assert last_entry("case.readers").object == full.pk
    assert "case.readers" not in {each.plain for each in exporting.list_readers(case=full, by=cast.aigul.actor)}


def test_every_table_has_a_name_on_the_page_that_asks() -> None:
    assert {model._meta.model_name for model, _key in erasing.sealed_models()} <= set(erasing.LABELS)
