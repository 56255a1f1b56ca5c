"""For every verb about a person: a stranger learns nothing, a colleague without the role is refused, a lock holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from komek.care import people
from komek.care.people.models import Person
from komek.care.people.nouns import Identity, Paper, Stay, Talk, Tie, View
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, Locked
from komek.kernel.partialdate import PartialDate
from tests.care.people.conftest import REACHED, SHAKHNOZA
from tests.care.people.entries import last_entry
from tests.factories.orgs import Cast, make_member

pytestmark = pytest.mark.slow


@dataclass
class File:
    """A person with one row of everything about her, written by Aigul."""

    person: Person
    other: Person
    child: Person
    document: Any
    relation: Any
    link: Any
    view: Any


@pytest.fixture
def file(shakhnoza: Person, aigul: Actor) -> File:
    other = people.register_person(identity=Identity(given="Мадина"), by=aigul)
    child = people.register_person(identity=Identity(given="Али", born=PartialDate(2019)), by=aigul)
    view = View(words="Wants to stay with her aunt", basis="best_interests", motive="the father may be the suspect")
    return File(
        person=shakhnoza,
        other=other,
        child=child,
        document=people.add_document(person=shakhnoza, paper=Paper(kind="passport", number="N1234567"), by=aigul),
        relation=people.relate(person=child, other=shakhnoza, tie=Tie(kind="parent"), by=aigul),
        link=people.propose_duplicate(first=shakhnoza, second=other, by=aigul),
        view=people.record_child_view(person=child, day=date(2026, 11, 1), view=view, by=aigul),
    )


Doing = Callable[[File, Actor], Any]
VERBS: dict[str, Doing] = {
    "person.read": lambda f, by: people.read_person(person=f.person, by=by),
    "person.history": lambda f, by: people.read_history(person=f.person, by=by),
    "person.show_identity": lambda f, by: people.show_identity(person=f.person, by=by),
    "person.correct_identity": lambda f, by: people.correct_identity(person=f.person, identity=SHAKHNOZA, by=by),
    "person.correct_contact": lambda f, by: people.correct_contact(person=f.person, contact=REACHED, by=by),
    "person.add_document": lambda f, by: people.add_document(person=f.person, paper=Paper(), by=by),
    "person.end_document": lambda f, by: people.end_document(document=f.document, by=by),
    "person.record_stay": lambda f, by: people.record_stay(person=f.person, stay=Stay(), by=by),
    "person.relate": lambda f, by: people.relate(person=f.person, other=f.other, tie=Tie(kind="friend"), by=by),
    "person.relate_new": lambda f, by: people.relate_new(
        person=f.person, identity=Identity(given="Гүлнара"), tie=Tie(kind="sibling"), by=by
    ),
    "person.end_relation": lambda f, by: people.end_relation(relation=f.relation, by=by),
    "person.compare": lambda f, by: people.compare(first=f.person, second=f.other, by=by),
    "person.propose_duplicate": lambda f, by: people.propose_duplicate(first=f.person, second=f.child, by=by),
    "person.confirm_duplicate": lambda f, by: people.confirm_duplicate(link=f.link, by=by),
    "person.reject_duplicate": lambda f, by: people.reject_duplicate(link=f.link, by=by),
    "person.end_duplicate": lambda f, by: people.end_duplicate(link=f.link, by=by),
    "person.record_interview": lambda f, by: people.record_interview(
        person=f.person, day=date(2026, 11, 1), talk=Talk(), by=by
    ),
    "person.veto_interpreter": lambda f, by: people.veto_interpreter(person=f.person, name="Zarina", by=by),
    "person.record_child_view": lambda f, by: people.record_child_view(
        person=f.child, day=date(2026, 11, 2), view=View(basis="best_interests", motive="m"), by=by
    ),
    "person.sign_child_view": lambda f, by: people.sign_child_view(view=f.view, by=by),
    "person.export": lambda f, by: people.export_person(person=f.person, by=by),
    "person.erase": lambda f, by: people.erase_person(person=f.person, reason="wish", by=by),
}
WITHOUT_A_PERSON = {"person.register", "person.search"}
OF_THE_HOUSE = {"person.erase_by_rule"}
"""Done by nobody, by a rule of the organisation."""
NEEDS_NO_KEY = {
    "person.read",
    "person.history",
    "person.confirm_duplicate",
    "person.reject_duplicate",
    "person.end_duplicate",
    "person.end_relation",
    "person.erase",
}


def test_no_verb_is_forgotten_here() -> None:
    found = {verb.code for verb in audit.VERBS if verb.code.startswith("person.")}
    assert found == set(VERBS) | WITHOUT_A_PERSON | OF_THE_HOUSE


def test_a_rule_erases_in_its_own_organisation_alone(file: File, cast: Cast) -> None:
    with pytest.raises(Hidden):
        people.erase_by_rule(person=file.other, organisation=cast.sabr.pk)
    people.erase_by_rule(person=file.other, organisation=cast.umit.pk)

    entry = last_entry()
    assert (entry.verb, entry.actor, entry.organisation) == ("person.erase_by_rule", None, cast.umit.pk)
    assert (entry.kind, entry.object) == ("person", file.other.pk)
    file.other.refresh_from_db()
    assert file.other.erased


@pytest.mark.parametrize("verb", VERBS)
def test_a_colleague_with_the_role_does_it_and_it_is_recorded(file: File, dina: Actor, verb: str) -> None:
    VERBS[verb](file, dina)
    entry = last_entry()
    assert (entry.verb, entry.actor, entry.organisation, entry.kind) == (verb, dina.user, dina.organisation, "person")
    assert {file.person.pk, file.child.pk} & {entry.object, *entry.objects_seen}
    assert str(entry.sentence)
    assert str(entry.plain)


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_learns_nothing(file: File, bakyt: Actor, verb: str) -> None:
    with pytest.raises(Hidden):
        VERBS[verb](file, bakyt)


@pytest.mark.parametrize("verb", VERBS)
def test_a_colleague_without_the_role_is_refused(file: File, saule: Actor, verb: str) -> None:
    with pytest.raises(Forbidden):
        VERBS[verb](file, saule)


@pytest.mark.parametrize("verb", sorted(set(VERBS) - NEEDS_NO_KEY))
def test_while_locked_nothing_is_opened_and_nothing_is_sealed(file: File, cast: Cast, verb: str) -> None:
    with pytest.raises(Locked):
        VERBS[verb](file, cast.dina.locked)


def test_a_lawyer_reads_and_writes_papers_and_registers_nobody(file: File, cast: Cast) -> None:
    lawyer = make_member(cast.umit, "Timur", roles=["lawyer"], circles=["cases", "legal"]).actor
    for verb in ("person.read", "person.show_identity", "person.add_document", "person.record_stay"):
        VERBS[verb](file, lawyer)
    for verb in ("person.correct_identity", "person.relate", "person.erase", "person.confirm_duplicate"):
        with pytest.raises(Forbidden):
            VERBS[verb](file, lawyer)


def test_a_case_worker_does_not_erase(file: File, aigul: Actor) -> None:
    with pytest.raises(Forbidden):
        people.erase_person(person=file.person, reason="wish", by=aigul)
