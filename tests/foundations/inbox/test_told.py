"""Before she sends she is told who reads it: where others read by then, it is held until she has been told of them."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from komek.foundations import inbox
from komek.foundations.inbox.models import Access, Message, Thread
from komek.foundations.vault.models import Receipt
from komek.kernel.nightly import MINUTELY
from tests.foundations.inbox.conftest import HERE, Rota
from tests.foundations.inbox.letters import dropped, opened, row, taken
from tests.foundations.inbox.test_dropping import clock, seen

__all__ = ["clock"]


def told(onward: str = "") -> str:
    """Give the mark of those of whom a door would tell her now."""
    now = timezone.now()
    readers = inbox.readers_of(onward, now) if onward else inbox.readers("RU", "uz", now)
    assert readers
    return readers.mark


def evening(rota: Rota) -> None:
    """Let Umit Almaty go home: Sabr Osh alone reads."""
    for watch in inbox.queries.watches(rota.dina.actor):
        inbox.end_watch(watch=watch, by=rota.dina.actor)


def adds(made: inbox.Dropped, mark: str | None, text: str = "There are three of us") -> inbox.Added:
    return inbox.go_on(made.onward, text, source=HERE, channel="telegram", told=mark)


def test_what_is_sent_to_those_she_was_told_of_is_not_held(manned: Rota) -> None:
    made = dropped(told=told())
    assert (made.held, made.ticket, row(made).state) == (False, "", "waiting")
    assert made.readers == inbox.readers("RU", "uz", timezone.now())
    assert not adds(made, told(made.onward)).held
    assert seen(manned) == (2, 0)


@pytest.mark.parametrize("way", ["drop", "go_on", "say_more"])
def test_where_others_read_than_she_was_told_nobody_sees_it_before_she_agrees(way: str, manned: Rota) -> None:
    first, before = dropped(), told()
    both = (first.receipt.first, first.receipt.second)
    evening(manned)
    ways: dict[str, Any] = {
        "drop": lambda: dropped(told=before),
        "go_on": lambda: adds(first, before),
        "say_more": lambda: inbox.say_more(*both, "There are three of us", source=HERE, told=before),
    }
    made = ways[way]()

    assert made.held
    assert (made.readers.name, made.readers.country) == ("Sabr Osh", "KG")
    assert seen(manned) == (1, 0), "the first one waits as it did"
    inbox.agree(made.ticket)
    assert seen(manned) == (1, 1)
    assert inbox.take(message=row(made), by=manned.bakyt.actor)


def test_without_her_yes_only_what_was_held_is_deleted(manned: Rota, clock: Any) -> None:
    made, before = dropped(), told()
    evening(manned)
    no, nothing = adds(made, before), adds(made, before)
    inbox.decline(no.ticket)
    clock.shift(timedelta(minutes=15))
    MINUTELY["inbox.held"].work()

    assert [each.pk for each in Message.objects.all()] == [made.message]
    assert len(opened(made).sent) == 1, "her numbers still open what she had sent"
    with pytest.raises(inbox.Gone):
        inbox.agree(nothing.ticket)


def test_what_is_asked_about_again_waits_from_then_on_and_what_is_over_stays_over(manned: Rota, clock: Any) -> None:
    before = told()
    evening(manned)
    over = dropped(told=before)
    clock.shift(timedelta(minutes=6))
    first = dropped(told=before)
    dropped(told=before)
    clock.shift(timedelta(minutes=9))
    inbox.ask_again([over.ticket, first.ticket])
    clock.shift(timedelta(minutes=14, seconds=59))
    MINUTELY["inbox.held"].work()
    assert [each.pk for each in Message.objects.all()] == [first.message], "of what she was not asked, nothing waits"
    clock.shift(timedelta(seconds=1))
    with pytest.raises(inbox.Gone):
        inbox.agree(first.ticket)
    MINUTELY["inbox.held"].work()
    assert not Message.objects.exists()
    assert not Thread.objects.exists()


def test_a_door_that_does_not_ask_adds_nothing_to_what_is_held(manned: Rota) -> None:
    before = told()
    evening(manned)
    made = dropped(told=before)
    with pytest.raises(inbox.Gone):
        adds(made, None)
    inbox.agree(made.ticket)
    assert not adds(made, None).held


def test_what_is_added_to_a_thread_that_is_held_is_held_too_and_goes_with_it(manned: Rota) -> None:
    before = told()
    evening(manned)
    made = dropped(told=before)
    more = adds(made, told(made.onward))
    assert more.held, "although she was told of those who read by now: she has not said yes"
    assert sorted(Message.objects.values_list("number", "state")) == [(1, "held"), (2, "held")]
    inbox.decline(made.ticket)
    assert Thread.objects.count() == 1, "her numbers stay as long as something of hers does"
    inbox.agree(more.ticket)
    assert [each.state for each in opened(made).sent] == ["waiting"]

    other = dropped(told=before)
    last = adds(other, before)
    inbox.decline(other.ticket)
    inbox.decline(last.ticket)
    assert (Thread.objects.count(), Receipt.objects.count()) == (1, 1)
    with pytest.raises(inbox.Gone):
        adds(other, before)


def test_what_is_erased_takes_along_what_was_held(manned: Rota) -> None:
    made, before = dropped(), told()
    evening(manned)
    more = adds(made, before)
    inbox.erase(made.receipt.first, made.receipt.second, source=HERE)
    assert not Message.objects.exists()
    assert not Access.objects.exists()
    with pytest.raises(inbox.Gone):
        inbox.agree(more.ticket)


def test_a_mark_changes_with_who_reads_in_which_order_and_whether_somebody_is_there(manned: Rota) -> None:
    marks = [told()]
    made = dropped()
    Access.objects.update(opens="2020-01-01T00:00Z")
    taken(made, manned.bakyt)
    marks.append(told(made.onward))
    assert told() == marks[0], "how long the last ones waited makes no other mark"
    evening(manned)
    marks.append(told())
    for watch in inbox.queries.watches(manned.bakyt.actor):
        inbox.end_watch(watch=watch, by=manned.bakyt.actor)
    asleep = (timezone.now().isoweekday() + 2) % 7 + 1
    manned.watch(manned.bakyt, begins=time(3), ends=time(3, 1), weekdays=[asleep])
    marks.append(told())
    assert len(set(marks)) == 4
    assert all(len(each) == 16 for each in marks)
