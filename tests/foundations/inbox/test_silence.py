"""Silence is told twice: while nobody has taken a message, and when whoever took it does not answer."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from komek.foundations import inbox
from komek.foundations.inbox.models import Answer, Message
from tests.foundations.inbox.conftest import HERE, Rota
from tests.foundations.inbox.letters import dropped, opened, row, taken
from tests.foundations.inbox.test_dropping import clock

__all__ = ["clock"]


def more(made: inbox.Dropped) -> UUID:
    """Go on under the numbers of a message."""
    return inbox.say_more(made.receipt.first, made.receipt.second, "Яна.", source=HERE).message


def test_who_took_it_and_does_not_answer_is_told_to_its_writer(manned: Rota, clock: Any) -> None:
    made = dropped()
    clock.shift(timedelta(minutes=12))
    taken(made, manned.aigul)
    clock.shift(timedelta(minutes=29))
    assert (opened(made).state, opened(made).silence) == ("taken", "")
    clock.shift(timedelta(minutes=6))
    found = opened(made)
    assert (found.state, found.silence, found.silent) == ("taken", "taken_silence", True)
    inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor)
    assert (opened(made).state, opened(made).silence) == ("answered", "")


def test_the_time_of_silence_after_taking_says_nothing_of_when_she_wrote(manned: Rota, clock: Any) -> None:
    early = dropped()
    clock.shift(timedelta(minutes=7, seconds=3))
    late = dropped()
    for made in (early, late):
        taken(made, manned.aigul)
    times = {row(made).silent_from for made in (early, late)}
    assert times == {datetime(2026, 11, 30, 7, 40, tzinfo=UTC)}


def test_that_nobody_has_taken_a_later_message_goes_before(manned: Rota, clock: Any) -> None:
    made = dropped()
    taken(made, manned.aigul)
    clock.shift(timedelta(minutes=35))
    more(made)
    assert (opened(made).state, opened(made).silence) == ("waiting", "taken_silence")
    clock.shift(timedelta(minutes=35))
    assert opened(made).silence == "silence"
    assert inbox.queries.silent() == 1, "who watches the house counts what nobody has taken"


def test_an_answer_to_one_message_ends_the_silence_of_all_that_were_taken(manned: Rota, clock: Any) -> None:
    made = dropped()
    second = more(made)
    taken(made, manned.aigul)
    inbox.take(message=Message.objects.get(pk=second), by=manned.aigul.actor)
    clock.shift(timedelta(minutes=35))
    assert opened(made).silence == "taken_silence"
    inbox.answer(message=Message.objects.get(pk=second), text="Come.", by=manned.aigul.actor)
    assert opened(made).silence == ""


def test_what_is_given_back_waits_anew_and_what_is_closed_is_not_waited_for(manned: Rota, clock: Any) -> None:
    made, other = dropped(), dropped()
    for each in (made, other):
        taken(each, manned.aigul)
    clock.shift(timedelta(minutes=35))
    inbox.give_back(message=row(made), by=manned.aigul.actor)
    inbox.close(message=row(other), by=manned.aigul.actor)
    assert (opened(made).silence, opened(other).silence) == ("", "")
    clock.shift(timedelta(minutes=35))
    assert (opened(made).silence, opened(other).silence) == ("silence", "")


def test_answers_stand_in_the_order_in_which_they_were_given(manned: Rota, clock: Any) -> None:
    made = dropped()
    both = (made.message, more(made))
    for each in both:
        inbox.take(message=Message.objects.get(pk=each), by=manned.aigul.actor)
    said = [f"{number}." for number in range(12)]
    for place, words in enumerate(said):
        inbox.answer(message=Message.objects.get(pk=both[place % 2]), text=words, by=manned.aigul.actor)
    assert [each.text for each in opened(made).answers] == said
    letter = inbox.open_message(message=row(made), by=manned.aigul.actor)
    assert [each.text for each in letter.replies] == said[::2]
    assert sorted(Answer.objects.values_list("number", flat=True)) == list(range(1, 13))
    Answer.objects.filter(message=both[0]).exclude(number=11).delete()
    inbox.answer(message=row(made), text="13.", by=manned.aigul.actor)
    assert opened(made).answers[-1].text == "13.", "numbers go on where answers to one message ended"
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(message=made.message).update(number=1)


def test_she_is_told_who_reads_what_she_writes_next(manned: Rota, clock: Any) -> None:
    made = dropped()
    assert opened(made).reader == inbox.readers("RU", "uz", datetime.now(UTC))
    clock.shift(timedelta(minutes=20))
    taken(made, manned.bakyt)
    reader = opened(made).reader
    assert reader is not None
    assert (reader.name, reader.next, reader.now) == ("Sabr Osh", ("Umit Almaty",), True)


def test_who_has_read_her_and_is_off_duty_makes_her_wait_for_the_next(manned: Rota, clock: Any) -> None:
    made = dropped()
    taken(made, manned.aigul)
    (watch,) = inbox.queries.watches(manned.dina.actor)
    manned.watch(manned.dina, watch=watch, weekdays=[7], minutes=25)
    reader = opened(made).reader
    assert reader is not None
    assert (reader.name, reader.next, reader.minutes, reader.now) == ("Umit Almaty", ("Sabr Osh",), 40, True)
    for each in inbox.queries.watches(manned.bakyt.actor):
        inbox.end_watch(watch=each, by=manned.bakyt.actor)
    reader = opened(made).reader
    assert reader is not None
    assert (reader.name, reader.minutes, reader.now) == ("Umit Almaty", 25, False)
    inbox.end_watch(watch=watch, by=manned.dina.actor)
    assert opened(made).reader is None
