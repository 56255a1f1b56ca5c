"""Going on in the same conversation without typing the numbers: adds a message, opens and erases nothing."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from komek.foundations import inbox
from komek.foundations.inbox.models import Message
from komek.foundations.inbox.nouns import Onward
from tests.foundations.inbox.conftest import HERE, Rota
from tests.foundations.inbox.letters import dropped, opened, row, taken
from tests.foundations.inbox.test_dropping import clock

__all__ = ["clock"]


def goes_on(made: inbox.Dropped, text: str = "There are three of us", **more: Any) -> Message:
    said: dict[str, Any] = {"source": HERE, "channel": "telegram", **more}
    return Message.objects.get(pk=inbox.go_on(made.onward, text, **said).message)


def test_what_she_adds_is_of_the_same_thread_and_goes_to_who_has_read_before(manned: Rota, clock: Any) -> None:
    made = dropped()
    clock.shift(timedelta(minutes=20))
    inbox.take(message=row(made), by=manned.bakyt.actor)
    added = goes_on(made)

    assert (added.receipt, added.number, added.state) == (row(made).receipt, 2, "waiting")
    assert inbox.queries.waiting(manned.bakyt.actor) == [added], "and not to the first of the rota"
    inbox.take(message=added, by=manned.bakyt.actor)
    assert inbox.open_message(message=added, by=manned.bakyt.actor).text == "There are three of us"
    assert len(opened(made).sent) == 2, "under the same two numbers"


def test_she_is_told_who_reads_what_she_adds(manned: Rota, clock: Any) -> None:
    made = dropped()
    before = inbox.readers_of(made.onward, timezone.now())
    clock.shift(timedelta(minutes=20))
    inbox.take(message=row(made), by=manned.bakyt.actor)
    after = inbox.readers_of(made.onward, timezone.now())

    assert before
    assert after
    assert (before.name, after.name) == ("Umit Almaty", "Sabr Osh")


def test_danger_is_marked_and_not_held(manned: Rota) -> None:
    made = dropped()
    calm, danger = goes_on(made), goes_on(made, danger=True)
    heads = inbox.queries.heads([calm, danger], by=manned.aigul.actor)

    assert [heads[each.pk].danger for each in (calm, danger)] == [False, True]
    assert danger.state == "waiting"


def test_a_message_meant_for_a_person_is_marked_and_not_held(manned: Rota) -> None:
    made = dropped(marked=True)
    heads = inbox.queries.heads([row(made)], by=manned.aigul.actor)

    assert not made.held
    assert not made.ticket
    assert heads[made.message].danger
    assert inbox.queries.waiting(manned.aigul.actor) == [row(made)]


def test_after_erasing_nobody_goes_on(manned: Rota) -> None:
    made = dropped()
    inbox.erase(made.receipt.first, made.receipt.second, source=HERE)

    with pytest.raises(inbox.Gone):
        goes_on(made)
    assert inbox.readers_of(made.onward, timezone.now()) is None
    assert not Message.objects.exists()


def test_she_ends_what_she_has_opened_without_typing_the_numbers_again(manned: Rota) -> None:
    made = dropped()
    goes_on(made)
    inbox.end(made.onward)
    assert not Message.objects.exists()
    with pytest.raises(inbox.WrongNumbers):
        opened(made)
    with pytest.raises(inbox.Gone):
        inbox.end(made.onward)


@pytest.mark.parametrize("told", ["", "x", "1|2", "z" * 32 + "|RU|uz", "0" * 32 + "|RU|uz"])
def test_what_is_no_leave_lets_nobody_go_on(told: str, manned: Rota) -> None:
    with pytest.raises(inbox.Gone):
        inbox.go_on(told, "words", source=HERE, channel="web")
    assert inbox.readers_of(told, timezone.now()) is None


def test_a_held_message_lets_nobody_go_on_before_she_agrees(manned: Rota) -> None:
    made = dropped(danger=True)
    with pytest.raises(inbox.Gone):
        goes_on(made)
    inbox.agree(made.ticket)
    assert goes_on(made).number == 2


def test_it_names_no_number(manned: Rota) -> None:
    made = dropped()
    assert made.onward not in repr(made)
    assert made.receipt.first not in made.onward
    assert made.receipt.second not in made.onward
    assert Onward.unpacked(made.onward) == Onward.unpacked(opened(made).onward)


def test_where_nobody_reads_any_more_she_is_told(rota: Rota) -> None:
    watch = rota.watch(rota.dina)
    made = dropped()
    inbox.end_watch(watch=watch, by=rota.dina.actor)
    rota.watch(rota.dina, country="KZ", begins=time(0))

    with pytest.raises(inbox.Nobody):
        goes_on(made)
    taken(made, rota.aigul)
    assert goes_on(made), "who has read before is there while it has a watch at all"


@pytest.mark.parametrize("verb", ["drop", "go_on", "say_more", "erase", "end"])
def test_what_a_door_cannot_note_is_not_done(verb: str, manned: Rota) -> None:
    made = dropped()
    first, second = made.receipt.first, made.receipt.second
    before = list(Message.objects.values_list("pk", "state"))

    def broken(*_made: object) -> None:
        raise DatabaseError

    ways: dict[str, Callable[..., object]] = {
        "drop": dropped,
        "go_on": lambda **more: inbox.go_on(made.onward, "words", source=HERE, channel="web", **more),
        "say_more": lambda **more: inbox.say_more(first, second, "words", source=HERE, **more),
        "end": lambda **more: inbox.end(made.onward, **more),
        "erase": lambda **more: inbox.erase(first, second, source=HERE, **more),
    }
    with pytest.raises(DatabaseError):
        ways[verb](noting=broken)
    assert list(Message.objects.values_list("pk", "state")) == before, "neither is kept"

    noted: list[object] = []
    ways[verb](noting=lambda *told: noted.append(told))
    assert len(noted) == 1
    assert list(Message.objects.values_list("pk", "state")) != before, "and with a note it is done"
