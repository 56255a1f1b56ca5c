"""Which spellings meet, and which must not."""

from pathlib import Path

import pytest

from komek.kernel import scripts
from komek.kernel.scripts import reading, tables

Family = tuple[str, str, list[str]]
KEYS = {
    "fold": scripts.fold,
    "skeleton": scripts.skeleton,
    "root": scripts.root,
    "root_skeleton": scripts.root_skeleton,
}


def families() -> list[Family]:
    lines = (Path(__file__).parent / "families.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [(key, language, spellings.split(", ")) for key, language, spellings in rows]


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("wahnoza", "Шахноза, Shahnoza, Shakhnoza, Shaxnoza, Шаҳноза, Şahnoza"),
        ("hasanova", "Хасанова, Xasanova, Khassanova, Hasanova, Ҳасанова, Khasanova, Hasanowa"),
        ("nursultan", "Нұрсұлтан, Nursultan, Нурсултан, Nūrsūltan, Nursultán"),
        ("jaksilik", "Жақсылық, Zhaksylyk, Jaqsılıq, Жаксылык, Jaqsylyq"),
        ("abdulaev", "Абдуллаев, Abdullaev, Abdullayev, Abdullaýew"),
        ("gulnur", "Гүлнұр, Gulnur, Гульнур, Gülnur, Gulnūr"),
        ("aigul", "Айгүл, Aygul, Aigul, Айгуль, Aıgúl"),
        ("kojahmet", "Қожахмет, Qojahmet, Kozhakhmet, Кожахмет, Qozhakhmet"),
        ("erjan", "Ержан, Yerzhan, Erzhan, Erjan, Ерджан"),
        ("erlan", "Эрлан, Yerlan, Ерлан"),
        ("gairat", "Ғайрат, Gʻayrat, Ğayrat, Gayrat, Ghayrat, Gairat"),
        ("wavkat", "Шавкат, Shavkat, Şavkat"),
        ("ozbek", "Ўзбек, Oʻzbek, Özbek"),
        ("cinara", "Чынара, Chynara, Çynara, Чинара"),
        ("jamwed", "Ҷамшед, Jamshed, Джамшед, Dzhamshed"),
        ("jumabaev", "Жумабаев, Джумабаев, Jumabayev, Dzhumabaev, Zhumabayev, Žumabaýew"),
        ("maksat", "Мақсат, Максат, Maxat, Maksat"),
        ("sadi", "Саъдӣ, Sa'di, Sadi"),
        ("uldawev", "Юлдашев, Yuldashev, Iuldashev"),
        ("oldowev", "Йўлдошев, Yoʻldoshev"),
        ("oldawev", "Ýoldaşew"),
        ("otkir", "Ўткир, Oʻtkir"),
        ("utkir", "Уткир"),
        ("dilwod", "Дилшод, Dilshod, Дильшод"),
        ("dilwad", "Дильшад"),
    ],
)
def test_the_spellings_of_the_specification_have_the_fold_it_gives(key: str, spellings: str) -> None:
    assert {spelling: scripts.fold(spelling) for spelling in spellings.split(", ")} == dict.fromkeys(
        spellings.split(", "), key
    )


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("whnz", "Шахноза, Shahnoza, Shakhnoza, Shaxnoza, Шаҳноза, Şahnoza"),
        ("aldwv", "Юлдашев, Yuldashev, Iuldashev, Йўлдошев, Yoʻldoshev, Ýoldaşew"),
        ("atkr", "Ўткир, Oʻtkir, Уткир"),
        ("dlwd", "Дилшод, Dilshod, Дильшод, Дильшад"),
        ("asn", "Асан, Эсен"),
        ("az", "Азиз, Азиза"),
        ("s", "Цой"),
    ],
)
def test_the_spellings_of_the_specification_have_the_skeleton_it_gives(key: str, spellings: str) -> None:
    assert {scripts.skeleton(spelling) for spelling in spellings.split(", ")} == {key}


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("hasan", "Хасановна, Hasan qizi, Hasanqizi, Хасан кызы, Ҳасан қизи, Khasanovna"),
        ("rahmon", "Рахмонов, Рахмон, Рахмонзода, Rahmonov, Rakhmonova"),
        ("serik", "Серікұлы, Серикович, Serikovich, Serik uly, Serikuly"),
        ("ismoil", "Исмоил ўғли, Ismoil o‘g‘li, Ismoilovich"),
        ("ismail", "Исмаилович"),
        ("bolotbek", "Болотбек уулу, Болотбекович"),
    ],
)
def test_the_spellings_of_the_specification_have_the_root_it_gives(key: str, spellings: str) -> None:
    assert {scripts.root(spelling) for spelling in spellings.split(", ")} == {key}


def test_ismoil_and_ismail_have_one_root_skeleton() -> None:
    assert {scripts.root_skeleton("Исмоил ўғли"), scripts.root_skeleton("Исмаилович")} == {"asml"}


@pytest.mark.parametrize(("key", "language", "spellings"), families())
def test_a_family_of_spellings_meets(key: str, language: str, spellings: list[str]) -> None:
    met = {spelling: KEYS[key](spelling) for spelling in spellings}
    assert len(set(met.values())) == 1, (language, met)


def test_there_are_at_least_300_families_and_each_has_two_spellings() -> None:
    assert len(families()) >= 300
    assert [spellings for _, _, spellings in families() if len(set(spellings)) < 2] == []


def test_families_that_meet_by_fold_stay_apart_from_each_other() -> None:
    first: dict[str, list[str]] = {}
    for key, _, spellings in families():
        if key == "fold":
            first.setdefault(scripts.fold(spellings[0]), []).append(spellings[0])
    # Two languages have one name: Чолпон and Чўлпон, Навруз and Наврӯз.
    assert {fold for fold, names in first.items() if len(names) > 1} == {
        "ahmadjon",
        "colpon",
        "janibek",
        "jomart",
        "navruz",
        "suhrob",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ким", "Хан"),
        ("Асан", "Эсен"),
        ("Азиз", "Азиза"),
        ("Али", "Алия"),
        ("Нурлан", "Нурлана"),
        ("Нуржан", "Нургуль"),
        ("Жанар", "Жанна"),
        ("Айгуль", "Айжан"),
        ("Мурат", "Марат"),
        ("Мурат", "Мурод"),
        ("Мадина", "Медина"),
        ("Самат", "Самад"),
        ("Самат", "Азамат"),
        ("Шолпан", "Чолпон"),
        ("Хасан", "Хусан"),
        ("Хасанов", "Хасанова"),
        ("Асим", "Азим"),
        ("Asim", "Azim"),
        ("Сара", "Зара"),
        ("Sara", "Zara"),
        ("Sabir", "Забир"),
        ("Магомед", "Мухаммад"),
        ("Ахмет", "Ахмад"),
        ("Юсуп", "Юсуф"),
        ("Дилшод", "Дилшода"),
        ("Сафар", "Сапар"),
        ("Шерзод", "Шахзод"),
        ("Рустам", "Рустем"),
        ("Гулнора", "Гулноза"),
        ("Жамшид", "Жамила"),
        ("Асқар", "Ашхар"),
        ("Askar", "Ashar"),
        ("Исҳоқ", "Ишок"),
        ("Ахмаджон", "Ахмажон"),
        ("Бекжан", "Бекзат"),
        ("Chori", "Hori"),
        ("Кенже", "Кенес"),
        ("Цой", "Чой"),
    ],
)
def test_names_of_different_people_stay_apart_in_fold(one: str, other: str) -> None:
    assert scripts.fold(one) != scripts.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ким", "Хан"),
        ("Нуржан", "Нургуль"),
        ("Жанар", "Жаннат"),
        ("Айгуль", "Айжан"),
        ("Шерзод", "Шахзод"),
        ("Гулнора", "Гулноза"),
        ("Амангүл", "Омонулла"),
        ("Тұрсынгүл", "Турсунали"),
        ("Хасановна", "Хасан"),
        ("Мағамбет", "Магомед"),
        ("Асхат", "Асқат"),
        ("Рахмат", "Рахман"),
    ],
)
def test_names_of_different_people_stay_apart_in_skeleton(one: str, other: str) -> None:
    assert scripts.skeleton(one) != scripts.skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ганиев", "Ганин"),
        ("Хусейнов", "Хусаинович Хасан"),
        ("Мадина", "Мадов"),
        ("Каримов", "Кариев"),
        ("Назаров", "Назарбаев"),
        ("Бекұлы", "Бекова Айгүл"),
    ],
)
def test_stems_of_different_families_stay_apart(one: str, other: str) -> None:
    assert scripts.root(one) != scripts.root(other)


@pytest.mark.parametrize("name", ["Мадина", "Карина", "Хусейн", "Ғани", "Айқыз", "Сабина", "Мухсин", "Gurbanguly"])
def test_a_given_name_that_looks_like_an_ending_keeps_it(name: str) -> None:
    assert scripts.root(name) == scripts.fold(name)


@pytest.mark.parametrize(
    "ending", ["ов", "ова", "ович", "овна", "ұлы", "қызы", "зода", " ұлы", " қызы", " оғли", "-оглы"]
)
def test_every_ending_falls_from_every_known_name_that_can_bear_it(ending: str) -> None:
    bearing = [name for name in tables.names("given names") if name[-1] in "бгдзклмнрстфхшғқңҳ" and len(name) > 3]
    assert [name for name in bearing if scripts.root(name + ending) != scripts.root(name)] == []


def test_words_are_folded_one_by_one() -> None:
    assert scripts.fold("Шахноза  Хасановна\tКаримова") == "wahnoza hasanovna karimova"
    assert scripts.skeleton("Шахноза Хасановна") == "whnz hsnvn"
    assert scripts.root("Хасанова Шахноза Рустам қизи") == "hasan wahnoza rustam"


def test_parts_with_a_hyphen_are_one_word_and_dots_and_commas_part_words() -> None:
    assert scripts.fold("Нұр-Сұлтан") == "nursultan"
    assert scripts.fold("Каримова,Айгуль А.Б.") == "karimova aigul a b"


def test_the_arabic_article_belongs_to_the_word_after_it_and_is_no_ali() -> None:
    assert scripts.fold("Al Hasan") == scripts.fold("Аль-Хасан") == "alhasan"
    assert scripts.fold("Ali Hasan") == "ali hasan"


def test_stress_accents_and_look_alikes_do_not_count() -> None:
    assert scripts.fold("Рамада́н") == scripts.fold("Рамадан")
    assert scripts.fold("Cepiк") == scripts.fold("Серік".replace("С", "C"))
    assert scripts.fold("Мapaт") == "marat"


def test_a_letter_alone_is_folded_whatever_its_block() -> None:
    assert [scripts.fold(letter) for letter in "ёҗҡҙҫҕҥ"] == ["o", "j", "k", "z", "s", "g", "n"]


def test_digits_typed_for_letters_are_read() -> None:
    assert scripts.fold("4олпон") == scripts.fold("4olpon") == scripts.fold("Cholpon")


def test_a_text_without_letters_has_empty_keys() -> None:
    assert scripts.keys(" 12 … '") == scripts.Keys("", "", "", "")


def test_all_keys_at_once_are_the_keys_one_by_one() -> None:
    name = "Исмоил ўғли Акмал"
    found = scripts.keys(name)
    assert (found.fold, found.skeleton) == (scripts.fold(name), scripts.skeleton(name))
    assert (found.root, found.root_skeleton) == (scripts.root(name), scripts.root_skeleton(name))


def test_the_json_line_keeps_letters_readable() -> None:
    assert scripts.as_json_line("Гүлнұр") == '{"fold": "gulnur", "skeleton": "glnr", "root": "gulnur"}'


def test_forgetting_empties_the_memory_of_names() -> None:
    scripts.fold("Гүлнұр")
    scripts.forget()
    from komek.kernel.scripts import folding

    assert folding.heard.cache_info().currsize == 0


def test_a_name_is_found_by_fold_skeleton_and_root_of_its_parts() -> None:
    assert scripts.name_forms("Гүлнұр Хасанова") == {"gulnur", "glnr", "hasanova", "hsnv", "hasan"}


def test_short_skeletons_initials_and_ending_words_are_no_forms() -> None:
    assert scripts.name_forms("Али") == {"ali"}
    assert scripts.name_forms("Ш. Hasan qizi") == {"hasan", "hsn"}


def test_both_halves_of_a_double_name_are_forms() -> None:
    assert {"hasanova", "karimova", "hasanovakarimova"} <= scripts.name_forms("Хасанова-Каримова")


def test_every_word_with_a_mark_or_a_group_also_has_its_hint() -> None:
    written = [row["mark"] for row in tables.readings()["habit"] if "mark" in row]
    assert written
    for _, _, spellings in families():
        for word in (word for spelling in spellings for word in spelling.lower().split()):
            if any(mark.search(word) for mark, _ in reading.MARKS):
                assert reading.MARK_HINT.search(word), word
    assert [old for old, _ in reading.GROUPS if not reading.GROUP_HINT.search(old)] == []
