"""Who is put on record, after a look at those like her; and who may not do it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from komek.care import people
from komek.care.people.models import Person
from komek.care.people.nouns import Contact, Identity
from komek.foundations import vault
from komek.foundations.orgs.models import Organisation
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, Invalid, Locked, WrongState
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate
from tests.care.people.conftest import REACHED, SHAKHNOZA
from tests.care.people.entries import last_entry
from tests.factories.orgs import Cast, make_member


def test_what_was_told_comes_back_as_it_was_told(shakhnoza: Person, aigul: Actor) -> None:
    shown, reached = people.show_identity(person=shakhnoza, by=aigul)
    assert (shown, reached) == (SHAKHNOZA, REACHED)


def test_nothing_about_her_stands_in_clear(shakhnoza: Person) -> None:
    row = Person.objects.values_list().get(pk=shakhnoza.pk)
    sealed = b"".join(bytes(value) for value in row if isinstance(value, memoryview | bytes))
    open_values = {str(value) for value in row if not isinstance(value, memoryview | bytes)}
    assert not any(word.encode() in sealed for word in ("Шахноза", "Каримова", "female", "7701234"))
    # two letters may stand in sealed bytes by chance, so short words are looked for where anybody could read them
    assert open_values.isdisjoint({"Шахноза", "Каримова", "1998", "UZ", "female", "7701234"})


def test_registering_is_recorded_with_the_person_and_without_a_name(shakhnoza: Person, aigul: Actor) -> None:
    entry = last_entry()
    assert (entry.verb, entry.object, entry.actor) == ("person.register", shakhnoza.pk, aigul.user)
    assert entry.details == {"others_set_aside": "0"}
    assert entry.organisation == aigul.organisation


def test_each_person_has_an_opaque_id_of_her_own_for_the_ledger(shakhnoza: Person, aigul: Actor) -> None:
    other = people.register_person(identity=Identity(given="Гүлнара"), by=aigul)
    assert len({shakhnoza.ledger_id, other.ledger_id, shakhnoza.pk, other.pk}) == 4


def test_a_person_may_stay_without_a_name(aigul: Actor) -> None:
    nobody = people.register_person(identity=Identity(given=Missing.DECLINED, surname=Missing.DECLINED), by=aigul)
    twin = people.register_person(identity=Identity(), by=aigul)
    assert people.identity(nobody, by=aigul).nameless
    assert twin.pk != nobody.pk


def test_an_answer_that_was_not_given_keeps_its_reason(aigul: Actor) -> None:
    asked = Identity(given="Ойгуль", sex=Missing.DECLINED, born=Missing.UNKNOWN, citizenships=Missing.NOT_APPLICABLE)
    person = people.register_person(identity=asked, by=aigul)
    assert people.identity(person, by=aigul) == asked
    assert people.identity(person, by=aigul).education is Missing.NOT_ASKED


def test_unknown_parts_of_a_birth_date_stay_unknown(aigul: Actor) -> None:
    person = people.register_person(identity=Identity(given="Ойгуль", born=PartialDate(1990, 5)), by=aigul)
    assert people.identity(person, by=aigul).born == PartialDate(1990, 5, None)


@pytest.mark.parametrize(
    "again",
    [
        Identity(given="Shaxnoza", surname="Karimova"),
        Identity(given="Şahnoza", surname="Kərimova"),
        Identity(given="Каримова", surname="Шахноза"),
        Identity(given="Shahnoza", born=PartialDate(1998, 3)),
    ],
    ids=["uzbek latin", "another latin", "swapped", "given name and year"],
)
def test_somebody_like_one_on_record_is_not_registered_before_a_look(
    shakhnoza: Person, aigul: Actor, again: Identity
) -> None:
    with pytest.raises(people.Lookalikes) as error:
        people.register_person(identity=again, by=aigul)
    assert error.value.ids == {shakhnoza.pk}
    assert Person.objects.count() == 1


def test_the_same_telephone_asks_for_a_look_whatever_the_name(shakhnoza: Person, aigul: Actor) -> None:
    with pytest.raises(people.Lookalikes):
        people.register_person(identity=Identity(given="Мадина"), contact=Contact(phones=("+77012345678",)), by=aigul)


def test_a_common_given_name_alone_stops_nobody(shakhnoza: Person, aigul: Actor) -> None:
    assert people.register_person(identity=Identity(given="Шахноза"), by=aigul)


def test_none_of_these_is_she_registers_her_and_says_how_many_were_set_aside(shakhnoza: Person, aigul: Actor) -> None:
    twin = people.register_person(identity=SHAKHNOZA, none_of=[shakhnoza.pk], by=aigul)
    assert twin.pk != shakhnoza.pk
    assert last_entry().details == {"others_set_aside": "1"}


def test_setting_one_aside_does_not_set_aside_the_other(shakhnoza: Person, aigul: Actor) -> None:
    people.register_person(identity=SHAKHNOZA, none_of=[shakhnoza.pk], by=aigul)
    with pytest.raises(people.Lookalikes):
        people.register_person(identity=SHAKHNOZA, none_of=[shakhnoza.pk], by=aigul)


def test_people_of_another_organisation_are_no_lookalikes(shakhnoza: Person, bakyt: Actor) -> None:
    assert people.register_person(identity=SHAKHNOZA, contact=REACHED, by=bakyt).organisation == bakyt.organisation


def test_an_administrator_registers_nobody(saule: Actor) -> None:
    with pytest.raises(Forbidden):
        people.register_person(identity=SHAKHNOZA, by=saule)


def test_a_locked_keyring_registers_nobody(cast: Cast) -> None:
    with pytest.raises(Locked):
        people.register_person(identity=SHAKHNOZA, by=cast.aigul.locked)
    assert not Person.objects.exists()


def test_without_confirmed_recovery_sheets_nobody_is_registered(aigul: Actor) -> None:
    Organisation.objects.update(demo=False)
    with pytest.raises(WrongState, match="recovery sheets"):
        people.register_person(identity=SHAKHNOZA, by=aigul)


def test_without_a_circle_of_the_cases_nobody_is_registered(cast: Cast) -> None:
    lonely = make_member(cast.counting, "Jibek", roles=["case_worker"])
    with pytest.raises(WrongState):
        people.register_person(identity=SHAKHNOZA, by=lonely.actor)


@pytest.mark.parametrize(
    ("field", "identity", "contact"),
    [
        ("sex", replace(SHAKHNOZA, sex="f"), Contact()),
        ("citizenships", replace(SHAKHNOZA, citizenships=("UZ", "XX")), Contact()),
        ("education", replace(SHAKHNOZA, education="phd"), Contact()),
        ("languages", SHAKHNOZA, Contact(languages=("uz",))),
        ("phones", SHAKHNOZA, Contact(phones=("8 701 234 56 78",))),
        ("messengers", SHAKHNOZA, Contact(messengers={"pigeon": "@x"})),
    ],
)
def test_what_is_in_no_list_is_refused_beside_its_field(
    aigul: Actor, field: str, identity: Identity, contact: Contact
) -> None:
    with pytest.raises(Invalid) as error:
        people.register_person(identity=identity, contact=contact, by=aigul)
    assert error.value.field == field


def test_a_corrected_name_is_found_and_the_old_one_is_not(shakhnoza: Person, aigul: Actor) -> None:
    people.correct_identity(person=shakhnoza, identity=Identity(given="Мадина", surname="Юсупова"), by=aigul)
    assert last_entry().verb == "person.correct_identity"
    found = people.search(query=people.parse("Yusupova"), by=aigul)
    assert [match.id for match in found.matches] == [shakhnoza.pk]
    assert not people.search(query=people.parse("Каримова"), by=aigul).matches


def test_a_corrected_telephone_is_found(shakhnoza: Person, aigul: Actor) -> None:
    people.correct_contact(person=shakhnoza, contact=Contact(phones=("+77770000001",)), by=aigul)
    assert last_entry().verb == "person.correct_contact"
    assert people.search(query=people.parse("8 777 000 00 01"), by=aigul).matches
    assert not people.search(query=people.parse("+77012345678"), by=aigul).matches


def test_colleagues_correct_and_strangers_find_nothing(
    shakhnoza: Person, dina: Actor, saule: Actor, bakyt: Actor
) -> None:
    people.correct_identity(person=shakhnoza, identity=SHAKHNOZA, by=dina)
    for verb, told in (
        (people.correct_identity, {"identity": SHAKHNOZA}),
        (people.correct_contact, {"contact": REACHED}),
    ):
        with pytest.raises(Forbidden):
            verb(person=shakhnoza, by=saule, **told)
        with pytest.raises(Hidden):
            verb(person=shakhnoza, by=bakyt, **told)


def test_opened_values_say_nothing_when_printed(shakhnoza: Person, aigul: Actor) -> None:
    shown, reached = people.show_identity(person=shakhnoza, by=aigul)
    veiled = people.veiled([shakhnoza], by=aigul)[shakhnoza.pk]
    assert "Шахноза" not in f"{shown!r}{reached!r}{veiled!r}{people.parse('Шахноза')!r}"


def test_a_reader_without_keys_sees_closed_and_counts_unknown(shakhnoza: Person, cast: Cast) -> None:
    outside = make_member(cast.umit, "Jibek", roles=["case_worker"]).actor
    assert people.veiled([shakhnoza], by=outside)[shakhnoza.pk].closed
    assert people.traits(shakhnoza, by=outside) == people.Traits()
    with pytest.raises(vault.NotEntitled):
        people.show_identity(person=shakhnoza, by=outside)


def test_a_person_that_never_was_is_hidden_like_a_strangers(shakhnoza: Person, aigul: Actor, bakyt: Actor) -> None:
    for actor, wanted in ((aigul, uuid4()), (bakyt, shakhnoza.pk)):
        with pytest.raises(Hidden):
            people.find(actor, wanted)
