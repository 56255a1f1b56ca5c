"""What another organisation did between the look at a message and its lock is seen: the first one does nothing more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from komek.foundations import inbox
from komek.foundations.audit.models import Entry
from komek.foundations.inbox.access import MESSAGES
from komek.foundations.inbox.models import Access, Answer, Message
from komek.foundations.vault.models import GroupKey
from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Hidden, WrongState
from tests.foundations.inbox.conftest import HERE, Rota
from tests.foundations.inbox.letters import dropped, row, taken
from tests.foundations.inbox.test_dropping import clock

__all__ = ["clock"]
Verb = Callable[[Message, Actor], Any]
VERBS: dict[str, Verb] = {
    "close": lambda message, by: inbox.close(message=message, by=by),
    "answer": lambda message, by: inbox.answer(message=message, text="Come.", by=by),
    "link": lambda message, by: inbox.link(message=message, contact=uuid4(), by=by),
    "give_back": lambda message, by: inbox.give_back(message=message, by=by),
    "open_message": lambda message, by: inbox.open_message(message=message, by=by),
    "open_file": lambda message, by: inbox.open_file(message=message, file=uuid4(), by=by),
}


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Let something happen after a verb has looked whether the actor may, and before it locks the row."""
    act()
    look, left = MESSAGES.require, [True]

    def before(*asked: Any) -> None:
        if left:
            left.pop()
        else:
            look(*asked)

    monkeypatch.setattr(MESSAGES, "require", before)


def left_alone(made: inbox.Dropped, verbs: int) -> None:
    """Assert that nothing was written by whoever came too late."""
    message = row(made)
    assert not Answer.objects.exists()
    assert message.contact is None
    assert Entry.objects.filter(object=made.message).count() == verbs


@pytest.mark.parametrize("verb", VERBS)
def test_what_was_given_back_and_taken_by_another_is_hidden(
    verb: str, manned: Rota, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dropped()
    taken(made, manned.aigul)

    def change() -> None:
        inbox.give_back(message=row(made), by=manned.aigul.actor)
        clock.shift(timedelta(minutes=20))
        taken(made, manned.bakyt)

    meanwhile(monkeypatch, change)
    with pytest.raises(Hidden):
        VERBS[verb](row(made), manned.aigul.actor)
    message = row(made)
    assert (message.state, message.taken_at, message.taken_by) == ("taken", manned.sabr.pk, manned.bakyt.user.pk)
    left_alone(made, verbs=3)
    holders = set(GroupKey.objects.filter(record=made.message).values_list("circle__organisation", flat=True))
    assert holders == {manned.sabr.pk}


@pytest.mark.parametrize("verb", VERBS)
def test_what_a_colleague_gave_back_is_taken_first(verb: str, manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dropped()
    taken(made, manned.aigul)
    meanwhile(monkeypatch, lambda: inbox.give_back(message=row(made), by=manned.dina.actor))
    with pytest.raises(WrongState):
        VERBS[verb](row(made), manned.aigul.actor)
    assert (row(made).state, row(made).taken_at) == ("waiting", None)
    assert Access.objects.filter(message=made.message).count() == 2
    left_alone(made, verbs=2)


@pytest.mark.parametrize("verb", VERBS)
def test_what_its_writer_erased_is_not_touched(verb: str, manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dropped()
    taken(made, manned.aigul)
    meanwhile(monkeypatch, lambda: inbox.erase(made.receipt.first, made.receipt.second, source=HERE))
    with pytest.raises(DomainError) as refused:
        VERBS[verb](row(made), manned.aigul.actor)
    assert isinstance(refused.value, WrongState)
    assert row(made).state == "erased"
    left_alone(made, verbs=1)


def test_what_another_took_is_taken_once(manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dropped()
    Access.objects.update(opens="2020-01-01T00:00Z")
    meanwhile(monkeypatch, lambda: taken(made, manned.bakyt))
    with pytest.raises(WrongState):
        taken(made, manned.aigul)
    assert row(made).taken_at == manned.sabr.pk


def test_what_was_taken_and_given_back_meanwhile_waits_its_turn_again(
    manned: Rota, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dropped()
    Access.objects.update(opens="2020-01-01T00:00Z")

    def change() -> None:
        taken(made, manned.aigul)
        inbox.give_back(message=row(made), by=manned.aigul.actor)

    meanwhile(monkeypatch, change)
    with pytest.raises(Hidden):
        taken(made, manned.bakyt)
    assert row(made).state == "waiting"
