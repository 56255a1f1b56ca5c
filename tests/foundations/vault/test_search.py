"""Search: equal forms meet, in the keyring's own circles only, and rows tell neither kind nor time."""

import pytest

from komek.foundations import vault
from komek.foundations.vault.models import IndexRow, SealedForms
from tests.foundations.vault.conftest import House, Person

FORMS = {"name": ["aybek", "asanov"], "name+year": ["aybek|1998"], "phone": ["+996700000001"]}


def test_a_record_is_found_by_each_of_its_forms_with_the_reason(house: House, aigul: Person, bakyt: Person) -> None:
    record = house.record()
    vault.index(record, FORMS, keyring=aigul.keyring())
    ring = bakyt.keyring()
    for kind, forms in FORMS.items():
        for form in forms:
            assert vault.find({kind: [form]}, keyring=ring) == {record.id: {(kind, form)}}
    both = vault.find({"name": ["aybek", "bakyt"], "phone": ["+996700000001"]}, keyring=ring)
    assert both == {record.id: {("name", "aybek"), ("phone", "+996700000001")}}


def test_a_form_of_one_kind_is_not_found_as_another(house: House, aigul: Person) -> None:
    vault.index(house.record(), FORMS, keyring=aigul.keyring())
    assert vault.find({"surname": ["aybek"], "name": ["ayb"]}, keyring=aigul.keyring()) == {}


def test_a_stranger_finds_nothing(house: House, aigul: Person, charos: Person) -> None:
    vault.index(house.record(), FORMS, keyring=aigul.keyring())
    assert vault.find(FORMS, keyring=charos.keyring()) == {}


def test_without_keys_nothing_is_indexed_or_found(house: House, charos: Person) -> None:
    with pytest.raises(vault.NotEntitled):
        vault.index(house.record(), FORMS, keyring=charos.keyring())
    with pytest.raises(vault.KeyringLocked):
        vault.find(FORMS, keyring=None)


def test_indexing_again_replaces_what_was_there(house: House, aigul: Person) -> None:
    record = house.record()
    vault.index(record, FORMS, keyring=aigul.keyring())
    vault.index(record, {"name": ["beksultan"]}, keyring=aigul.keyring())
    assert vault.find(FORMS, keyring=aigul.keyring()) == {}
    assert set(vault.find({"name": ["beksultan"]}, keyring=aigul.keyring())) == {record.id}
    vault.index(record, {}, keyring=aigul.keyring())
    assert IndexRow.objects.count() == SealedForms.objects.count() == 0


def test_equal_forms_of_two_organisations_have_nothing_in_common(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    vault.index(house.record(), FORMS, keyring=aigul.keyring())
    vault.index(other.record(), FORMS, keyring=charos.keyring())
    tags = [bytes(tag) for tag in IndexRow.objects.values_list("tag", flat=True)]
    assert len(tags) == len(set(tags)) == 8
    assert {len(tag) for tag in tags} == {16}


def test_a_granted_identity_is_found_by_the_other_organisation_and_not_after_withdrawal(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    record = house.record()
    vault.index(record, FORMS, keyring=aigul.keyring())
    vault.grant(record, ["identity"], other.circle, keyring=aigul.keyring())
    assert vault.to_reseal(other.circle) == 1
    assert vault.reseal_batch(other.circle, charos.keyring()) == 0
    assert set(vault.find(FORMS, keyring=charos.keyring())) == {record.id}
    vault.withdraw(record, ["identity"], other.circle)
    assert vault.find(FORMS, keyring=charos.keyring()) == {}
    assert set(vault.find(FORMS, keyring=aigul.keyring())) == {record.id}


def test_a_search_costs_two_queries_in_every_generation(
    house: House, aigul: Person, django_assert_num_queries: object
) -> None:
    record = house.record()
    vault.index(record, FORMS, keyring=aigul.keyring())
    for _ in range(3):
        vault.rotate(house.circle, aigul.keyring())
    ring = aigul.keyring()
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert set(vault.find(FORMS, keyring=ring)) == {record.id}


def test_index_rows_carry_no_time_and_no_number() -> None:
    names = {field.name for field in IndexRow._meta.concrete_fields}
    assert names == {"organisation", "circle", "generation", "record", "tag"}
