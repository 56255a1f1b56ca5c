"""Drafts: kept even when the session is locked, opened by their author alone, gone with the record."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from komek.foundations import vault
from komek.foundations.vault import nightly
from komek.foundations.vault.models import Draft
from tests.foundations.vault.conftest import PASSWORD, House, Person


def keep(user: UUID, record: UUID | None = None, data: bytes = b"half a sentence", form: str = "note") -> str:
    ticket = vault.draft_ticket(user, form, record)
    again(ticket, data)
    return ticket


def again(ticket: str, data: bytes) -> None:
    read = vault.read_ticket(ticket)
    assert read
    assert vault.keep_draft(read.user, read.form, read.record, data, slot=read.slot)


def test_a_draft_is_kept_without_any_keyring_and_opened_by_its_author(house: House, aigul: Person) -> None:
    record = house.record()
    keep(aigul.id, record.id)
    (draft,) = vault.drafts(aigul.keyring())
    assert (draft.form, draft.record, draft.data) == ("note", record.id, b"half a sentence")
    assert timezone.now() - draft.saved_at < timedelta(minutes=1)
    assert b"half" not in repr(draft).encode()


def test_a_draft_of_something_new_has_no_record(aigul: Person) -> None:
    keep(aigul.id)
    assert vault.drafts(aigul.keyring())[0].record is None


def test_a_colleague_sees_no_draft_of_hers(house: House, aigul: Person, bakyt: Person) -> None:
    keep(aigul.id, house.record().id)
    assert vault.drafts(bakyt.keyring()) == []
    Draft.objects.update(user=bakyt.id)
    with pytest.raises(vault.Tampered):
        vault.drafts(bakyt.keyring())


def test_one_page_writes_one_draft(aigul: Person) -> None:
    ticket = keep(aigul.id)
    again(ticket, b"half a sentence and more")
    assert Draft.objects.count() == 1
    assert vault.drafts(aigul.keyring())[0].data == b"half a sentence and more"


def test_the_newest_draft_of_a_form_counts_and_older_ones_go(house: House, aigul: Person) -> None:
    record = house.record()
    keep(aigul.id, record.id, b"older")
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        keep(aigul.id, record.id, b"newer")
        keep(aigul.id, record.id, b"another form", form="service")
    found = {draft.form: draft.data for draft in vault.drafts(aigul.keyring())}
    assert found == {"note": b"newer", "service": b"another form"}
    assert Draft.objects.count() == 2
    assert [draft.form for draft in vault.drafts(aigul.keyring(), form="service")] == ["service"]


def test_a_draft_is_dropped(aigul: Person) -> None:
    keep(aigul.id)
    vault.drop_draft(vault.drafts(aigul.keyring())[0].id)
    assert vault.drafts(aigul.keyring()) == []


@pytest.mark.parametrize("wrong", ["", "x", "a:b:c"])
def test_a_ticket_of_somebody_elses_making_is_refused(db: None, wrong: str) -> None:
    assert vault.read_ticket(wrong) is None
    good = vault.draft_ticket(uuid4(), "note", None)
    assert vault.read_ticket(good[:-1] + ("A" if good[-1] != "A" else "B")) is None


def test_a_ticket_ends_after_24_hours() -> None:
    ticket = vault.draft_ticket(uuid4(), "note", None)
    with time_machine.travel(timezone.now() + timedelta(hours=23), tick=False):
        assert vault.read_ticket(ticket)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert vault.read_ticket(ticket) is None


def test_a_draft_for_somebody_without_keys_is_not_kept(db: None) -> None:
    assert vault.keep_draft(uuid4(), "note", None, b"text") is None
    assert Draft.objects.count() == 0


def test_drafts_end_after_two_weeks(aigul: Person) -> None:
    keep(aigul.id)
    with time_machine.travel(timezone.now() + timedelta(days=13), tick=False):
        nightly.sweep_drafts()
        assert Draft.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        nightly.sweep_drafts()
        assert Draft.objects.count() == 0


def test_erasing_a_record_ends_drafts_about_it_even_where_the_row_is_kept(house: House, aigul: Person) -> None:
    record = house.record()
    keep(aigul.id, record.id)
    keep(aigul.id, None)
    row = Draft.objects.values()
    copies = list(row)
    vault.erase(record, "asked")
    assert [draft.record for draft in vault.drafts(aigul.keyring())] == [None]
    assert Draft.objects.count() == 1
    vault.create(record, ["story"], [house.circle])
    Draft.objects.all().delete()
    Draft.objects.bulk_create(Draft(**copy) for copy in copies)
    with pytest.raises(vault.Tampered):
        vault.drafts(aigul.keyring())


def test_a_draft_about_a_row_ends_with_the_record_that_owns_it(house: House, aigul: Person) -> None:
    owner, row = house.record(), uuid4()
    ticket = vault.read_ticket(vault.draft_ticket(aigul.id, "note", row, owner=owner.id))
    assert ticket
    assert (ticket.record, ticket.owner) == (row, owner.id)
    vault.keep_draft(aigul.id, "note", row, b"half a sentence", owner=ticket.owner)
    (draft,) = vault.drafts(aigul.keyring())
    assert (draft.record, draft.data) == (row, b"half a sentence")
    vault.erase(owner, "asked")
    assert vault.drafts(aigul.keyring()) == []
    assert vault.keep_draft(aigul.id, "note", row, b"typed on a page still open", owner=owner.id) is None
    assert Draft.objects.count() == 0


def test_the_table_tells_only_who_and_on_which_day(house: House, aigul: Person) -> None:
    record = house.record()
    keep(aigul.id, record.id)
    row = Draft.objects.values().get()
    assert set(row) == {"id", "user", "day", "sealed"}
    assert record.id.bytes not in bytes(row["sealed"])
    lengths = set()
    for data in (b"", b"yes", b"x" * 60):
        Draft.objects.all().delete()
        keep(aigul.id, record.id, data, form="note" if data else "a_much_longer_form_name")
        lengths.add(len(bytes(Draft.objects.get().sealed)))
    assert len(lengths) == 1


def test_starting_over_loses_the_drafts(aigul: Person) -> None:
    keep(aigul.id)
    vault.start_over(aigul.id, PASSWORD, lost=0)
    assert vault.drafts(aigul.keyring()) == []


def test_bytes_sealed_to_a_user_open_for_her_alone(aigul: Person, bakyt: Person) -> None:
    sealed = vault.seal_to_user(aigul.id, b"a reminder")
    assert vault.open_own(aigul.keyring(), sealed) == b"a reminder"
    with pytest.raises(vault.Tampered):
        vault.open_own(bakyt.keyring(), sealed)
    with pytest.raises(vault.NotEntitled):
        vault.seal_to_user(uuid4(), b"")
