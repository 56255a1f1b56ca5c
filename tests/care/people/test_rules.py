"""Rules about people, for every name, date and number that hypothesis thinks of, and for some that people have."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from komek.care.people import rules, wording
from komek.care.people.nouns import Contact, Identity, Known, Paper, Tie
from komek.care.people.rules import search
from komek.kernel import codes
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate
from komek.kernel.scripts import fold, root

DAY = date(2026, 11, 12)
ID = UUID(int=1)
GIVEN = ("Шахноза", "Айгүл", "Gulnora", "Мухаммад", "Zulfiya", "Нұрсұлтан", "Oʻtkir", "Ли", "Ёқуб")
SURNAMES = ("Каримова", "Қожахмет", "Yusupov", "Хасанова", "Erzhanova", "Болотбек уулу", "Ким", "Ан", "Жумабаев")
names = st.sampled_from(GIVEN) | st.text(st.characters(categories=["L"], max_codepoint=0x52F), min_size=2, max_size=12)
surnames = st.sampled_from(SURNAMES) | names
partial = st.builds(
    PartialDate, st.integers(1930, 2026), st.none() | st.integers(1, 12), st.none() | st.integers(1, 28)
)
people_known = st.builds(
    lambda given, surname, born: Known(Identity(given=given, surname=surname, born=born)),
    names,
    surnames,
    partial | st.just(Missing.UNKNOWN),
)
answers = st.sampled_from(["yes", "no", "unknown", Missing.NOT_ASKED, Missing.DECLINED])
guardians = st.lists(st.builds(rules.Guardian, st.uuids(), answers), max_size=3)


@given(st.text(max_size=80))
def test_any_text_may_be_searched_for(text: str) -> None:
    query = rules.parse(text)
    assert not any(sign.isdigit() for word in query.words for sign in word)
    assert all(phone.startswith("+") for phone in query.phones)
    rules.wanted(query)


@given(people_known)
def test_everybody_is_found_by_her_own_name(person: Known) -> None:
    query = rules.about(person)
    assume(all(fold(word) for word in query.words))
    asked, kept = rules.wanted(query), rules.forms_of(person)
    assert all(asked[kind] & kept[kind] for kind in asked if kind not in {search.SURNAME_YEAR, search.GIVEN_YEAR})
    reasons = rules.compare(query, person)
    assert {reason.code for reason in reasons} >= {"given.same", "surname.same"}


@given(people_known, people_known)
def test_likeness_is_mutual(one: Known, other: Known) -> None:
    here, there = rules.compare(rules.about(one), other), rules.compare(rules.about(other), one)
    assert bool(here) == bool(there)


@given(people_known, people_known)
def test_a_reason_in_words_is_never_found_without_a_form_in_the_index(one: Known, other: Known) -> None:
    query = rules.about(one)
    # a single letter is not kept in the index, nor one that folding leaves of a sign with a dot in it ("Ŀ")
    assume(all(len(part) > 1 for word in query.words for part in fold(word).split()))
    if rules.compare(query, other):
        asked, kept = rules.wanted(query), rules.forms_of(other)
        assert any(asked[kind] & kept.get(kind, frozenset()) for kind in asked)


@given(people_known)
def test_no_short_skeleton_stands_alone_in_the_index(person: Known) -> None:
    words = [word for word in (person.identity.given, person.identity.surname) if isinstance(word, str)]
    whole = {form for word in words for form in (*fold(word).split(), *root(word).split())}
    parts = {form for word in words for half in word.replace("-", " ").split() for form in fold(half).split()}
    alone = rules.forms_of(person).get(search.NAME, frozenset())
    assert all(len(form) >= 3 or form in whole | parts for form in alone)


def eighteenth(day: date) -> date:
    return date(day.year + 18, day.month, min(day.day, 28))


@given(partial, st.dates(date(1930, 1, 1), date(2026, 12, 31)))
def test_of_age_is_said_only_when_every_possible_birthday_agrees(born: PartialDate, on: date) -> None:
    first, last = born.earliest(), born.latest()
    assert first is not None
    assert last is not None
    said = rules.grown(born, on)
    if said is True:
        assert on >= eighteenth(last)
    if said is False:
        assert on < eighteenth(first) + timedelta(days=4)


@given(st.none() | partial, st.dates(date(1930, 1, 1), date(2026, 12, 31)))
def test_an_age_band_is_a_code_of_the_ledger_and_holds_every_possible_age(born: PartialDate | None, on: date) -> None:
    band = rules.age_band(born, on)
    assert band in codes.get("age_band")
    if band not in {"unknown", "48_plus"}:
        youngest, oldest = rules.ages(born, on) or (0, 0)
        low, high = band.split("_")
        assert int(low) <= youngest <= oldest <= int(high)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (PartialDate(1998), (27, 28)),
        (PartialDate(1998, 11, 12), (28, 28)),
        (PartialDate(1998, 11, 13), (27, 27)),
        (PartialDate(None, 5, 1), None),
        (Missing.UNKNOWN, None),
        (PartialDate(2030), None),
    ],
)
def test_an_age_is_as_exact_as_the_date(born: PartialDate | Missing, expected: tuple[int, int] | None) -> None:
    assert rules.ages(born, DAY) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [(PartialDate(2000), "24_26"), (PartialDate(1990), "30_38"), (PartialDate(2008), "unknown"), (None, "unknown")],
)
def test_two_possible_bands_are_no_band(born: PartialDate | None, expected: str) -> None:
    assert rules.age_band(born, DAY) == expected


@given(names, surnames)
def test_the_veil_never_shows_a_surname(given: str, surname: str) -> None:
    assume(len(surname) > 3 and surname not in given)
    veiled = rules.veiled(ID, Identity(given=given, surname=surname), DAY)
    assert surname not in veiled.name
    assert len(veiled.initials) <= 4


@pytest.mark.parametrize(
    ("identity", "name", "initials"),
    [
        (Identity(given="Шахноза", surname="Ахмедова"), "Шахноза А.", "ША"),
        (Identity(given="Шахноза"), "Шахноза", "Ш"),
        (Identity(surname="Ахмедова"), "А.", "А"),
        (Identity(other_names=("Шоха из Оша",)), "Шоха", "Ш"),
        (Identity(), "", ""),
    ],
)
def test_the_veil_shows_a_given_name_and_an_initial(identity: Identity, name: str, initials: str) -> None:
    veiled = rules.veiled(ID, identity, DAY)
    assert (veiled.name, veiled.initials) == (name, initials)


@given(st.none() | st.booleans(), guardians, st.booleans(), st.booleans())
def test_only_a_clear_no_lets_a_guardian_speak(
    of_age: bool | None, listed: list[rules.Guardian], has_view: bool, signed: bool
) -> None:
    stands = rules.standing(of_age, listed, has_view=has_view, signed=signed)
    cleared = [guardian.id for guardian in listed if guardian.suspect == "no"]
    if of_age:
        assert stands.basis == "own"
    elif of_age is False or listed:
        assert stands.basis == ("guardian" if cleared else "best_interests")
        assert set(stands.guardians) | set(stands.blocked) == {guardian.id for guardian in listed}
        assert not stands.ready or has_view
    if stands.basis == "best_interests":
        assert stands.ready == (has_view and signed)


@given(st.lists(names, min_size=1, max_size=3), st.lists(names, min_size=1, max_size=3))
def test_a_veto_holds_both_ways(one: list[str], other: list[str]) -> None:
    mine, yours = " ".join(one), " ".join(other)
    assert rules.is_vetoed(mine, [yours]) == rules.is_vetoed(yours, [mine])
    assert not fold(mine) or rules.is_vetoed(mine, [mine])


def test_nobody_is_vetoed_by_an_empty_name() -> None:
    assert not rules.is_vetoed("Зарина", ["", "  "])
    assert not rules.is_vetoed(Missing.NOT_APPLICABLE, ["Зарина"])


@pytest.mark.parametrize("vetting", [code.code for code in codes.get("interpreter_vetting")])
def test_three_outcomes_of_vetting_keep_an_interpreter_out(vetting: str) -> None:
    assert rules.is_barred(vetting) == (vetting in {"barred", "rejected", "conflict_of_interest"})


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("8 701 234 56 78", "KZ", "+77012345678"),
        ("+7 (701) 234-56-78", "KG", "+77012345678"),
        ("0555 123 456", "KG", "+996555123456"),
        ("90 123 45 67", "UZ", "+998901234567"),
        ("12345", "KZ", None),
        ("AC1234567", "KZ", None),
        ("", "KZ", None),
    ],
)
def test_a_telephone_has_one_form(text: str, country: str, expected: str | None) -> None:
    assert rules.normal_phone(text, country) == expected


@given(st.from_regex(r"(\+77|\+79|\+9989|\+9967|\+9929|\+9936)[0-9]{8}", fullmatch=True))
def test_the_form_of_a_telephone_is_its_own_form(text: str) -> None:
    number = rules.normal_phone(text, "KZ")
    assert number is None or rules.normal_phone(number, "KG") == number


@pytest.mark.parametrize("text", ["АС 123-4567", "ac1234567", "AC 1234567", "ас1234567"])
def test_a_document_number_is_the_same_in_both_alphabets(text: str) -> None:
    assert rules.normal_number(text) == "AC1234567"


@given(st.text(max_size=20))
def test_the_form_of_a_document_number_is_its_own_form(text: str) -> None:
    number = rules.normal_number(text)
    assert number is None or rules.normal_number(number) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Шахноза Каримова 1998", rules.Query(("Шахноза", "Каримова"), PartialDate(1998))),
        ("Каримова, 12.05.1998", rules.Query(("Каримова",), PartialDate(1998, 5, 12))),
        ("1998-05-12 Каримова", rules.Query(("Каримова",), PartialDate(1998, 5, 12))),
        ("Каримова 31.02.1998", rules.Query(("Каримова",), PartialDate(1998))),
        ("kz-26-0147", rules.Query(case_number="KZ-26-0147")),
        ("AC1234567", rules.Query(numbers=("AC1234567",))),
        ("Ш. Каримова", rules.Query(("Каримова",))),
        ("О Анна", rules.Query(("О", "Анна"))),
        ("Hasan qizi", rules.Query(("Hasan", "qizi"))),
    ],
)
def test_a_search_text_is_read_as_people_write_it(text: str, expected: rules.Query) -> None:
    assert rules.parse(text) == expected


def test_a_run_of_digits_is_looked_up_as_telephone_and_as_document() -> None:
    query = rules.parse("87012345678")
    assert (query.phones, query.numbers) == (("+77012345678",), ("87012345678",))


KNOWN = Known(Identity(given="Шахноза", surname="Каримова", born=PartialDate(1998, 5, 12)), ("+77012345678",))


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("Shahnoza Karimova", True),
        ("Каримова Шахноза", True),
        ("Шахноза 1998", True),
        ("Karimov 12.05.1998", True),
        ("+77012345678", True),
        ("Шахноза", False),
        ("Каримова", False),
        ("Шахназ 1998", False),
        ("Шахноза Ахмедова", False),
    ],
)
def test_a_strong_likeness_asks_for_an_answer(text: str, strong: bool) -> None:
    query = rules.parse(text)
    assert rules.weigh(query, KNOWN).strong == strong


def test_one_word_that_fits_given_name_and_surname_is_no_pair() -> None:
    karim = Known(Identity(given="Карим", surname="Каримов"))
    query = rules.parse("Карим")
    assert rules.compare(query, karim)
    assert not rules.weigh(query, karim).strong


def test_the_same_date_of_birth_says_more_than_the_same_year() -> None:
    for text, code in (("Каримова 12.05.1998", "born"), ("Каримова 13.05.1998", "surname_year")):
        assert code in {each.code for each in rules.compare(rules.parse(text), KNOWN)}


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (PartialDate(1998, 5, 12), "12 May 1998"),
        (PartialDate(1998, 5), "May 1998"),
        (PartialDate(1998), "1998"),
        (PartialDate(None, 5, 12), "12 May, year not known"),
        (PartialDate(1998, None, 12), "day 12 1998"),
        (PartialDate(), ""),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(born: PartialDate, words: str) -> None:
    assert wording.date_words(born) == words


def test_every_kind_of_tie_has_a_word_and_a_way_back() -> None:
    listed = codes.get("person_relation")
    assert set(wording.KIN) == {code.code for code in listed}
    for kind in wording.KIN:
        assert wording.inverse(Tie(kind=kind)).kind in listed


def test_lines_tell_values_and_reasons_and_leave_out_what_nobody_filled() -> None:
    told = Contact(phones=("+77012345678",), messengers={"telegram": "@x"}, languages=Missing.DECLINED, call_by="")
    lines = {str(line.name): (str(line.value), str(line.absent)) for line in wording.lines(told)}
    assert lines["Telephone"] == ("+77012345678", "")
    assert lines["Messengers"] == ("Telegram: @x", "")
    assert lines["Languages"][0] == ""
    assert lines["Languages"][1]
    assert "Who may call" not in lines
    paper = {str(line.name): str(line.value) for line in wording.lines(Paper(kind="passport", country="UZ"))}
    assert paper["Country"] == "Uzbekistan"
