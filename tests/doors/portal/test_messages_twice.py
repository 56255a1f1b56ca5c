"""A reload or a second press sends nothing twice; nothing typed is lost where the first press failed."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from komek.doors.portal import messages, once
from komek.foundations import inbox
from komek.foundations.inbox.models import Message
from komek.knowledge import guide
from tests.doors.portal.conftest import Reader
from tests.doors.portal.test_messages import RECEIPT, WRITE, field, go_on, numbers, quiet, send
from tests.foundations.inbox.conftest import Rota, calm, manned, rota

__all__ = ["calm", "manned", "quiet", "rota"]

pytestmark = pytest.mark.slow
SPEECH = guide.words("en")


def page_of(reader: Reader) -> dict[str, str]:
    """Open the page once; gives what its form says."""
    page = reader.get(f"{WRITE}?in=RU")
    return {"in": "RU", "do": "send", "seen": field(page, "seen"), "once": field(page, "once")}


def test_a_page_that_is_sent_again_is_told_so_and_shown_the_way_on(reader: Reader, manned: Rota) -> None:
    form = page_of(reader)
    first, second = (reader.post(WRITE, words="He keeps it.", **form) for _ in range(2))
    assert numbers(first)
    assert second.status_code == 200
    for key in ("already", "already_numbers"):
        assert SPEECH.say("inbox", key) in second.page.html
    assert "/en/receipt/" in {each.partition("?")[0] for each in second.page.links()}
    assert Message.objects.count() == 1


def test_who_never_saw_her_numbers_finds_her_words_typed_and_sends_them_again(reader: Reader, manned: Rota) -> None:
    form, said = page_of(reader), 'He "keeps" it.'
    reader.post(WRITE, words=said, **form)  # the page with the numbers is lost on the way
    second = reader.post(WRITE, words=said, **form)
    assert "He &quot;keeps&quot; it.</textarea>" in second.page.html
    assert SPEECH.say("inbox", "who_reads", name="Umit Almaty", country="Kazakhstan", minutes=15) in second.page.html
    again = {"words": said, **{name: field(second, name) for name in ("in", "seen", "once")}}
    assert again["once"] != form["once"]
    assert numbers(reader.post(WRITE, do="send", **again))
    assert Message.objects.count() == 2


def test_another_page_and_other_words_are_another_message(reader: Reader, manned: Rota) -> None:
    form = page_of(reader)
    for words in ("He keeps it.", "He keeps it still."):
        assert numbers(reader.post(WRITE, words=words, **form))
    assert numbers(reader.post(WRITE, words="He keeps it.", **page_of(reader)))
    assert Message.objects.count() == 3


def test_what_failed_may_be_sent_again_with_all_that_was_typed(
    reader: Reader, manned: Rota, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = page_of(reader)
    with monkeypatch.context() as patch:
        patch.setattr(inbox.limits, "DROPS", inbox.limits.Limit("inbox-drop", each=0, all=0, seconds=60))
        refused = reader.post(WRITE, words="He keeps it.", **form)
    assert (refused.status_code, "He keeps it.</textarea>" in refused.page.html) == (429, True)
    assert field(refused, "once") == form["once"]
    assert numbers(reader.post(WRITE, words="He keeps it.", **form))
    assert Message.objects.count() == 1


def test_what_broke_may_be_sent_again(reader: Reader, manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    form = page_of(reader)
    with monkeypatch.context() as patch:
        patch.setattr(messages, "_dropped", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            reader.post(WRITE, words="He keeps it.", **form)
    assert numbers(reader.post(WRITE, words="He keeps it.", **form))


@pytest.mark.parametrize("wrong", ["", "short", "x" * 33, "пароль пароль пароль", "a b c d e f g h i j"])
def test_a_word_that_is_none_is_drawn_anew(wrong: str, reader: Reader, manned: Rota) -> None:
    form = page_of(reader)
    for _ in range(2):
        assert numbers(reader.post(WRITE, words="He keeps it.", **{**form, "once": wrong}))
    shown = reader.post(WRITE, words="He keeps it.", once=wrong)
    assert field(shown, "once") != wrong


def test_going_on_twice_goes_on_once(reader: Reader, manned: Rota) -> None:
    both = numbers(send(reader))
    page = reader.post(RECEIPT, do="read", **both)
    form = {"do": "more", "seen": field(page, "seen"), "once": field(page, "once"), "words": "He came back.", **both}
    first, second = (reader.post(RECEIPT, **form) for _ in range(2))
    assert SPEECH.say("inbox", "sent") in first.page.html
    assert SPEECH.say("inbox", "already") in second.page.html
    assert SPEECH.say("inbox", "sent") not in second.page.html
    assert Message.objects.count() == 2
    again = {**form, "once": field(first, "once")}
    assert SPEECH.say("inbox", "sent") in reader.post(RECEIPT, **again).page.html
    assert Message.objects.count() == 3


def test_two_presses_at_once_wait_for_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    form = QueryDict("once=abcdefghijklmnopqrst&words=x")
    ends = iter((None, once.BEGUN, once.DONE))
    monkeypatch.setattr(once, "LOOK", 0.0)
    monkeypatch.setattr(once, "cache", SimpleNamespace(add=lambda *_: False, get=lambda *_: next(ends)))
    with once.only_once(form) as first:
        assert first is False, "it waited until the other one was done"
    monkeypatch.setattr(once, "PATIENCE", 0.0)
    monkeypatch.setattr(once, "cache", SimpleNamespace(add=lambda *_: False, get=lambda *_: once.BEGUN))
    with pytest.raises(inbox.TooOften), once.only_once(form):
        pass


def test_a_second_press_holds_a_place_for_three_seconds_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(once, "time", SimpleNamespace(monotonic=lambda: sum(slept), sleep=slept.append))
    monkeypatch.setattr(once, "cache", SimpleNamespace(add=lambda *_: False, get=lambda *_: once.BEGUN))
    with pytest.raises(inbox.TooOften), once.only_once(QueryDict("once=abcdefghijklmnopqrst&words=x")):
        pass
    assert 1 < sum(slept) < 3.2


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_the_same_moment_one_is_sent(manned: Rota) -> None:
    reader = Reader()
    form = page_of(reader)
    together, told = threading.Barrier(2), []

    def press() -> None:
        try:
            together.wait(10)
            told.append(Reader().post(WRITE, words="He keeps it.", **form))
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join(30)
    shown = sorted(SPEECH.say("inbox", "already") in each.page.html for each in told)
    assert shown == [False, True]
    assert Message.objects.count() == 1


def test_no_word_of_a_form_rests_in_the_marks(reader: Reader, manned: Rota) -> None:
    form = page_of(reader)
    reader.post(WRITE, words="He keeps it.", **form)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM vault_mark t")
        rows = " ".join(str(line) for (line,) in cursor.fetchall())
    assert rows
    for secret in ("He keeps it.", form["once"]):
        assert secret.encode().hex() not in rows


def test_she_is_told_who_reads_on_before_she_sends(reader: Reader, manned: Rota) -> None:
    both = numbers(send(reader))
    page = reader.post(RECEIPT, do="read", **both)
    told = SPEECH.say("inbox", "who_reads", name="Umit Almaty", country="Kazakhstan", minutes=15)
    assert told in page.page.html
    assert SPEECH.say("inbox", "who_reads_next", names="Sabr Osh (Kyrgyzstan)") in page.page.html
    assert page.page.html.index(told) < page.page.html.index('value="more"')


def test_if_who_reads_on_has_changed_she_is_told_first(reader: Reader, manned: Rota) -> None:
    both = numbers(send(reader))
    page = reader.post(RECEIPT, do="read", **both)
    for watch in inbox.queries.watches(manned.dina.actor):
        inbox.end_watch(watch=watch, by=manned.dina.actor)
    said = {"words": "He came back.", "seen": field(page, "seen"), "once": field(page, "once"), "do": "more", **both}
    answer = reader.post(RECEIPT, **said)
    assert SPEECH.say("inbox", "changed") in answer.page.html
    assert "He came back.</textarea>" in answer.page.html
    assert Message.objects.count() == 1
    assert SPEECH.say("inbox", "sent") in go_on(reader, both).page.html


def test_where_nobody_reads_on_there_are_numbers_and_no_button(reader: Reader, manned: Rota) -> None:
    both = numbers(send(reader))
    for staff in (manned.dina, manned.bakyt):
        for watch in inbox.queries.watches(staff.actor):
            inbox.end_watch(watch=watch, by=staff.actor)
    page = reader.post(RECEIPT, do="read", **both).page
    assert SPEECH.say("inbox", "closed") in page.html
    assert [each for each in page.links() if each.startswith("tel:")]
    assert [each.get("value") for each in page.all("button") if each.get("name") == "do"] == ["erase"]


def test_what_she_typed_outlives_numbers_that_were_mistyped(reader: Reader, manned: Rota) -> None:
    both = numbers(send(reader))
    lost = go_on(reader, both, 'He "came" back.', second="12345678")
    assert lost.status_code == 422
    kept = field(lost, "words")
    assert kept == 'He "came" back.'
    again = reader.post(RECEIPT, do="read", words=kept, **both)
    assert "He &quot;came&quot; back.</textarea>" in again.page.html


def test_danger_in_what_she_writes_next_is_seen_by_who_reads(
    reader: Reader, manned: Rota, quiet: dict[str, bool]
) -> None:
    both = numbers(send(reader))
    quiet["danger"] = True
    go_on(reader, both)
    rows = inbox.queries.waiting(manned.aigul.actor)
    assert sorted(each.danger for each in inbox.queries.heads(rows, by=manned.aigul.actor).values()) == [False, True]


@pytest.mark.parametrize("language", guide.spoken())
def test_silence_after_taking_is_said_in_every_language(
    language: str, reader: Reader, manned: Rota, monkeypatch: pytest.MonkeyPatch
) -> None:
    speech = guide.words(language)
    both = numbers(send(reader))
    (message,) = inbox.queries.waiting(manned.aigul.actor)
    inbox.take(message=message, by=manned.aigul.actor)
    Message.objects.update(silent_from="2020-01-01T00:00Z")
    page: Any = reader.post(f"/{language}/receipt/", do="read", **both).page
    assert speech.say("inbox", "taken_silence") in page.html
    assert speech.say("inbox", "taken") not in page.html
    assert [each for each in page.links() if each.startswith("tel:")]
    inbox.answer(message=message, text="Come.", by=manned.aigul.actor)
    assert speech.say("inbox", "taken_silence") not in reader.post(f"/{language}/receipt/", do="read", **both).page.html
