"""From a file to sealed cases: what is written, what waits, what counts, and that one bad line stops no other."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from komek.care import people
from komek.care.cases import nightly
from komek.care.cases.models import Case, RegisterImport, RegisterLine
from komek.care.cases.queries import reading as case_reading
from komek.care.cases.register import actions, entering, erasing, generator, queries
from komek.care.cases.register.preview import Choices
from komek.care.cases.register.values import Client
from komek.care.people.models import Person
from komek.foundations import vault
from komek.foundations.ledger.models import Fact
from komek.foundations.orgs.models import Organisation
from komek.foundations.vault.models import FileChunk, SealedFile
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.records import facts, last_entry
from tests.care.cases.register.conftest import Bring
from tests.factories.orgs import Cast

pytestmark = pytest.mark.slow

HEAD = (
    "№;Дата обращения;ФИО;Дата рождения;Пол;Гражданство;Телефон;Область;Кем направлен;"
    "Услуги;Статус;Примечание;Дата закрытия;Причина закрытия\n"
)
SHAKHNOZA = (
    "7;03.05.2021;Каримова Шахноза Хасановна;12.05.1998;ж;Узбекистан;8 701 234 56 78;г. Алматы;полиция;"
    "приют, юрист;идентифицирована НПО;=2+2;01.02.2022;помощь оказана\n"
)
DINA = "8;2020-11;Омарова Дина;1999;ж;РК;;Жамбылская область;сама;;;;;\n"
AGAIN = "9;01.09.2022;Karimova Shaxnoza;12.05.1998;F;UZ;;Almaty;IOM;;;;;\n"
BROKEN = "10;01.09.2022;Асанова Айгүл;29.02.2001;ж;КР;;;;;;;;\n"


def run(register: RegisterImport, cast: Cast) -> queries.Standing:
    while not (standing := actions.take_batch(register, by=cast.aigul.actor)).over:
        pass
    return standing


def test_a_line_becomes_a_sealed_person_and_a_sealed_case(cast: Cast, bring: Bring) -> None:
    by = cast.aigul.actor
    run(bring((HEAD + SHAKHNOZA).encode()), cast)
    case = Case.objects.get()
    told = people.identity(case.person, by=by)
    assert told.full_name == "Каримова Шахноза Хасановна"
    assert (told.sex, told.citizenships, str(told.born)) == ("female", ("UZ",), "1998-05-12")
    assert people.contact(case.person, by=by).phones == ("+77012345678",)
    assert (case.taken_from, case.state, case.country, case.region) == ("register", "closed", "KZ", "KZ-75")
    assert (case.opened_on, case.closed_on, case.number) == (date(2021, 5, 3), date(2022, 2, 1), "KZ-21-0001")
    assert case_reading.intake(case, by=by)["words"] == "Number in the register: 7\n=2+2"
    assert {service.type for service in case.services.all()} == {"shelter_safehouse", "legal_consultation"}
    assert [(each.status, each.body) for each in case.decisions.all()] == [("identified_by_ngo", "ngo")]


def test_it_counts_in_its_own_month_and_is_marked(cast: Cast, bring: Bring) -> None:
    run(bring((HEAD + SHAKHNOZA).encode()), cast)
    told = {(fact.measure, fact.occurred_on, fact.source) for fact in Fact._default_manager.all()}
    assert told == {
        ("case_opened", date(2021, 5, 1), "register"),
        ("person_identified", date(2021, 5, 1), "register"),
        ("service_delivered", date(2021, 5, 1), "register"),
        ("case_closed", date(2022, 2, 1), "register"),
    }
    fact = facts("case_opened")[0]
    assert fact.axes == {"kind": "full", "source": "law_enforcement", "origin": "UZ"}
    assert (fact.sex, fact.age_band) == ("female", "21_23"), "the age she had when she came"
    assert Counter(fact.axes["type"] for fact in facts("service_delivered"))["shelter_safehouse"] == 1


def test_what_it_did_is_on_record_without_a_word_of_the_file(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA).encode())
    assert last_entry("register.receive").object == last_entry("register.choose").object == register.id
    run(register, cast)
    entry, case = last_entry("register.take_line"), Case.objects.get()
    assert entry.object == case.id
    assert list(entry.objects_seen) == [case.person_id, register.id]
    actions.finish(register=register, by=cast.aigul.actor)
    assert last_entry("register.finish").details == {"opened": "1"}


def test_a_line_that_is_wrong_or_looks_like_another_waits_and_stops_nobody(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA + AGAIN + BROKEN + DINA).encode())
    standing = run(register, cast)
    assert (standing.people, standing.taken, standing.held, standing.bad) == (4, 2, 1, 1)
    assert sorted(register.lines.values_list("number", flat=True)) == [2, 5]


def test_the_same_person_gets_a_second_case_if_somebody_says_so(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA + AGAIN).encode())
    run(register, cast)
    actions.answer(register=register, answers={3: "same"}, by=cast.aigul.actor)
    run(register, cast)
    assert (Person.objects.count(), Case.objects.count()) == (1, 2)
    assert dict(register.lines.values_list("number", "outcome")) == {2: "opened", 3: "known"}


def test_another_person_is_registered_if_somebody_says_so(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA + AGAIN).encode())
    actions.answer(register=register, answers={3: "new"}, by=cast.aigul.actor)
    run(register, cast)
    assert Person.objects.count() == 2


def test_a_line_that_follows_one_left_out_waits_too(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA + AGAIN).encode())
    actions.answer(register=register, answers={2: "out", 3: "same"}, by=cast.aigul.actor)
    standing = run(register, cast)
    assert (standing.taken, standing.held, standing.left_out) == (0, 1, 1)


def test_somebody_on_record_is_found_in_another_script(cast: Cast, bring: Bring) -> None:
    run(bring((HEAD + SHAKHNOZA).encode()), cast)
    register = bring((HEAD + AGAIN).encode())
    likeness = queries.opened(register, by=cast.aigul.actor).checked.alike[2]
    assert (likeness.kind, likeness.other) == ("person", str(Person.objects.get().pk))
    assert last_entry("register.choose").objects_seen == [Person.objects.get().pk]


def test_an_import_goes_on_where_it_stopped(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA + DINA).encode())
    first = actions.take_batch(register, by=cast.aigul.actor, seconds=0)
    assert (first.taken, first.ready) == (1, 1)
    second = actions.take_batch(RegisterImport.objects.get(), by=cast.dina.actor, seconds=0)
    assert (second.taken, second.ready, Case.objects.count()) == (2, 0, 2)


def test_a_line_is_taken_in_once_and_only_if_it_is_ready(cast: Cast, bring: Bring) -> None:
    by, register = cast.aigul.actor, bring((HEAD + SHAKHNOZA + AGAIN).encode())
    opened = queries.opened(register, by=by)
    first, second = queries.with_cells(register, opened, (), by=by), queries.lines(register, by=by)
    ((client, cells),) = first
    assert second == [2, 3]
    actions.take_line(register=register, opened=opened, client=client, cells=cells, by=by)
    with pytest.raises(WrongState, match="already"):
        actions.take_line(register=register, opened=opened, client=client, cells=cells, by=by)
    waits = replace(client, line=3)
    with pytest.raises(WrongState, match="not ready"):
        actions.take_line(register=register, opened=opened, client=waits, cells=cells, by=by)


def test_looking_is_on_record_and_answers_are_checked(cast: Cast, bring: Bring) -> None:
    by, register = cast.dina.actor, bring((HEAD + SHAKHNOZA + AGAIN).encode())
    _opened, book = actions.look(register=register, by=by)
    assert (len(book.lines), last_entry("register.look").actor) == (3, by.user)
    for wrong in ({3: "perhaps"}, {2: "same"}):
        with pytest.raises(Invalid):
            actions.answer(register=register, answers=wrong, by=by)
    actions.answer(register=register, answers={3: "out"}, by=by)
    assert last_entry("register.answer").details == {"lines": "1"}
    actions.answer(register=register, answers={3: ""}, by=by)
    assert queries.opened(register, by=by).choices.answers == {}


def test_a_line_that_fails_is_written_down_and_the_next_one_comes_in(
    cast: Cast, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = entering.enter

    def fail_once(client: Client, *args: Any, **kwargs: Any) -> Case:
        if client.line == 2:
            raise Invalid("no")
        return enter(client, *args, **kwargs)

    monkeypatch.setattr(entering, "enter", fail_once)
    register = bring((HEAD + SHAKHNOZA + DINA).encode())
    standing = run(register, cast)
    assert (standing.failed, standing.taken) == (1, 1)
    assert last_entry("register.set_aside").object == register.id
    assert Person.objects.count() == 1, "who was registered for the line that failed is not left behind"


def test_the_file_rests_sealed_and_goes_when_the_import_ends(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA + BROKEN).encode())
    assert not any("Каримова".encode() in bytes(chunk.data) for chunk in FileChunk.objects.all())
    run(register, cast)
    actions.finish(register=register, by=cast.aigul.actor)
    assert (FileChunk.objects.count(), SealedFile.objects.count(), register.file) == (0, 0, None)
    assert dict(register.lines.values_list("number", "outcome")) == {2: "opened", 3: "bad"}
    with pytest.raises(WrongState):
        actions.take_batch(register, by=cast.aigul.actor)


def test_a_file_that_nobody_finishes_goes_after_fourteen_days(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA).encode())
    with time_machine.travel(register.received_on + timedelta(days=13), tick=False):
        nightly.expire_registers()
        assert FileChunk.objects.exists()
    with time_machine.travel(register.received_on + timedelta(days=15), tick=False):
        nightly.expire_registers()
    register.refresh_from_db()
    assert (register.state, FileChunk.objects.count()) == ("dropped", 0)
    assert last_entry("register.expire").actor is None


def test_a_dropped_register_leaves_what_was_taken_in(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA + DINA).encode())
    actions.take_batch(register, by=cast.aigul.actor, seconds=0)
    actions.drop(register=register, by=cast.aigul.actor)
    assert (register.state, Case.objects.count(), SealedFile.objects.count()) == ("dropped", 1, 0)
    assert last_entry("register.drop").object == register.id


def test_an_import_with_waiting_lines_is_not_finished_by_mistake(cast: Cast, bring: Bring) -> None:
    with pytest.raises(WrongState):
        actions.finish(register=bring((HEAD + SHAKHNOZA).encode()), by=cast.aigul.actor)


def test_the_line_as_it_was_written_rests_with_the_person_and_goes_with_her(cast: Cast, bring: Bring) -> None:
    run(bring((HEAD + SHAKHNOZA).encode()), cast)
    line = RegisterLine.objects.get()
    assert "Шахноза".encode() not in bytes(line.written)
    cells = actions.read_line(line=line, by=cast.dina.actor)
    assert (cells["Телефон"], cells["Примечание"]) == ("8 701 234 56 78", "=2+2")
    assert last_entry("register.read_line").object == line.person
    (section,) = erasing.export(Person.objects.get(), cast.aigul.actor)
    assert ("Телефон", "8 701 234 56 78") in [(each.name, each.value) for each in section.lines]
    assert erasing.erase(Person.objects.get(), cast.aigul.actor) == 1
    line.refresh_from_db()
    assert (bytes(line.written), line.person) == (b"", None)
    with pytest.raises(Hidden):
        queries.find_line(cast.aigul.actor, line.pk)


def test_what_headings_mean_is_remembered_and_sealed(cast: Cast, bring: Bring) -> None:
    by = cast.aigul.actor
    register = bring("Шифр 1;Особая колонка\nОмарова Дина;12\n".encode(), choose=False)
    chosen = queries.opened(register, by=by).choices
    assert set(chosen.columns.values()) == {""}
    choices = Choices("", 1, {0: "full_name", 1: "notes"}, "KZ")
    actions.choose(register=register, choices=choices, by=by)
    again = bring("Особая колонка;Шифр 1\n12;Асанова Айгуль\n".encode(), staff=cast.dina, choose=False)
    assert queries.opened(again, by=cast.dina.actor).choices.columns == {0: "notes", 1: "full_name"}
    assert queries.remembered(by=cast.bakyt.actor) == {}


@pytest.mark.parametrize("columns", [{0: "notes"}, {0: "full_name", 1: "full_name"}, {0: "shoe_size"}, {}])
def test_a_choice_of_columns_that_cannot_be_is_refused(cast: Cast, bring: Bring, columns: dict[int, str]) -> None:
    register = bring((HEAD + SHAKHNOZA).encode())
    with pytest.raises(Invalid):
        actions.choose(register=register, choices=Choices("", 1, columns, "KZ"), by=cast.aigul.actor)


def test_who_may_bring_a_register_along(cast: Cast, bring: Bring) -> None:
    data = (HEAD + SHAKHNOZA).encode()
    for staff in (cast.saule, cast.charos):
        with pytest.raises(Forbidden):
            bring(data, staff=staff)
    with pytest.raises(vault.KeyringLocked):
        actions.receive(upload=vault.uploads.from_bytes("a.csv", data), by=cast.aigul.locked)
    assert bring(data, staff=cast.dina).state == "looked_at"


def test_a_register_of_another_organisation_does_not_exist(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA).encode())
    with pytest.raises(Hidden):
        queries.find(cast.bakyt.actor, register.pk)
    with pytest.raises(Forbidden):
        queries.find(cast.saule.actor, register.pk)
    for verb, more in ((actions.drop, {}), (actions.finish, {}), (actions.answer, {"answers": {2: "new"}})):
        with pytest.raises(Hidden):
            verb(register=register, by=cast.bakyt.actor, **more)
    assert not queries.visible(cast.bakyt.actor).exists()


def test_before_the_sheets_are_confirmed_nothing_is_taken_in(cast: Cast, bring: Bring) -> None:
    Organisation.objects.filter(pk=cast.umit.pk).update(demo=False)
    with pytest.raises(WrongState, match="recovery sheets"):
        bring((HEAD + SHAKHNOZA).encode())


def test_a_negative_of_the_register_waits_for_its_second_signature(cast: Cast, bring: Bring) -> None:
    line = "1;03.05.2021;Омарова Дина;1999;ж;РК;;;;;не жертва;;;\n"
    run(bring((HEAD + line).encode()), cast)
    case = Case.objects.get()
    assert case.identification == "potential_victim"
    assert case.waiting_decision() is not None
    assert facts("person_identified") == []


def test_from_an_age_alone_the_band_is_counted_and_no_birth_is_invented(cast: Cast, bring: Bring) -> None:
    run(bring("ФИО;Возраст;Дата обращения\nОмарова Дина;24;03.05.2021\n".encode()), cast)
    case = Case.objects.get()
    assert people.identity(case.person, by=cast.aigul.actor).born == "unknown"
    assert facts("case_opened")[0].age_band == "24_26"
    assert "24" in case_reading.intake(case, by=cast.aigul.actor)["words"]


@pytest.mark.slow
def test_an_invented_register_of_500_lines_comes_in_whole(cast: Cast, bring: Bring) -> None:
    sample = generator.generate(500, seed=11)
    truth, register = sample.truth, bring(sample.xlsx(), "register.xlsx")
    found = queries.opened(register, by=cast.aigul.actor).checked
    assert found.people == 500
    assert found.bad == truth.bad
    hit = {
        line
        for line, first in truth.duplicates.items()
        if line in found.alike
        and truth.duplicates.get(int(found.alike[line].other), int(found.alike[line].other)) == first
    }
    recall, wrong = len(hit) / len(truth.duplicates), len(set(found.alike) - set(truth.duplicates))
    print(f"\nplanted duplicates {len(truth.duplicates)}, found {len(hit)} (recall {recall:.2f}), wrongly held {wrong}")
    assert recall >= 0.9
    assert wrong <= 5
    standing = run(register, cast)
    assert standing.taken == 500 - len(found.bad) - len(found.alike)
    assert (standing.failed, standing.held, standing.bad) == (0, len(found.alike), len(found.bad))
    taken = set(register.lines.values_list("number", flat=True))
    assert Case.objects.count() == len(taken) == len(facts("case_opened"))
    assert Counter(fact.sex for fact in facts("case_opened")) == Counter(truth.sex[line] for line in taken)
    assert Counter(fact.occurred_on for fact in facts("case_opened")) == Counter(truth.months[line] for line in taken)
    assert len(facts("service_delivered")) == sum(len(truth.services[line]) for line in taken)
    assert Counter(fact.axes["reason"] for fact in facts("case_closed")) == Counter(
        truth.closed[line] for line in taken if line in truth.closed
    )
    assert Counter(fact.axes["status"] for fact in facts("person_identified")) == Counter(
        truth.status[line] for line in taken if truth.status[line]
    )
