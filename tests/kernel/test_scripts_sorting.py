"""Order of names, initials for the veil, and the script of a text."""

import random

import pytest

from komek.kernel import scripts
from komek.kernel.scripts import tables
from tests.kernel.test_scripts_properties import CYRILLIC

CODES = {"Russian": "ru", "Kazakh": "kk", "Kyrgyz": "ky", "Uzbek": "uz", "Tajik": "tg", "Turkmen": "tk"}
ORDER = {**CYRILLIC, "Tajik": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя"}


def in_order(names: str, language: str = "") -> bool:
    right = names.split()
    mixed = random.Random(7).sample(right, len(right))
    return sorted(mixed, key=lambda name: scripts.sort_key(name, language)) == right


@pytest.mark.parametrize("language", sorted(CODES))
def test_letters_sort_in_the_order_of_their_alphabet(language: str) -> None:
    assert in_order(" ".join(ORDER[language]), CODES[language])
    assert in_order(" ".join(ORDER[language].upper()), CODES[language])


@pytest.mark.parametrize("language", ["Russian", "Kazakh", "Kyrgyz", "Tajik"])
def test_the_common_order_is_right_for_the_languages_that_agree(language: str) -> None:
    assert in_order(" ".join(ORDER[language]))


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("kk", "Айгүл Асель Әсел Бақыт Гүлнар Ғани Еркін Кенже Қанат Наурыз Омар Өмір"),
        ("kk", "Уәли Ұлан Үміт Хан Һасен Ыдырыс Іңкәр Яна"),
        ("ky", "Нурлан Ормон Өмүр Умар Үмүт"),
        ("uz", "Гулнора Карим Умар Хадича Яшин Ўткир Қодир Ғани Ҳасан"),
        ("uz", "Gulnora Omon Sardor Sohib Zafar Oʻtkir Gʻani Shahnoza Chori"),
        ("uz", "Zafar O'ktam O‘tkir Oʻzbek"),
        ("tg", "Гулнора Ғафур Ибод Ӣсо Карим Қодир Умар Ӯктам Хуршед Ҳасан Чори Ҷамшед Шодӣ"),
        ("tk", "Bahar Çary Durdy Eşe Äşe Jeren Žu Nur Ňa Orun Öwez Sona Şemşat Umyt Ümüt Wepa Yhlas Ýazgül Zöhre"),
        ("kk", "Gani Ğani Hasan Irina Omar Ömir Umar Ūlan Ümit"),
        ("ru", "Ева Елена Ёлкин Жанна"),
    ],
)
def test_names_sort_as_in_a_dictionary_of_the_language(language: str, names: str) -> None:
    assert in_order(names, language)


def test_a_separate_letter_sorts_after_its_neighbour_and_a_joined_one_beside_it() -> None:
    assert in_order("Еза Ёба", "tg")
    assert in_order("Ёба Еза", "ru")


def test_blanks_come_before_letters_and_latin_before_cyrillic() -> None:
    assert in_order("Zoya Асан")
    assert sorted(["Асанов", "Асан Б"], key=scripts.sort_key) == ["Асан Б", "Асанов"]


def test_capitals_decide_only_between_equals() -> None:
    assert sorted(["асанов", "Асан", "асан"], key=scripts.sort_key) == ["Асан", "асан", "асанов"]


def test_a_letter_of_another_language_sorts_with_its_base_letter() -> None:
    assert in_order("Гала Ѓама Гана Дана", "ru")


def test_no_key_has_a_sign_of_control_and_every_byte_order_agrees() -> None:
    names = ["Әсел", "Асан", "Zafar", "Oʻtkir", "Ёлкин", "Ян 2"]
    found = [scripts.sort_key(name, "kk") for name in names]
    assert all(ord(sign) >= 0x20 for key in found for sign in key)
    assert sorted(found) == sorted(found, key=lambda key: key.encode())


@pytest.mark.parametrize("language", sorted(tables.alphabets()))
def test_no_alphabet_names_a_letter_twice(language: str) -> None:
    for order in tables.alphabets()[language].values():
        letters = order.replace("=", " ").split()
        assert len(letters) == len(set(letters))


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Шахноза Хасанова", "Ш. Х."),
        ("Шахноза", "Ш."),
        ("шахноза хасанова", "Ш. Х."),
        ("Shahnoza Hasanova", "Sh. H."),
        ("Choʻlpon Gʻaniyeva", "Ch. Gʻ."),
        ("O'tkir Zhumabayev", "Oʻ. Zh."),
        ("Isʼhoq Ali", "I. A."),
        ("Хасанова Шахноза Рустамовна", "Х. Ш."),
        ("Shahnoza Hasan qizi", "Sh. H."),
        ("Серік Нұрлан ұлы", "С. Н."),
        ("Әсел Қанат", "Ә. Қ."),
        ("Нұр-Сұлтан Ким", "Н. К."),
        ("Ш. Х.", "Ш. Х."),
        ("", ""),
        ("…", ""),
    ],
)
def test_initials_show_the_first_letters_of_two_names(name: str, initials: str) -> None:
    assert scripts.display_initials(name) == initials


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Шахноза", "Cyrl"),
        ("Ҷамшед", "Cyrl"),
        ("Oʻtkir", "Latn"),
        ("Ňurgözel", "Latn"),
        ("Гүлнар Gulnar", "mixed"),
        ("12-34", ""),
        ("", ""),
    ],
)
def test_the_script_of_a_text_is_told(text: str, script: str) -> None:
    assert scripts.script_of(text) == script
