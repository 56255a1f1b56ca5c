"""Two files about one person: a second person confirms, nothing is merged, an end undoes it."""

import pytest
from django.db import IntegrityError, transaction

from komek.care import people
from komek.care.people import flow
from komek.care.people.models import DuplicateLink, Person
from komek.care.people.nouns import Identity
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from tests.care.people.conftest import SHAKHNOZA
from tests.care.people.entries import last_entry

pytestmark = pytest.mark.slow


@pytest.fixture
def twin(shakhnoza: Person, aigul: Actor) -> Person:
    identity = Identity(given="Shaxnoza", surname="Karimova")
    return people.register_person(identity=identity, none_of=[shakhnoza.pk], by=aigul)


@pytest.fixture
def link(shakhnoza: Person, twin: Person, aigul: Actor) -> DuplicateLink:
    return people.propose_duplicate(first=shakhnoza, second=twin, words="same voice on the phone", by=aigul)


def test_two_persons_are_compared_side_by_side_with_reasons(shakhnoza: Person, twin: Person, dina: Actor) -> None:
    one, other, reasons = people.compare(first=shakhnoza, second=twin, by=dina)
    assert (one.given, other.given) == ("Шахноза", "Shaxnoza")
    assert [str(reason.text) for reason in reasons] == [
        "Same given name in another spelling",
        "Same surname in another spelling",
    ]
    assert set(last_entry().objects_seen) == {shakhnoza.pk, twin.pk}


def test_a_proposal_links_nobody_yet(link: DuplicateLink, shakhnoza: Person) -> None:
    assert link.state == flow.CANDIDATE
    assert people.linked(shakhnoza) == []


def test_a_second_person_confirms_and_both_files_stay(
    link: DuplicateLink, shakhnoza: Person, twin: Person, dina: Actor
) -> None:
    people.confirm_duplicate(link=link, by=dina)
    assert people.linked(shakhnoza) == [twin.pk]
    assert people.linked(twin) == [shakhnoza.pk]
    assert people.identity(shakhnoza, by=dina) == SHAKHNOZA
    assert last_entry().details == {"state": "same_person_confirmed"}


def test_a_proposal_waits_for_a_colleague_and_for_nobody_else(
    link: DuplicateLink, aigul: Actor, dina: Actor, bakyt: Actor, saule: Actor
) -> None:
    assert list(people.waiting_links(dina)) == [link]
    assert [*people.waiting_links(aigul), *people.waiting_links(bakyt), *people.waiting_links(saule)] == []
    people.confirm_duplicate(link=link, by=dina)
    assert not people.waiting_links(dina)


def test_who_proposed_does_not_confirm(link: DuplicateLink, aigul: Actor) -> None:
    for decide in (people.confirm_duplicate, people.reject_duplicate):
        with pytest.raises(WrongState, match="yourself"):
            decide(link=link, by=aigul)


def test_the_database_knows_it_too(link: DuplicateLink) -> None:
    link.state, link.decided_by, link.decided_on = flow.SAME, link.proposed_by, link.proposed_on
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
        link.save()


def test_the_end_of_a_link_undoes_it_and_keeps_who_decided(
    link: DuplicateLink, shakhnoza: Person, aigul: Actor, dina: Actor
) -> None:
    people.confirm_duplicate(link=link, by=dina)
    people.end_duplicate(link=link, by=aigul)
    link.refresh_from_db()
    assert people.linked(shakhnoza) == []
    assert (link.decided_by, link.ended_by) == (dina.user, aigul.user)


def test_after_the_end_the_same_two_may_be_proposed_again(
    link: DuplicateLink, shakhnoza: Person, twin: Person, aigul: Actor, dina: Actor
) -> None:
    people.end_duplicate(link=link, by=aigul)
    again = people.propose_duplicate(first=twin, second=shakhnoza, by=dina)
    assert people.confirm_duplicate(link=again, by=aigul).state == flow.SAME


def test_two_persons_confirmed_as_different_are_not_proposed_again(
    link: DuplicateLink, shakhnoza: Person, twin: Person, aigul: Actor, dina: Actor
) -> None:
    people.reject_duplicate(link=link, by=dina)
    assert people.linked(shakhnoza) == []
    with pytest.raises(WrongState):
        people.propose_duplicate(first=twin, second=shakhnoza, by=aigul)


@pytest.mark.parametrize("decide", [people.confirm_duplicate, people.reject_duplicate, people.end_duplicate])
def test_what_has_ended_is_decided_no_more(link: DuplicateLink, aigul: Actor, dina: Actor, decide: object) -> None:
    people.end_duplicate(link=link, by=aigul)
    with pytest.raises(WrongState):
        decide(link=link, by=dina)  # type: ignore[operator]


def test_what_is_decided_is_not_decided_twice(link: DuplicateLink, dina: Actor) -> None:
    people.confirm_duplicate(link=link, by=dina)
    with pytest.raises(WrongState):
        people.reject_duplicate(link=link, by=dina)


def test_a_person_is_no_duplicate_of_herself(shakhnoza: Person, aigul: Actor) -> None:
    with pytest.raises(Invalid):
        people.propose_duplicate(first=shakhnoza, second=shakhnoza, by=aigul)


def test_the_words_of_a_proposal_are_sealed(link: DuplicateLink, shakhnoza: Person, dina: Actor) -> None:
    assert b"voice" not in bytes(link.why)
    assert people.sheet(shakhnoza, by=dina).links[0].words == "same voice on the phone"
