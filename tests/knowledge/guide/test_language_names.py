"""Hours and languages by hour are said in the reader's language."""

import pytest

from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.guide.language_names import names, spoken, unknown

BY_HOUR = "Mon-Fri 09:00-18:00: mul ko en; Mon-Fri 18:00-22:00: ko en"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Mon-Fri 09:00-18:00: many languages, Korean, English; Mon-Fri 18:00-22:00: Korean, English"),
        ("ru", "пн-пт 09:00-18:00: много языков, корейский, английский; пн-пт 18:00-22:00: корейский, английский"),
        ("uz-cyrl", "душ-жум 09:00-18:00: кўп тил, корейс, инглиз; душ-жум 18:00-22:00: корейс, инглиз"),
    ],
)
def test_languages_by_hour_are_said_by_name(language: str, said: str) -> None:
    assert spoken(BY_HOUR, language) == said


@pytest.mark.parametrize("text", ["", "at noon, by appointment", "Every day"])
def test_what_is_no_code_stays_as_it_is(text: str) -> None:
    assert spoken(text, "ru") == text


@pytest.mark.parametrize(("text", "found"), [("uz ru", ()), ("Mon-Fri 09:00-18:00: uz xx", ("xx",)), ("qq", ("qq",))])
def test_a_code_without_a_name_is_found(text: str, found: tuple[str, ...]) -> None:
    assert unknown(text) == found


def test_every_code_that_is_shipped_has_a_name_in_every_language() -> None:
    assert [contact.id for contact in content.contacts().values() if unknown(contact.languages)] == []
    for language in guide.LANGUAGES:
        for kind in ("language", "weekday"):
            assert all(names(kind, language).values()), (kind, language)
    assert names("language", "ru")["ko"] != names("language", "en")["ko"]
