"""Relatives, children and those who may speak for them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from komek.care import people
from komek.care.people.models import Person, Relation
from komek.care.people.nouns import Identity, Tie, View
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate
from tests.factories.orgs import Cast, make_member

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 2)
BEST = View(words="Wants to stay with her aunt", basis="best_interests", motive="the father may be the suspect")


@pytest.fixture
def child(aigul: Actor) -> Person:
    return people.register_person(identity=Identity(given="Али", born=PartialDate(2019)), by=aigul)


@pytest.fixture
def father(aigul: Actor) -> Person:
    return people.register_person(identity=Identity(given="Рустам", surname="Каримов"), by=aigul)


def guardian(child: Person, other: Person, suspect: str | Missing, by: Actor) -> Relation:
    return people.relate(person=child, other=other, tie=Tie(kind="parent", guardian=True, suspect=suspect), by=by)


def test_a_relative_is_shown_veiled_from_both_sides(child: Person, father: Person, aigul: Actor) -> None:
    people.relate(person=child, other=father, tie=Tie(kind="parent", words="lives apart"), by=aigul)
    (up,) = people.sheet(child, by=aigul).relatives
    (down,) = people.sheet(father, by=aigul).relatives
    assert (up.other.name, up.tie.kind, up.from_here) == ("Рустам К.", "parent", True)
    assert (down.other.name, down.tie.kind, down.from_here) == ("Али", "child", False)


def test_what_ties_two_people_is_sealed(child: Person, father: Person, aigul: Actor) -> None:
    row = guardian(child, father, "yes", aigul)
    assert not any(word in bytes(row.tie) for word in (b"parent", b"suspect", b"yes"))


def test_a_tie_is_written_anew_and_never_twice(child: Person, father: Person, aigul: Actor) -> None:
    first = guardian(child, father, Missing.NOT_ASKED, aigul)
    second = guardian(child, father, "yes", aigul)
    assert first.pk == second.pk
    assert people.sheet(child, by=aigul).relatives[0].tie.suspect == "yes"


def test_nobody_is_a_relative_of_herself(child: Person, aigul: Actor) -> None:
    with pytest.raises(Invalid):
        people.relate(person=child, other=child, tie=Tie(kind="sibling"), by=aigul)


def test_a_tie_that_has_ended_is_gone_from_both_pages(child: Person, father: Person, aigul: Actor) -> None:
    row = guardian(child, father, "no", aigul)
    people.end_relation(relation=row, by=aigul)
    assert not people.sheet(child, by=aigul).relatives
    assert not people.guardian_may_consent(child, by=aigul)
    with pytest.raises(WrongState):
        people.end_relation(relation=row, by=aigul)


def test_a_guardian_known_not_to_be_the_suspect_may_consent(child: Person, father: Person, aigul: Actor) -> None:
    guardian(child, father, "no", aigul)
    assert people.guardian_may_consent(child, by=aigul)
    assert people.standing(child, by=aigul).guardians == (father.pk,)


@pytest.mark.parametrize("answer", ["yes", "unknown", Missing.NOT_ASKED, Missing.DECLINED])
def test_a_guardian_who_may_be_the_suspect_blocks_her_consent(
    child: Person, father: Person, aigul: Actor, answer: str | Missing
) -> None:
    guardian(child, father, answer, aigul)
    stands = people.standing(child, by=aigul)
    assert (stands.basis, stands.blocked) == ("best_interests", (father.pk,))
    assert not people.guardian_may_consent(child, by=aigul)
    with pytest.raises(Invalid) as error:
        people.record_child_view(person=child, day=DAY, view=View(words="…", basis="guardian"), by=aigul)
    assert error.value.field == "basis"


def test_without_a_guardian_two_people_decide_what_is_best(child: Person, aigul: Actor, dina: Actor) -> None:
    view = people.record_child_view(person=child, day=DAY, view=BEST, by=aigul)
    assert not people.standing(child, by=aigul).ready
    assert (people.waiting_views(by=dina), people.waiting_views(by=aigul)) == ([view], [])
    people.sign_child_view(view=view, by=dina)
    assert people.standing(child, by=aigul).ready
    assert people.waiting_views(by=dina) == []


def test_who_wrote_a_view_does_not_sign_it(child: Person, aigul: Actor) -> None:
    view = people.record_child_view(person=child, day=DAY, view=BEST, by=aigul)
    with pytest.raises(WrongState, match="yourself"):
        people.sign_child_view(view=view, by=aigul)
    view.signed_by, view.signed_on = view.recorded_by, DAY
    with pytest.raises(IntegrityError, match="signed_by_another"), transaction.atomic():
        view.save()


def test_a_view_is_signed_once_and_only_where_two_must_decide(
    child: Person, father: Person, aigul: Actor, dina: Actor
) -> None:
    best = people.record_child_view(person=child, day=DAY, view=BEST, by=aigul)
    people.sign_child_view(view=best, by=dina)
    guardian(child, father, "no", aigul)
    other = people.record_child_view(person=child, day=DAY, view=View(words="…", basis="guardian"), by=aigul)
    for view in (best, other):
        with pytest.raises(WrongState):
            people.sign_child_view(view=view, by=dina)


def test_a_guardian_signs_only_beside_the_childs_own_view(child: Person, father: Person, aigul: Actor) -> None:
    guardian(child, father, "no", aigul)
    assert not people.standing(child, by=aigul).ready
    people.record_child_view(person=child, day=DAY, view=View(words=Missing.DECLINED), by=aigul)
    assert people.standing(child, by=aigul).ready


def test_a_later_suspicion_takes_the_guardians_word_away_again(child: Person, father: Person, aigul: Actor) -> None:
    guardian(child, father, "no", aigul)
    people.record_child_view(person=child, day=DAY, view=View(words="…"), by=aigul)
    guardian(child, father, "yes", aigul)
    stands = people.standing(child, by=aigul)
    assert (stands.basis, stands.ready) == ("best_interests", False)


def test_a_grown_woman_speaks_for_herself(shakhnoza: Person, aigul: Actor) -> None:
    assert people.standing(shakhnoza, by=aigul).basis == "own"
    with pytest.raises(WrongState, match="of age"):
        people.record_child_view(person=shakhnoza, day=DAY, view=BEST, by=aigul)


def test_of_unknown_age_whoever_has_a_guardian_counts_as_a_child(father: Person, aigul: Actor) -> None:
    somebody = people.register_person(identity=Identity(given="Сабина"), by=aigul)
    assert people.standing(somebody, by=aigul).basis == "own"
    guardian(somebody, father, "unknown", aigul)
    assert people.standing(somebody, by=aigul).basis == "best_interests"


@pytest.mark.parametrize(
    ("field", "view"),
    [
        ("motive", View(words="…", basis="best_interests", motive=" ")),
        ("basis", View(words="…", basis="whatever")),
        ("guardianship", View(words="…", basis="best_interests", motive="m", guardianship="nobody")),
    ],
)
def test_a_view_that_lacks_something_says_what(child: Person, aigul: Actor, field: str, view: View) -> None:
    with pytest.raises(Invalid) as error:
        people.record_child_view(person=child, day=DAY, view=view, by=aigul)
    assert error.value.field == field


def test_the_sheet_and_the_question_agree_on_who_may_speak(child: Person, father: Person, aigul: Actor) -> None:
    guardian(child, father, "no", aigul)
    people.record_child_view(person=child, day=DAY, view=View(words="…"), by=aigul)
    assert people.sheet(child, by=aigul).standing == people.standing(child, by=aigul)


def test_whose_age_the_reader_cannot_open_counts_as_a_child(shakhnoza: Person, cast: Cast, aigul: Actor) -> None:
    lawyer = make_member(cast.umit, "Ruslan", roles=["lawyer"], circles=["legal"]).actor
    assert people.standing(shakhnoza, by=aigul).of_age
    stands = people.standing(shakhnoza, by=lawyer)
    assert (stands.basis, stands.closed, stands.ready) == ("best_interests", True, False)
    assert people.sheet(shakhnoza, by=lawyer).standing == stands
