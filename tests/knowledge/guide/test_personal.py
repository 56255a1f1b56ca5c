"""What points to a person is never kept as a question for editors, however it is typed; what asks for a rule is."""

import csv
from pathlib import Path

import pytest

from komek.knowledge.guide import content
from komek.knowledge.guide.personal import looks_personal

REFUSED = (
    # numbers, whatever parts their digits
    "8 701 123 45 67",
    "8\u2013701\u2013123\u201345\u201367",
    "8\u2212701\u2212123\u221245\u221267",
    "8_701_123_45_67",
    "tel 8/701/123/45/67",
    "+7 (701) 123-45-67",
    "8.701.123.45.67",
    "8,701,123,45,67",
    "8 7 0 1 1 2 3 4 5 6 7",
    "7\u200b701\u200b123",
    "7\u00ad701\u00ad123\u00ad45",
    "7\u2060701\u2060123",
    "\uff18\uff17\uff10\uff11\uff11\uff12\uff13",
    "٨٧٠١١٢٣٤٥٦٧",
    "card 4276 5500 1234 5678",
    "passport N 1234567",
    "AB 12345",
    # days of birth
    "15.05.1990",
    "15 / 05 / 90",
    "15 мая 1990",
    "15-may, 1990",
    "15 May 1990",
    "1990 жылы 15 мамыр",
    "1990-yil 15-may",
    "15 iýun 1990",
    "родилась в 1990",
    "born in 1990",
    "tugʻilgan yilim 1990",
    "таваллуд 1990",
    # names
    "меня зовут Айгуль Асанова",
    "меня зовут айгуль",
    "его зовут рустам",
    "my name is aigul",
    "his name is Rustam",
    "менің атым Айгүл",
    "менин атым айгүл",
    "mening ismim Aziza",
    "менинг исмим азиза",
    "номи ман Зарина",
    "meniň adym Aýgül",
    "menya zovut aigul",
    "Айгуль Асанова не отвечает",
    "Асанова Айгуль не отвечает",
    "Rustam Karimov took my passport",
    "фамилия Асанова",
    "фамилия асанова",
    "спросите Марию Ивановну",
    "иван петрович",
    # addresses
    "ул. Ленина 5 кв 12",
    "улица Абая, дом 7",
    "ulitsa lenina 5",
    "5 Abay street",
    "Абай көшесі 12",
    "Чүй көчөсү 12",
    "Navoiy koʻchasi 12",
    "Навоий кўчаси 12",
    "кӯчаи Рӯдакӣ 12",
    "Magtymguly köçesi 12",
    "кв. 12",
    "room 14",
    # names of one's own choosing and pages
    "instagram aigul_92",
    "инстаграм aigul.asan",
    "telegram: rustam77",
    "@aigul",
    "t me/abc",
    "t.me/abc",
    "wa . me/7701",
    "https://example.org",
    "aigul@example.org",
)

PASSED = (
    "где купить симку",
    "зовут на работу, но платить не хотят",
    "я не виновна, меня держат",
    "уголовное дело, основной вопрос",
    "сколько дней на регистрацию, 7 или 15",
    "штраф 5000 рублей это правда",
    "я приехал 15 мая, когда регистрация",
    "30 days or 15 working days",
    "what is article 112",
    "у меня забрали телефон, что делать",
    "ночую на улице, куда идти",
    "нас 8 человек в одной комнате",
    "in the house there are 8 of us",
    "deportation list my name is there by mistake",
    "в фамилии на патенте опечатка",
    "how to write on telegram to the consulate",
    "номам дар рӯйхати сиёҳ ҳаст ё не",
    "2026 yilda yangi qoida bormi",
    "Северная Корея или Южная Корея",
    "в мае 2026 закончится патент",
)


@pytest.mark.parametrize("text", REFUSED)
def test_what_points_to_a_person_is_refused(text: str) -> None:
    assert looks_personal(text)
    assert looks_personal(f"помогите {text} пожалуйста")


@pytest.mark.parametrize("text", PASSED)
def test_a_question_about_a_rule_is_not(text: str) -> None:
    assert not looks_personal(text)


def test_of_all_questions_of_the_house_hardly_one_is_refused() -> None:
    asked = [each.text for each in content.questions()]
    for name in ("asked.csv", "elsewhere_asked.csv"):
        with (Path(__file__).parent / name).open(encoding="utf-8") as file:
            asked += [row["text"] for row in csv.DictReader(file)]

    lost = [text for text in asked if looks_personal(text)]

    assert len(lost) <= len(asked) / 1000, lost
