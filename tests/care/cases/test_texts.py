"""What the client reads exists in all eight written languages, says the same things, and admits to being a draft."""

import re
from typing import Any

import pytest

from komek.care.cases.texts import LANGUAGES, SOURCE, texts
from komek.kernel import codes

OTHERS = [language for language in LANGUAGES if language != SOURCE]
LATIN = {"en", "uz", "tk"}


def shape(value: Any) -> Any:
    """Keys, numbers of lines and placeholders: everything but the words."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return len(value)
    return sorted(re.findall(r"{\w+}", value))


def words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(words(each) for each in value.values())
    return " ".join(value) if isinstance(value, list) else value


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_the_same_things_with_the_same_placeholders(language: str) -> None:
    assert shape(texts(language).sections) == shape(texts(SOURCE).sections)


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_left_in_english(language: str) -> None:
    def sentences(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [line for each in value.values() for line in sentences(each)]
        return list(value) if isinstance(value, list) else [value]

    same = set(sentences(texts(language).sections)) & set(sentences(texts(SOURCE).sections))
    assert same == set()


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_is_written_in_its_script(language: str) -> None:
    letters = re.sub(r"{\w+}", "", words(texts(language).sections))
    cyrillic, latin = len(re.findall(r"[\u0400-\u04ff]", letters)), len(re.findall(r"[A-Za-z]", letters))
    assert (latin > cyrillic * 50) if language in LATIN else (cyrillic > latin * 50)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_nobody_has_signed_is_marked_as_a_draft(language: str) -> None:
    assert texts(language).is_draft or texts(language).mark == "signed"


def test_every_purpose_and_field_group_has_plain_words() -> None:
    source = texts(SOURCE).sections
    assert set(source["purpose"]) == {code for code, _ in codes.get("consent_purpose").choices()}
    assert set(source["group"]) == {code for code, _ in codes.get("consent_field_group").choices()}
