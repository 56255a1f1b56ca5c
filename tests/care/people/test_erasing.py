"""Erasing, the slip, and the copy a person gets of what is held about her."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from komek.care import people
from komek.care.people import erasers
from komek.care.people.models import DuplicateLink, IdentityDocument, Interview, Person, Relation
from komek.care.people.nouns import Identity, Paper, Stay, Talk, Tie
from komek.foundations import vault
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from tests.care.people.conftest import SHAKHNOZA
from tests.care.people.entries import last_entry

pytestmark = pytest.mark.slow


@pytest.fixture
def full(shakhnoza: Person, aigul: Actor) -> Person:
    """Shakhnoza with papers, a relative, an interview, a right to stay and a proposed duplicate."""
    other = people.register_person(identity=Identity(given="Мадина"), by=aigul)
    people.add_document(person=shakhnoza, paper=Paper(kind="passport", number="N1234567"), by=aigul)
    people.record_stay(person=shakhnoza, stay=Stay(basis="visa"), expires_on=date(2027, 1, 1), by=aigul)
    people.record_interview(person=shakhnoza, day=date(2026, 11, 2), talk=Talk(language="uzb"), by=aigul)
    people.veto_interpreter(person=shakhnoza, name="Зарина", by=aigul)
    people.relate(person=shakhnoza, other=other, tie=Tie(kind="sibling"), by=aigul)
    people.propose_duplicate(first=shakhnoza, second=other, by=aigul)
    return shakhnoza


def test_erasing_leaves_a_row_that_tells_nothing(full: Person, dina: Actor) -> None:
    people.erase_person(person=full, reason="wish", by=dina)
    full.refresh_from_db()
    assert full.erased
    assert (bytes(full.identity), bytes(full.contact)) == (b"", b"")
    for model in (IdentityDocument, Interview, Relation, DuplicateLink):
        assert not model.objects.exists()


def test_an_erased_person_is_found_by_nobody_and_opens_to_nobody(full: Person, dina: Actor) -> None:
    sealed = bytes(full.identity)
    people.erase_person(person=full, reason="wish", by=dina)
    assert not people.search(query=people.parse("Шахноза Каримова"), by=dina).matches
    assert people.veiled([full], by=dina)[full.pk].erased
    assert people.identity(full, by=dina) == Identity()
    full.identity = sealed
    assert people.veiled([full], by=dina)[full.pk].name == ""


def test_the_slip_says_what_went_and_when_the_last_backup_is_blind(full: Person, dina: Actor) -> None:
    slip = people.erase_person(person=full, reason="wish", by=dina)
    assert slip.person == full.pk
    assert slip.complete_on - slip.erased_on == timedelta(days=30)
    assert sum(count for _label, count in slip.went) == 6


def test_what_counted_her_keeps_its_opaque_id(full: Person, dina: Actor) -> None:
    before = full.ledger_id
    people.erase_person(person=full, reason="wish", by=dina)
    assert Person.objects.get(pk=full.pk).ledger_id == before
    assert people.traits(full, by=dina) == people.Traits()


def test_erasing_is_recorded_with_its_reason(full: Person, dina: Actor) -> None:
    people.erase_person(person=full, reason="retention", by=dina)
    assert last_entry().details == {"reason": "retention"}


def test_nobody_is_erased_twice_or_without_a_reason(full: Person, dina: Actor) -> None:
    with pytest.raises(Invalid):
        people.erase_person(person=full, reason="because", by=dina)
    people.erase_person(person=full, reason="wish", by=dina)
    with pytest.raises(WrongState):
        people.erase_person(person=full, reason="wish", by=dina)


def test_nothing_is_written_about_an_erased_person(full: Person, dina: Actor) -> None:
    people.erase_person(person=full, reason="wish", by=dina)
    with pytest.raises(WrongState):
        people.correct_identity(person=full, identity=SHAKHNOZA, by=dina)
    with pytest.raises(WrongState):
        people.add_document(person=full, paper=Paper(), by=dina)


@pytest.fixture
def refusing() -> Iterator[None]:
    """A room above that keeps an open file."""

    def refuse(person: Person, by: Actor | None) -> int:
        raise WrongState("A case is open.")

    erasers.ERASERS.add(erasers.Eraser("tests.open_file", "An open file", lambda person, by: (), refuse))
    yield
    del erasers.ERASERS._things["tests.open_file"]


def test_a_room_that_refuses_keeps_everything(full: Person, dina: Actor, refusing: None) -> None:
    with pytest.raises(WrongState, match="open"):
        people.erase_person(person=full, reason="wish", by=dina)
    assert people.identity(full, by=dina) == SHAKHNOZA
    assert IdentityDocument.objects.count() == 1


def test_rows_that_a_restore_brought_back_are_forgotten_again(full: Person) -> None:
    assert erasers.forget([full.pk]) == 6
    assert erasers.forget([full.pk]) == 0


def test_the_copy_tells_her_everything_and_of_others_only_what_they_are_to_her(full: Person, aigul: Actor) -> None:
    sections = people.export_person(person=full, by=aigul)
    text = "\n".join(f"{line.name}: {line.value or line.absent}" for each in sections for line in each.lines)
    for told in ("Шахноза", "1998", "Uzbekistan", "N1234567", "2027-01-01", "Зарина", "Sister or brother"):
        assert told in text
    assert "Мадина" not in text


def test_keys_of_another_person_stay(full: Person, aigul: Actor, dina: Actor) -> None:
    other = Person.objects.exclude(pk=full.pk).get()
    people.erase_person(person=full, reason="wish", by=dina)
    assert people.identity(other, by=aigul).given == "Мадина"
    assert vault.readers(other.sealed_record)
