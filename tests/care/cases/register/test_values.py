"""What stands in cells, as people write it: days, words, names, telephones; a doubt is said, nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from komek.care.cases.register import dates, letters, names, words
from komek.care.cases.register.reading import Line, Value
from komek.care.cases.register.values import Client, House, client
from komek.kernel.missing import Missing

TODAY = date(2026, 11, 25)
HOUSE = House("KZ", TODAY)


def read(**cells: Value) -> Client:
    found = client(Line(2, tuple(cells.values())), dict(enumerate(cells)), HOUSE)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "read_as", "severity"),
    [
        ("12.05.1998", "1998-05-12", ""),
        ("1998-05-12", "1998-05-12", ""),
        ("12. 5. 1998", "1998-05-12", ""),
        ("13/05/1998", "1998-05-13", ""),
        ("05/12/1998", "1998-12-05", "doubt"),
        ("05/13/1998", "1998-05-13", "doubt"),
        ("12.05.98", "1998-05-12", "doubt"),
        ("май 1998", "1998-05-??", ""),
        ("12 мая 1998 г.", "1998-05-12", ""),
        ("May 12, 1998", "1998-05-12", ""),
        ("1998 жылғы 12 мамыр", "1998-05-12", ""),
        ("12 qazan 1998", "1998-10-12", ""),
        ("1998-yil 12-may", "1998-05-12", ""),
        ("октября 1992", "1992-10-??", ""),
        ("5.1998", "1998-05-??", ""),
        ("1998", "1998-??-??", ""),
        ("1998 г.р.", "1998-??-??", ""),
        ("??.05.1998", "1998-05-??", ""),
        ("00.00.1998", "1998-??-??", ""),
        ("около 1998", "1998-??-??", "doubt"),
        (1998, "1998-??-??", ""),
        (36526, "2000-01-01", "doubt"),
        ("36526", "2000-01-01", "doubt"),
        (date(1998, 5, 12), "1998-05-12", ""),
        ("29.02.2001", None, "bad"),
        ("31.04.1999", None, "bad"),
        ("01.01.2099", None, "bad"),
        ("сегодня", None, "bad"),
        (5, None, "bad"),
    ],
)
def test_days_as_people_write_them(written: Value, read_as: str | None, severity: str) -> None:
    found = dates.read(written, today=TODAY)
    assert (str(found.value) if found.value else None, found.severity) == (read_as, severity)


@settings(deadline=None)
@given(st.dates(date(1930, 1, 1), date(2026, 11, 1)))
def test_every_day_is_read_back_from_every_clear_way_to_write_it(day: date) -> None:
    for text in (f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", f"{day.day}.{day.month}.{day.year}"):
        found = dates.read(text, today=TODAY)
        assert found.value is not None
        assert found.value.complete == day


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_makes_the_reader_of_days_stumble(text: str) -> None:
    found = dates.read(text, today=TODAY)
    assert found.value is None or found.severity != "bad"


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=14, max_size=14))
def test_no_cells_make_the_reader_of_lines_stumble(cells: list[str]) -> None:
    fields = (
        *("full_name", "born", "sex", "citizenship", "phone", "region", "source"),
        *("needs", "services", "status", "notes", "number", "closed_on", "closure"),
    )
    found = client(Line(2, tuple(cell or None for cell in cells)), dict(enumerate(fields)), HOUSE)
    assert found is None or found.line == 2


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        *[("sex", word, "female") for word in ("ж", "Ж", "жен.", "Ә", "әйел", "аял", "Ayol", "зан", "zenan", "F")],
        *[("sex", word, "male") for word in ("м", "муж", "Ер", "эркек", "erkak", "мард", "M", "э")],
        ("source", "ОВД г. Алматы", "law_enforcement"),
        ("source", "самообращение", "self"),
        ("status", "идентифицирована НПО", "identified_by_ngo"),
        ("status", "официально идентифицирована", "officially_identified"),
        ("status", "потенциальная жертва", "potential_victim"),
        ("status", "не является жертвой", "not_identified"),
        ("closure", "связь потеряна", "lost_contact"),
        ("service", "танцы", ""),
    ],
)
def test_words_of_registers_have_a_code(name: str, text: str, code: str) -> None:
    assert words.find(name, text) == code


def test_several_words_in_one_cell_are_told_apart() -> None:
    found = words.find_all("service", "приют, юридическая помощь и питание; танцы")
    assert found == (["shelter_safehouse", "legal_consultation", "emergency_food_hygiene"], ["танцы"])


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Каримова Шахноза Хасановна", ("Каримова", "Шахноза", "Хасановна")),
        ("Шахноза Хасановна Каримова", ("Каримова", "Шахноза", "Хасановна")),
        ("Karimova Shaxnoza Hasan qizi", ("Karimova", "Shaxnoza", "Hasan qizi")),
        ("Сәрсенбай Айгүл Серікқызы", ("Сәрсенбай", "Айгүл", "Серікқызы")),
        ("Shahnoza Karimova", ("Karimova", "Shahnoza", "")),
        ("Айгуль", ("", "Айгуль", "")),
        ("Каримова", ("Каримова", "", "")),
    ],
)
def test_a_name_in_one_cell_is_parted(name: str, parts: tuple[str, str, str]) -> None:
    found = names.split(name)
    assert (found["surname"], found["given"], found["patronymic"]) == parts


def test_letters_that_only_look_right_are_put_right_with_a_notice() -> None:
    assert letters.repaired("Kаримова") == "Каримова"
    assert letters.repaired("Каримова Shaxnoza") == "Каримова Shaxnoza", "two scripts in two words are no mistake"
    found = read(full_name="Kаримова Шахноза")
    assert found.identity.full_name == "Каримова Шахноза"
    assert [(each.field, each.severity) for each in found.problems] == [("full_name", "doubt")]


@pytest.mark.parametrize(
    ("written", "phones", "severity"),
    [
        ("8 701 234 56 78", ("+77012345678",), ""),
        (77012345678, ("+77012345678",), ""),
        ("+998 90 123 45 67; 8(701)2345678", ("+998901234567", "+77012345678"), ""),
        ("8 701 234 56 78, 12", ("+77012345678",), "doubt"),
        ("у соседки", None, "doubt"),
    ],
)
def test_telephones_get_their_one_form(written: Value, phones: tuple[str, ...] | None, severity: str) -> None:
    found = read(full_name="Омарова Дина", phone=written)
    assert (found.value("phone"), found.found["phone"].severity) == (phones, severity)


@pytest.mark.parametrize("written", ["Казахстан", "РК", "қр", "Kazakhstan", "KAZ", "гражданка РК"])
def test_a_country_has_many_names(written: str) -> None:
    assert read(full_name="Омарова", citizenship=written).value("citizenship") == ("KZ",)


@pytest.mark.parametrize(("written", "reason"), [("-", "unknown"), ("н/д", "unknown"), ("отказ", "declined")])
def test_a_cell_that_says_why_it_is_empty_is_no_mistake(written: str, reason: str) -> None:
    found = read(full_name="Омарова Дина", phone=written, born=written)
    assert found.told("phone") == found.told("born") == Missing(reason)
    assert found.problems == []


def test_from_an_age_no_year_is_made() -> None:
    found = read(full_name="Омарова Дина", age=24)
    assert (found.value("age"), found.told("born")) == (24, Missing.UNKNOWN)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"born": "12.05.1998", "contact_on": "01.01.1990"}, "contact_on"),
        ({"contact_on": "01.02.2022", "closed_on": "01.01.2022"}, "closed_on"),
    ],
)
def test_nobody_comes_before_her_birth_or_leaves_before_she_comes(cells: dict[str, Value], field: str) -> None:
    found = read(full_name="Омарова Дина", **cells)
    assert (found.bad, [each.field for each in found.problems]) == (True, [field])


def test_a_line_of_nothing_but_a_number_is_nobody() -> None:
    assert client(Line(2, (7, None)), {0: "number", 1: "full_name"}, HOUSE) is None


def test_a_problem_never_repeats_what_stands_in_the_cell() -> None:
    secret = "Тайное слово"
    found = read(full_name="Омарова", born=secret, sex=secret, phone=secret, region=secret, status=secret, needs=secret)
    assert len(found.problems) == 6
    assert not any(secret in str(each.text) for each in found.problems)
