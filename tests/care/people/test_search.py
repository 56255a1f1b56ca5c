"""Search across scripts, telephones and papers: who is found, why, by whom, and what is on record."""

import pytest

from komek.care import people
from komek.care.people import queries
from komek.care.people.models import Person
from komek.care.people.nouns import Identity
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Locked
from komek.kernel.partialdate import PartialDate
from tests.care.people.entries import last_entry
from tests.factories.orgs import Cast

pytestmark = pytest.mark.slow

SURNAMES = (
    *("Алиева", "Бекова", "Валиева", "Ганиева", "Давлатова", "Жумабаева"),
    *("Зокирова", "Ибрагимова", "Каримова", "Лутфуллаева", "Маматова", "Назарова"),
)


def reasons(text: str, by: Actor) -> list[str]:
    found = people.search(query=people.parse(text), by=by)
    return [str(reason.text) for match in found.matches for reason in match.reasons]


@pytest.mark.parametrize("spelling", ["Shaxnoza", "Shahnoza", "Şahnoza", "Шаҳноза", "Shakhnoza", "SHAHNOZA"])
def test_a_given_name_is_found_in_every_spelling_with_the_reason(
    shakhnoza: Person, aigul: Actor, spelling: str
) -> None:
    assert reasons(spelling, aigul) == ["Same given name in another spelling"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Шахноза", ["Same given name"]),
        ("karimova", ["Same surname in another spelling"]),
        ("Каримов", ["Same surname with another ending"]),
        ("Karimova Shaxnoza", ["Same given name in another spelling", "Same surname in another spelling"]),
        ("Шахноза 1998", ["Same given name", "Same given name and year of birth"]),
        ("Каримова, 12.05.1998", ["Same surname", "Same surname and year of birth"]),
        ("+7 701 234 56 78", ["Same phone number"]),
        ("8 (701) 234-56-78", ["Same phone number"]),
    ],
)
def test_each_match_says_why(shakhnoza: Person, aigul: Actor, text: str, expected: list[str]) -> None:
    assert sorted(reasons(text, aigul)) == sorted(expected)


@pytest.mark.parametrize("text", ["", "а", "Ш.", "Мадина", "1998", "+7 701 234 56 79", "Шахн", "12345"])
def test_what_is_not_she_finds_nobody(shakhnoza: Person, aigul: Actor, text: str) -> None:
    assert people.search(query=people.parse(text), by=aigul).matches == ()


def test_names_in_the_results_are_veiled(shakhnoza: Person, aigul: Actor) -> None:
    match = people.search(query=people.parse("Karimova"), by=aigul).matches[0]
    assert (match.veiled.name, match.veiled.initials) == ("Шахноза К.", "ШК")
    assert not hasattr(match, "identity")


def test_a_former_name_is_found(aigul: Actor) -> None:
    person = people.register_person(
        identity=Identity(given="Aizada", surname="Toktogulova", other_names=("Айзада Бекова", "Айка")), by=aigul
    )
    for text in ("Bekova", "Айка", "Айзада Бекова", "Тоқтоғулова"):
        assert [match.id for match in people.search(query=people.parse(text), by=aigul).matches] == [person.pk]


def test_a_short_surname_is_found_with_its_given_name(aigul: Actor) -> None:
    person = people.register_person(identity=Identity(given="Аня", surname="Ли"), by=aigul)
    assert [match.id for match in people.search(query=people.parse("Li Anya"), by=aigul).matches] == [person.pk]


def test_the_best_match_comes_first(shakhnoza: Person, aigul: Actor) -> None:
    people.register_person(identity=Identity(given="Шахноза", surname="Ахмедова"), by=aigul)
    people.register_person(
        identity=Identity(given="Шахноза", surname="Каримова", born=PartialDate(1971)), none_of=[shakhnoza.pk], by=aigul
    )
    found = people.search(query=people.parse("Шахноза Каримова 1998"), by=aigul).matches
    assert found[0].id == shakhnoza.pk
    assert len(found) == 3


def test_a_search_is_one_entry_with_everybody_whose_name_was_opened(shakhnoza: Person, aigul: Actor) -> None:
    other = people.register_person(identity=Identity(given="Шахноза"), by=aigul)
    people.search(query=people.parse("Шахноза"), by=aigul)
    entry = last_entry()
    assert (entry.verb, entry.object, set(entry.objects_seen)) == ("person.search", None, {shakhnoza.pk, other.pk})
    assert entry.details == {}


def test_strangers_find_nobody_and_administrators_do_not_search(shakhnoza: Person, bakyt: Actor, saule: Actor) -> None:
    assert people.search(query=people.parse("Шахноза"), by=bakyt).matches == ()
    with pytest.raises(Forbidden):
        people.search(query=people.parse("Шахноза"), by=saule)


def test_nobody_searches_while_locked(shakhnoza: Person, cast: Cast) -> None:
    with pytest.raises(Locked):
        people.search(query=people.parse("Шахноза"), by=cast.dina.locked)


def test_only_the_likeliest_are_opened_and_the_rest_is_counted(aigul: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    for surname in ("Алиева", "Бекова", "Валиева"):
        people.register_person(identity=Identity(given="Нигора", surname=surname), by=aigul)
    found = people.search(query=people.parse("Нигора"), by=aigul)
    assert (len(found.matches), found.more) == (2, 1)


@pytest.mark.parametrize("how_many", [1, 12])
def test_a_search_takes_the_same_queries_for_one_and_for_many(
    aigul: Actor, how_many: int, django_assert_max_num_queries: object
) -> None:
    for surname in SURNAMES[:how_many]:
        people.register_person(identity=Identity(given="Нигора", surname=surname), by=aigul)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        people.search(query=people.parse("Нигора 8 701 234 56 78"), by=aigul)
