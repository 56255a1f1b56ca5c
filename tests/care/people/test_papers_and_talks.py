"""Documents, the right to stay, interviews and interpreters, the consulate."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from komek.care import people
from komek.care.people.models import Person, RightToStay
from komek.care.people.nouns import Identity, Paper, Stay, Talk
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

pytestmark = pytest.mark.slow

PASSPORT = Paper(
    kind="passport",
    number="АС 1234567",
    country="UZ",
    expires=PartialDate(2030, 4),
    state="withheld",
    withheld_by="the employer",
)
DAY = date(2026, 11, 2)


def found(text: str, by: Actor) -> list[str]:
    matches = people.search(query=people.parse(text), by=by).matches
    return [reason.code for match in matches for reason in match.reasons]


def test_a_document_number_finds_the_person(shakhnoza: Person, aigul: Actor) -> None:
    people.add_document(person=shakhnoza, paper=PASSPORT, by=aigul)
    assert found("AC1234567", aigul) == ["paper"]
    assert found("1234567", aigul) == ["paper"]
    assert found("7654321", aigul) == []


def test_a_document_is_sealed_but_comes_back_whole(shakhnoza: Person, aigul: Actor) -> None:
    row = people.add_document(person=shakhnoza, paper=PASSPORT, by=aigul)
    assert b"employer" not in bytes(row.paper)
    assert people.sheet(shakhnoza, by=aigul).papers[0].told == PASSPORT


def test_a_document_that_changed_hands_is_written_anew(shakhnoza: Person, aigul: Actor) -> None:
    first = people.add_document(person=shakhnoza, paper=PASSPORT, by=aigul)
    held = Paper(kind="passport", number="AC1234567", state="held")
    people.add_document(person=shakhnoza, paper=held, instead_of=first, by=aigul)
    assert [paper.told.state for paper in people.sheet(shakhnoza, by=aigul).papers] == ["held"]


def test_an_ended_document_finds_nobody_and_ends_once(shakhnoza: Person, aigul: Actor) -> None:
    row = people.add_document(person=shakhnoza, paper=PASSPORT, by=aigul)
    people.end_document(document=row, by=aigul)
    assert found("AC1234567", aigul) == []
    with pytest.raises(WrongState):
        people.end_document(document=row, by=aigul)


def test_a_document_of_somebody_else_is_not_replaced(shakhnoza: Person, aigul: Actor) -> None:
    other = people.register_person(identity=Identity(given="Мадина"), by=aigul)
    row = people.add_document(person=other, paper=PASSPORT, by=aigul)
    with pytest.raises(WrongState):
        people.add_document(person=shakhnoza, paper=Paper(), instead_of=row, by=aigul)


def test_a_document_of_an_unknown_kind_is_refused(shakhnoza: Person, aigul: Actor) -> None:
    with pytest.raises(Invalid) as error:
        people.add_document(person=shakhnoza, paper=Paper(kind="scroll"), by=aigul)
    assert error.value.field == "kind"


def test_the_end_of_the_right_to_stay_is_a_deadline(shakhnoza: Person, aigul: Actor) -> None:
    until = timezone.localdate() + timedelta(days=20)
    assert people.stay_expires_on(shakhnoza) is None
    people.record_stay(person=shakhnoza, stay=Stay(basis="victim_stay_permit", number="7"), expires_on=until, by=aigul)
    assert people.stay_expires_on(shakhnoza) == until


def test_a_new_right_to_stay_takes_the_place_of_the_old_one(shakhnoza: Person, aigul: Actor) -> None:
    people.record_stay(person=shakhnoza, stay=Stay(basis="visa"), expires_on=DAY, by=aigul)
    people.record_stay(person=shakhnoza, stay=Stay(basis="refugee"), by=aigul)
    assert people.stay_expires_on(shakhnoza) is None
    assert [stay.told.basis for stay in people.sheet(shakhnoza, by=aigul).stays] == ["refugee"]
    assert RightToStay.objects.count() == 2


def test_who_keeps_deadlines_hears_of_a_new_right_to_stay(
    shakhnoza: Person, aigul: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Person] = []
    monkeypatch.setattr("komek.care.people.seams.STAY_WRITTEN", [heard.append])
    people.record_stay(person=shakhnoza, stay=Stay(basis="visa"), expires_on=DAY, by=aigul)
    assert heard == [shakhnoza]


def test_a_basis_that_is_in_no_list_is_refused(shakhnoza: Person, aigul: Actor) -> None:
    with pytest.raises(Invalid):
        people.record_stay(person=shakhnoza, stay=Stay(basis="friendship"), by=aigul)


def test_the_consulate_is_not_contacted_unless_her_consent_says_so(
    shakhnoza: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not people.consulate_allowed(shakhnoza)
    monkeypatch.setattr("komek.care.people.seams.CONSULATE", [lambda person: person.pk == shakhnoza.pk])
    assert people.consulate_allowed(shakhnoza)


def test_an_interview_keeps_language_and_interpreter(shakhnoza: Person, aigul: Actor) -> None:
    talk = Talk(language="uzb", interpreter="Зарина Юсупова", vetting="code_signed", words="calm")
    row = people.record_interview(person=shakhnoza, day=DAY, talk=talk, by=aigul)
    assert "Зарина".encode() not in bytes(row.talk)
    assert people.sheet(shakhnoza, by=aigul).talks[0].told == talk


@pytest.mark.parametrize("name", ["Зарина Юсупова", "Zarina Yusupova", "zarina", "Yusupova Zarina"])
def test_a_vetoed_interpreter_does_not_interpret_in_any_spelling(shakhnoza: Person, aigul: Actor, name: str) -> None:
    people.veto_interpreter(person=shakhnoza, name="Зарина Юсупова", words="of her village", by=aigul)
    with pytest.raises(Invalid) as error:
        people.record_interview(person=shakhnoza, day=DAY, talk=Talk(interpreter=name, vetting="vetted"), by=aigul)
    assert error.value.field == "interpreter"


def test_a_veto_is_hers_alone(shakhnoza: Person, aigul: Actor) -> None:
    people.veto_interpreter(person=shakhnoza, name="Зарина", by=aigul)
    other = people.register_person(identity=Identity(given="Мадина"), by=aigul)
    assert people.record_interview(person=other, day=DAY, talk=Talk(interpreter="Зарина", vetting="vetted"), by=aigul)
    assert people.record_interview(person=shakhnoza, day=DAY, talk=Talk(interpreter="Малика"), by=aigul)


@pytest.mark.parametrize("vetting", ["barred", "rejected", "conflict_of_interest"])
def test_a_barred_interpreter_does_not_interpret(shakhnoza: Person, aigul: Actor, vetting: str) -> None:
    with pytest.raises(Invalid) as error:
        people.record_interview(person=shakhnoza, day=DAY, talk=Talk(interpreter="Малика", vetting=vetting), by=aigul)
    assert error.value.field == "vetting"


def test_no_interview_is_held_tomorrow(shakhnoza: Person, aigul: Actor) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid) as error:
        people.record_interview(person=shakhnoza, day=tomorrow, talk=Talk(), by=aigul)
    assert error.value.field == "day"


def test_a_veto_needs_a_name_and_no_reason(shakhnoza: Person, aigul: Actor) -> None:
    with pytest.raises(Invalid):
        people.veto_interpreter(person=shakhnoza, name="  ", by=aigul)
    assert people.veto_interpreter(person=shakhnoza, name="Зарина", by=aigul)


def test_a_talk_without_an_interpreter_says_so(shakhnoza: Person, aigul: Actor) -> None:
    people.record_interview(person=shakhnoza, day=DAY, talk=Talk(language="rus"), by=aigul)
    assert people.sheet(shakhnoza, by=aigul).talks[0].told.interpreter is Missing.NOT_APPLICABLE
