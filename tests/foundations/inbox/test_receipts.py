"""Two numbers: they open the answer, go on in any channel, erase everything; without them nothing opens."""

from datetime import timedelta
from typing import Any

import pytest

from komek.foundations import inbox, vault
from komek.foundations.audit.models import Entry
from komek.foundations.inbox import erasing, receipts
from komek.foundations.inbox.models import Access, Answer, Message, Thread, Wait
from komek.foundations.vault import erasure
from komek.foundations.vault.models import GroupKey, Receipt
from komek.kernel.errors import WrongState
from komek.kernel.nightly import NIGHTLY
from tests.foundations.inbox.conftest import HERE, Rota
from tests.foundations.inbox.letters import WORDS, dropped, opened, row, taken
from tests.foundations.inbox.test_dropping import clock

__all__ = ["clock"]


def test_the_numbers_look_like_local_telephone_numbers(manned: Rota) -> None:
    made = dropped()
    assert len(made.receipt.first) == len(made.receipt.second) == 8
    assert (made.receipt.first + made.receipt.second).isdecimal()
    assert made.receipt.first not in repr(made)
    assert made.until - row(made).day == timedelta(days=90)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("4821 0375", "48210375"),
        (" 48-21-03-75\t", "48210375"),
        ("(4821) 03.75", "48210375"),
        ("٤٨٢١٠٣٧٥", "48210375"),
        ("４８２１０３７５", "48210375"),
        ("4821037", ""),
        ("482103755", ""),
        ("4821037a", ""),
        ("4821037²", ""),
        ("", ""),
        ("\u202e48210375", ""),
        ("+48210375", ""),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str, read: str) -> None:
    assert receipts.digits(written) == read


def test_she_reads_how_it_stands_and_never_sees_her_own_words(manned: Rota, clock: Any) -> None:
    made = dropped()
    found = opened(made)
    assert (found.state, found.answers, found.silent) == ("waiting", (), False)
    assert (found.country, found.language) == ("RU", "uz")
    assert [each.state for each in found.sent] == ["waiting"]
    assert WORDS not in repr(found)
    taken(made, manned.aigul)
    assert opened(made).state == "taken"
    inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor)
    assert (opened(made).state, len(opened(made).answers)) == ("answered", 1)


def test_silence_after_twice_the_minutes_is_told(manned: Rota, clock: Any) -> None:
    made = dropped()
    clock.shift(timedelta(minutes=29))
    assert not opened(made).silent
    clock.shift(timedelta(minutes=6))
    assert opened(made).silent
    taken(made, manned.bakyt)
    assert not opened(made).silent


def test_she_goes_on_with_whoever_has_read_her(manned: Rota) -> None:
    made = dropped()
    row(made)
    Access.objects.update(opens="2020-01-01T00:00Z")
    taken(made, manned.bakyt)
    more = inbox.say_more(made.receipt.first, made.receipt.second, "Яна.", source=HERE, channel="telegram").message
    assert [each.pk for each in inbox.queries.waiting(manned.bakyt.actor)] == [more]
    assert inbox.queries.waiting(manned.aigul.actor) == [], "Umit comes after who has read her"
    message = inbox.take(message=Message.objects.get(pk=more), by=manned.bakyt.actor)
    assert inbox.open_message(message=message, by=manned.bakyt.actor).text == "Яна."
    assert [each.pk for each in inbox.queries.thread(message)] == [made.message, more]
    assert [each.state for each in opened(made).sent] == ["taken", "taken"]


def test_what_is_wrong_with_more_is_told(manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dropped()
    both = (made.receipt.first, made.receipt.second)
    with pytest.raises(inbox.Empty):
        inbox.say_more(*both, " ", source=HERE)
    with pytest.raises(inbox.WrongNumbers):
        inbox.say_more("12345678", "12345678", "Яна.", source=HERE)
    monkeypatch.setattr(inbox.limits, "DROPS", inbox.limits.Limit("inbox-drop", each=0, all=9, seconds=60))
    with pytest.raises(inbox.TooOften):
        inbox.say_more(*both, "Яна.", source=HERE)
    monkeypatch.undo()
    for watch in (*inbox.queries.watches(manned.dina.actor), *inbox.queries.watches(manned.bakyt.actor)):
        inbox.end_watch(
            watch=watch, by=manned.dina.actor if watch.organisation == manned.umit.pk else manned.bakyt.actor
        )
    with pytest.raises(inbox.Nobody):
        inbox.say_more(*both, "Яна.", source=HERE)
    assert Message.objects.count() == 1


def everything() -> list[int]:
    """Count what is left of messages."""
    tables = (Message, Answer, Access, Thread, GroupKey, Receipt)
    return [table._default_manager.count() for table in tables]


def test_she_erases_all_she_sent_and_all_that_was_answered(manned: Rota) -> None:
    made = dropped()
    inbox.say_more(made.receipt.first, made.receipt.second, "Яна.", source=HERE)
    inbox.erase(made.receipt.first, made.receipt.second, source=HERE)
    assert everything() == [0] * 6
    with pytest.raises(inbox.WrongNumbers):
        opened(made)
    assert not Entry.objects.filter(object=made.message).exists()


def test_what_was_taken_leaves_a_row_that_says_erased_and_opens_to_nobody(manned: Rota) -> None:
    made = dropped()
    message = taken(made, manned.aigul)
    inbox.answer(message=message, text="Come.", by=manned.aigul.actor)
    inbox.erase(made.receipt.first, made.receipt.second, source=HERE)
    assert everything() == [1, 0, 0, 0, 0, 0]
    left = inbox.queries.find(manned.aigul.actor, made.message)
    assert (left.state, left.receipt, bytes(left.text), bytes(left.head)) == ("erased", None, b"", b"")
    with pytest.raises(WrongState):
        inbox.open_message(message=left, by=manned.aigul.actor)
    with pytest.raises(WrongState):
        inbox.answer(message=left, text="Hello?", by=manned.aigul.actor)
    assert inbox.queries.ours(manned.aigul.actor) == []


def test_an_older_backup_brings_nothing_back(manned: Rota) -> None:
    made = dropped()
    taken(made, manned.aigul)
    kept = [
        (table, list(table._default_manager.all())) for table in (Receipt, Thread, Message, Access, *vault_tables())
    ]
    inbox.erase(made.receipt.first, made.receipt.second, source=HERE)
    erasure.flush()
    Message.objects.all().delete()
    for table, rows in kept:
        table._default_manager.bulk_create(rows)
    assert opened(made).state == "taken", "the backup is whole"
    erasure.prepare()
    replayed = erasure.replay()
    erasing.forget_again(replayed.erased)
    assert everything() == [0] * 6
    with pytest.raises(inbox.WrongNumbers):
        opened(made)


def vault_tables() -> list[Any]:
    from komek.foundations.vault.models import SealedRecord

    return [SealedRecord, GroupKey]


def test_the_numbers_of_one_open_nothing_of_another(manned: Rota) -> None:
    one, other = dropped("One."), dropped("Other.")
    for made in (one, other):
        taken(made, manned.aigul)
        inbox.answer(message=row(made), text=f"To {made.message}.", by=manned.aigul.actor)
    assert [each.text for each in opened(one).answers] == [f"To {one.message}."]
    with pytest.raises(inbox.WrongNumbers):
        inbox.read(one.receipt.first, other.receipt.second, source=HERE)
    with pytest.raises(inbox.WrongNumbers):
        inbox.read(one.receipt.second, one.receipt.first, source=HERE)


def test_an_answer_moved_to_another_row_does_not_open(manned: Rota) -> None:
    one, other = dropped("One."), dropped("Other.")
    for made in (one, other):
        taken(made, manned.aigul)
        inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor)
    sealed = Answer.objects.get(message=one.message).for_writer
    Answer.objects.filter(message=other.message).update(for_writer=sealed)
    with pytest.raises(vault.Tampered):
        opened(other)


def test_what_nobody_touched_for_ninety_days_ends(manned: Rota, clock: Any) -> None:
    made, answered = dropped(), dropped()
    taken(answered, manned.aigul)
    clock.shift(timedelta(days=89))
    inbox.answer(message=row(answered), text="Come.", by=manned.aigul.actor)
    clock.shift(timedelta(days=1))
    NIGHTLY["inbox.old"].work()
    assert list(Message.objects.values_list("pk", flat=True)) == [answered.message]
    with pytest.raises(inbox.WrongNumbers):
        opened(made)
    assert opened(answered).until == row(answered).changed + timedelta(days=90)
    clock.shift(timedelta(days=90))
    NIGHTLY["inbox.old"].work()
    assert everything() == [0] * 6
    assert not Wait.objects.exists()
