"""What nobody answers is counted; words are written when five different chats have asked, and never a number."""

from datetime import date, timedelta

import pytest

from komek.foundations.vault import passing
from komek.knowledge.guide import gaps
from komek.knowledge.guide.models import Gap, GapVoice

ON = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def no_ram(settings: object, db: None) -> None:
    settings.KOMEK_RAM = ""  # type: ignore[attr-defined]
    passing._kept.clear()


def ask(text: str, chat: str, on: date = ON) -> None:
    gaps.missed(text, chat=chat, language="ru", on=on, country="RU")


def test_words_are_written_for_the_fifth_different_chat() -> None:
    for chat in ("a", "b", "c", "d", "a", "b"):
        ask("Где купить симку?", chat)
    assert [(gap.count, gap.voices, gap.words) for gap in Gap.objects.all()] == [(6, 4, "")]
    assert gaps.worth_reading() == []

    ask("где  купить симку", "e")
    assert [(gap.count, gap.words) for gap in gaps.worth_reading()] == [(7, "где купить симку")]


@pytest.mark.parametrize("text", ["call me +7 701 123 45 67", "me@mail.kz", "@some_name pls", "passport AB 1234567"])
def test_what_looks_like_somebody_is_never_written(text: str) -> None:
    for chat in "abcdefgh":
        ask(text, chat)

    assert [gap.words for gap in Gap.objects.all()] == [""]


def test_no_row_carries_chat_or_question() -> None:
    ask("a question of one person", "telegram|123456789")

    gap_names, voices = (rows.objects.values_list("name", flat=True) for rows in (Gap, GapVoice))
    kept = [bytes(name) for name in (*gap_names, *voices)]
    assert len(kept) == 2
    assert all(len(name) == 16 and b"123456789" not in name and b"question" not in name for name in kept)


def test_past_weeks_are_forgotten_but_for_words() -> None:
    for chat in "abcde":
        ask("where to buy a sim", chat)
    ask("only one asks", "a")
    gaps.forget_past(ON + timedelta(days=2))
    assert Gap.objects.count() == 2, "the week is not over"

    gaps.forget_past(ON + timedelta(days=7))
    assert [gap.words for gap in Gap.objects.all()] == ["where to buy a sim"]
    assert GapVoice.objects.count() == 0
    ask("where to buy a sim", "a", ON + timedelta(days=7))
    assert Gap.objects.count() == 2, "another week, another key, another name"

    gaps.forget_past(ON + timedelta(weeks=40))
    assert Gap.objects.count() == 0


def test_empty_questions_are_not_counted() -> None:
    ask("???", "a")

    assert Gap.objects.count() == 0
