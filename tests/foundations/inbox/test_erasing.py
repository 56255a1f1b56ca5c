"""What a writer erases is erased in other rooms too, in one transaction; and what comes meanwhile leaves nothing."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from komek.foundations import inbox
from komek.foundations.inbox import receipts
from komek.foundations.inbox.models import Access, Message, Thread
from komek.foundations.vault.models import GroupKey, Receipt, SealedRecord
from komek.kernel.nightly import NIGHTLY
from tests.foundations.inbox.conftest import HERE, Rota
from tests.foundations.inbox.letters import dropped, opened, row, taken


def test_other_rooms_erase_their_copies_while_the_rows_still_stand(manned: Rota) -> None:
    seen: list[tuple[set[UUID], int, bool]] = []

    def erase(messages: Collection[UUID]) -> None:
        standing = Message.objects.filter(pk__in=messages, receipt__isnull=False).count()
        seen.append((set(messages), standing, connection.in_atomic_block))

    inbox.register_eraser(erase)
    inbox.register_eraser(erase)
    made, other = dropped(), dropped()
    more = inbox.say_more(made.receipt.first, made.receipt.second, "Яна.", source=HERE).message
    taken(made, manned.aigul)
    inbox.erase(made.receipt.first, made.receipt.second, source=HERE)
    assert seen == [({made.message, more}, 2, True)], "once, and nothing of another writer"
    assert opened(other).state == "waiting"


def test_an_eraser_that_fails_undoes_all(manned: Rota) -> None:
    def broken(messages: Collection[UUID]) -> None:
        raise RuntimeError("not erased")

    made = dropped()
    inbox.register_eraser(lambda messages: Access.objects.filter(message__in=messages).update(told=True))
    inbox.register_eraser(broken)
    with pytest.raises(RuntimeError, match="not erased"):
        inbox.erase(made.receipt.first, made.receipt.second, source=HERE)
    assert opened(made).state == "waiting"
    assert not Access.objects.filter(told=True).exists(), "what another eraser did is undone with it"


def test_a_message_that_grew_old_or_was_declined_is_no_erasing_by_its_writer(manned: Rota) -> None:
    asked: list[Any] = []
    inbox.register_eraser(asked.append)
    dropped()
    Message.objects.update(changed="2020-01-01")
    NIGHTLY["inbox.old"].work()
    inbox.decline(dropped(danger=True).ticket)
    assert not Message.objects.exists()
    assert asked == [], "a contact has a date of its own; of a declined message there is no copy"


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Let something happen once, after the two numbers were opened and before anything is locked."""
    opening, left = receipts._opened, [act]

    def late(*numbers: Any) -> Any:
        receipt = opening(*numbers)
        if left:
            left.pop()()
        return receipt

    monkeypatch.setattr(receipts, "_opened", late)


def test_who_goes_on_while_everything_is_erased_is_told_so_and_nothing_is_left(
    manned: Rota, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dropped()
    both = (made.receipt.first, made.receipt.second)
    meanwhile(monkeypatch, lambda: inbox.erase(*both, source=HERE))
    with pytest.raises(inbox.WrongNumbers):
        inbox.say_more(*both, "Яна.", source=HERE)
    for table in (Message, Access, Thread, GroupKey, SealedRecord, Receipt):
        assert not table._default_manager.exists(), table


def test_who_reads_while_everything_is_erased_is_told_so(manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dropped()
    both = (made.receipt.first, made.receipt.second)
    meanwhile(monkeypatch, lambda: inbox.erase(*both, source=HERE))
    with pytest.raises(inbox.WrongNumbers):
        inbox.read(*both, source=HERE)


def test_what_comes_after_counts_on_from_what_came_meanwhile(manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dropped()
    both = (made.receipt.first, made.receipt.second)
    meanwhile(monkeypatch, lambda: inbox.say_more(*both, "Яна.", source=HERE))
    inbox.say_more(*both, "Яна бир.", source=HERE)
    assert sorted(Message.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_danger_in_a_later_message_is_told_to_whoever_reads_and_holds_nothing_back(manned: Rota) -> None:
    made = dropped()
    both = (made.receipt.first, made.receipt.second)
    calm = inbox.say_more(*both, "Яна.", source=HERE).message
    more = inbox.say_more(*both, "Эшикни қулфлади.", source=HERE, danger=True).message
    heads = inbox.queries.heads(inbox.queries.waiting(manned.aigul.actor), by=manned.aigul.actor)
    assert {pk: head.danger for pk, head in heads.items()} == {made.message: False, calm: False, more: True}
    assert (row(made).state, Message.objects.get(pk=more).state) == ("waiting", "waiting")
