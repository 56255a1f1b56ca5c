"""Opening a case: the lawful minimum, a number of its own, keys of its own, one nameless fact."""

from datetime import date

import pytest
import time_machine

from komek.care import people
from komek.care.cases import sealing
from komek.care.cases.actions import life, services
from komek.care.cases.actions.intake import intake
from komek.care.cases.actions.opening import Opening
from komek.care.cases.actions.reading import list_names
from komek.care.cases.actions.services import Help
from komek.care.cases.models import Case
from komek.care.cases.queries import reading
from komek.foundations import vault
from komek.foundations.orgs.models import Organisation
from komek.kernel.errors import Invalid, WrongState
from tests.care.cases.records import axes, entries, facts, last_entry
from tests.factories.cases import SHAKHNOZA, make_case, make_person
from tests.factories.orgs import Cast


def test_a_case_gets_the_next_number_of_its_organisation_and_year(cast: Cast) -> None:
    person = make_person(cast.aigul)
    with time_machine.travel("2026-12-31 10:00", tick=False):
        numbers = [make_case(cast.aigul, person=person).number for _ in range(2)]
    with time_machine.travel("2027-01-02 10:00", tick=False):
        numbers.append(make_case(cast.aigul, person=person, country="KG", region="KG-GO").number)
    assert numbers == ["KZ-26-0001", "KZ-26-0002", "KG-27-0001"]
    assert make_case(cast.bakyt, country="KG", region="").number.endswith("-0001")


def test_a_case_that_was_not_opened_uses_up_no_number(cast: Cast) -> None:
    person = make_person(cast.aigul)
    with pytest.raises(Invalid):
        make_case(cast.aigul, person=person, source="nobody")
    assert make_case(cast.aigul, person=person).number.endswith("-0001")


def test_opening_is_recorded_and_counted_without_a_name(case: Case) -> None:
    entry = last_entry("case.open")
    assert (entry.object, list(entry.objects_seen)) == (case.id, [case.person_id])
    assert entry.details == {"kind": "full", "danger": "no"}
    fact = facts("case_opened")[0]
    assert fact.axes == {"kind": "full", "source": "self", "origin": "UZ"}
    assert (fact.country, fact.region, fact.sex, fact.age_band) == ("KZ", "KZ-75", "female", "27_29")
    assert fact.person == case.person.ledger_id
    assert fact.person not in {case.id, case.person_id}
    assert fact.occurred_on.day == 1


def test_a_rare_origin_is_counted_as_another_country(cast: Cast) -> None:
    person = make_person(cast.aigul, people.Identity(given="Ana", citizenships=("FJ",)))
    make_case(cast.aigul, person=person)
    assert axes("case_opened")[0]["origin"] == "other"


def test_a_case_may_begin_without_a_name(cast: Cast) -> None:
    case = intake(opening=Opening("KZ"), identity=people.Identity(), by=cast.aigul.actor)
    fact = facts("case_opened")[0]
    assert (fact.sex, fact.age_band, fact.axes["origin"]) == ("unknown", "unknown", "unknown")
    assert list_names(cases=[case], by=cast.aigul.actor)[case].name == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"country": "XX", "region": ""}, "country"),
        ({"region": "KG-GO"}, "region"),
        ({"source": "nobody"}, "source"),
        ({"kind": "half"}, "kind"),
        ({"needs": ("gold",)}, "needs"),
    ],
)
def test_a_choice_that_is_in_no_list_is_refused(cast: Cast, wrong: dict[str, object], field: str) -> None:
    person = make_person(cast.aigul)
    before = entries()
    with pytest.raises(Invalid) as refused:
        make_case(cast.aigul, person=person, **wrong)
    assert refused.value.field == field
    assert (Case.objects.count(), entries()) == (0, before)


def test_what_was_needed_at_once_is_sealed_and_read_back(cast: Cast) -> None:
    case = make_case(cast.aigul, needs=("shelter", "food_basic"), words="Two nights outside.")
    assert reading.intake(case, by=cast.dina.actor) == {
        "needs": ["shelter", "food_basic"],
        "words": "Two nights outside.",
    }
    assert b"Two nights" not in bytes(case.intake)
    assert "safety" not in reading.intake(case, by=cast.aigul.actor)


def test_the_sealed_intake_has_one_length_whatever_was_chosen(cast: Cast) -> None:
    person = make_person(cast.aigul)
    lengths = {
        len(bytes(make_case(cast.aigul, person=person, needs=needs).intake))
        for needs in ((), ("safety",), ("shelter", "mental_health", "wages_compensation"))
    }
    assert len(lengths) == 1


def test_the_legal_group_is_sealed_to_the_lawyers_circle_too(cast: Cast) -> None:
    legal = vault.make_circle(cast.umit.id, "legal", cast.dina.keyring)
    case = make_case(cast.dina)
    may_read = vault.readers(case.sealed_record)
    assert legal in may_read["legal"]
    assert legal not in may_read["story"] | may_read["medical"]


def test_without_a_circle_of_the_cases_no_case_is_opened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person(cast.aigul)
    monkeypatch.setattr(vault, "circles_in", lambda organisation: [], raising=False)
    with pytest.raises(WrongState, match="circle of the cases"):
        make_case(cast.aigul, person=person)


def test_a_real_organisation_confirms_its_recovery_sheets_before_its_first_case(cast: Cast) -> None:
    person = make_person(cast.aigul)
    Organisation.objects.filter(pk=cast.umit.pk).update(demo=False)
    with pytest.raises(WrongState, match="recovery sheets"):
        make_case(cast.aigul, person=person)


def test_an_intake_registers_the_person_and_opens_the_case_or_does_neither(cast: Cast) -> None:
    by = cast.aigul.actor
    with pytest.raises(Invalid):
        intake(opening=Opening("KZ", source="nobody"), identity=SHAKHNOZA, by=by)
    assert not people.visible_to(by).exists()
    case = intake(opening=Opening("KZ"), identity=SHAKHNOZA, by=by)
    assert people.identity(case.person, by=by).full_name == "Алимова Шахноза"
    assert list(last_entry("case.intake").objects_seen) == [case.person_id]


def test_an_intake_of_somebody_like_a_person_on_record_asks_first(cast: Cast) -> None:
    by = cast.aigul.actor
    told = people.Contact(phones=("+77011234567",))
    first = intake(opening=Opening("KZ"), identity=SHAKHNOZA, contact=told, by=by)
    with pytest.raises(people.Lookalikes) as found:
        intake(opening=Opening("KZ"), identity=SHAKHNOZA, contact=told, by=by)
    assert found.value.ids == {first.person_id}
    second = intake(opening=Opening("KZ"), identity=SHAKHNOZA, contact=told, none_of=[first.person_id], by=by)
    third = intake(opening=Opening("KZ"), person=first.person, by=by)
    assert second.person_id != first.person_id
    assert third.person_id == first.person_id


def test_an_intake_of_nobody_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        intake(opening=Opening("KZ"), by=cast.aigul.actor)


def test_danger_at_the_intake_is_due_today(cast: Cast) -> None:
    case = make_case(cast.aigul, danger=True)
    assert (case.safety, case.due_on) == ("danger", case.opened_on)
    assert last_entry("case.open").details["danger"] == "yes"


def test_plain_help_begins_with_services_and_no_screening(cast: Cast) -> None:
    case = make_case(cast.aigul, kind="plain_help")
    assert (case.state, case.kind) == ("active", "plain_help")
    assert axes("case_opened")[0]["kind"] == "plain_help"


def test_plain_help_becomes_a_full_case_with_nothing_typed_again(cast: Cast) -> None:
    by = cast.aigul.actor
    case = make_case(cast.aigul, kind="plain_help", words="Wages for three months.")
    services.record_service(case=case, given=Help("wage_recovery"), delivered_on=date(2026, 11, 20), by=by)
    before = (case.number, case.person_id, reading.intake(case, by=by))
    life.widen(case=case, by=by)
    case.refresh_from_db()
    assert (case.kind, case.state) == ("full", "intake")
    assert (case.number, case.person_id, reading.intake(case, by=by)) == before
    assert [service.type for service in case.services.all()] == ["wage_recovery"]
    assert axes("case_widened") == [{"source": "self", "origin": "UZ"}]
    with pytest.raises(WrongState):
        life.widen(case=case, by=by)


def test_the_names_of_a_page_are_one_entry_with_all_ids(cast: Cast) -> None:
    person = make_person(cast.aigul)
    cases = [make_case(cast.aigul, person=person) for _ in range(3)]
    before = entries()
    names = list_names(cases=cases, by=cast.dina.actor)
    assert {str(veiled.name) for veiled in names.values()} == {"Шахноза А."}
    assert entries() == before + 1
    assert set(last_entry("case.list").objects_seen) == {case.id for case in cases}


def test_a_motive_is_opened_by_the_team_and_by_nobody_else(case: Case, cast: Cast) -> None:
    sealed = sealing.motive(case, "She came back.", by=cast.aigul.actor)
    assert sealing.told_motive(case, sealed, by=cast.dina.actor) == "She came back."
    assert sealing.told_motive(case, sealed, by=cast.bakyt.actor) == ""
