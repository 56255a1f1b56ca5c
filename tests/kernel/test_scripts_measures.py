"""How often spellings of many conventions meet, and how often strangers do. The figures are floors, not goals."""

import random
import time
from collections.abc import Iterable
from functools import cache

import pytest

from komek.kernel import scripts
from komek.kernel.scripts import known, sounds, tables
from tests.kernel import transliterations

LANGUAGES = {"Kazakh": "kk", "Kyrgyz": "ky", "Uzbek": "uz", "Tajik": "tg", "Turkmen": "tk"}
# Names and surnames that are not among the known names: what the rules do alone.
UNLISTED = {
    "kk": "Бұланбай Шыныбек Өскенбай Әжмұхан Жолшыбек Қарғабай Түймебай Сүгірәлі Ұзақпай Құлыншақ Қылышпаев Қойлыбаев",
    "ky": "Сейталы Өзүбек Чекирбай Шүкүрбек Жээнбай Үркүнбай Кыдырмыш Чоюнбек Чымырбаев Төрөшов",
    "uz": "Чориқул Шойимқул Ҳазратқул Жиянбой Хўшбоқ Эшдавлат Бўтабек Ризвонбек Рўзиқулов Ҳакназаров",
    "tg": "Ҷӯшқун Чоршанбе Қиёмиддин Ховар Ҳаёт Шоҳин Зумрадой Ғайбулло Хуҷамёров Шаҳобов",
    "tk": "Чопан Шаберди Җорагелди Өдегелди Үмүтгүл Хүммет Ишангулы Язлы Чүриев Җортаев",
}
SET = 3


@cache
def spelt(name: str, language: str) -> dict[str, str]:
    return transliterations.spellings(name, language)


@cache
def listed() -> list[tuple[str, str]]:
    """Known given names with the language of their list."""
    found: list[tuple[str, str]] = []
    language = ""
    for line in tables.text_of("known_names.txt").splitlines():
        if line.startswith("#"):
            language = next((code for name, code in LANGUAGES.items() if line.startswith(f"# given names: {name}")), "")
        elif language:
            found += [(name, language) for name in line.split()]
    return random.Random(11).sample(found, 300)


def unlisted() -> list[tuple[str, str]]:
    return [(name, language) for language, names in UNLISTED.items() for name in names.split()]


@cache
def cyrillic_keys(name: str) -> set[str]:
    return {scripts.skeleton(name), scripts.skeleton(transliterations.russified(name))}


def share(outcomes: Iterable[bool]) -> float:
    found = list(outcomes)
    return sum(found) / len(found)


def meeting_rate(names: list[tuple[str, str]], *conventions: str) -> float:
    return share(
        scripts.skeleton(spelling) in cyrillic_keys(name)
        for name, language in names
        for convention, spelling in spelt(name, language).items()
        if not conventions or convention in conventions
    )


@pytest.mark.parametrize("convention", ["icao", "english", "english, h", "turkish", "iso 9"])
def test_known_names_nearly_always_meet_in_the_conventions_of_documents(convention: str) -> None:
    assert meeting_rate(listed(), convention) >= 0.99


@pytest.mark.parametrize("convention", sorted(transliterations.NATIVE))
def test_known_names_nearly_always_meet_in_the_national_alphabets(convention: str) -> None:
    assert meeting_rate(listed(), convention) >= 0.98


@pytest.mark.parametrize(
    "convention", ["polish", "czech", "serbian", "french", "turkish, c", "finnish", "latvian", "dutch"]
)
def test_known_names_meet_in_the_conventions_of_the_press(convention: str) -> None:
    assert meeting_rate(listed(), convention) >= 0.97


@pytest.mark.parametrize("convention", ["german", "german, dsch", "norwegian", "danish", "spanish", "hungarian"])
def test_known_names_mostly_meet_where_one_letter_stands_for_two_sounds(convention: str) -> None:
    assert meeting_rate(listed(), convention) >= 0.88


def test_names_that_nobody_listed_mostly_meet_by_the_rules_alone() -> None:
    names = unlisted()
    assert [name for name, _ in names if known.sureness(sounds.of_cyrillic(name.lower())) == known.KNOWN] == []
    assert meeting_rate(names) >= 0.85
    assert meeting_rate(names, "icao", "english", "english, h", *transliterations.NATIVE) >= 0.97


def test_of_a_set_of_three_foreign_spellings_one_meets_in_94_of_100_names() -> None:
    chance = random.Random(5)

    def meets(name: str) -> bool:
        spellings = spelt(name, "")
        return any(
            scripts.skeleton(spellings[kind]) in cyrillic_keys(name) for kind in chance.sample(sorted(spellings), SET)
        )

    assert share(meets(name) for name, _ in listed()) >= 0.99
    assert share(meets(name) for name, _ in unlisted()) >= 0.94


def test_at_most_two_of_100_random_pairs_meet_by_skeleton() -> None:
    chance = random.Random(3)
    names = [*listed(), *unlisted()]

    def meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
        spelling = chance.choice(sorted(spelt(*other).values()))
        return scripts.skeleton(one[0]) == scripts.skeleton(spelling)

    pairs = [chance.sample(names, 2) for _ in range(5000)]
    assert share(meet(one, other) for one, other in pairs) <= 0.02


def test_at_most_two_of_1000_pairs_of_all_known_names_meet_by_skeleton() -> None:
    names = {*tables.names("given names"), *tables.names("surnames")}
    counts: dict[str, int] = {}
    for name in names:
        bare = scripts.skeleton(name)
        counts[bare] = counts.get(bare, 0) + 1
    meeting = sum(count * (count - 1) for count in counts.values())
    assert meeting / (len(names) * (len(names) - 1)) <= 0.002


def test_folding_does_not_become_slow() -> None:
    """A floor with much room, in the time of this process: it finds a rule gone wrong, not a slow machine."""
    names = sorted({*tables.names("given names")})[:1500]
    scripts.forget()
    start = time.process_time()
    for name in names:
        scripts.fold(name)
    assert len(names) / (time.process_time() - start) >= 10_000
