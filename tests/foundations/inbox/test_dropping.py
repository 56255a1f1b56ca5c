"""Dropping in: sealed to the whole chain, shown to one after the other, held where there is danger."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from komek.foundations import inbox, vault
from komek.foundations.audit.models import Entry
from komek.foundations.inbox.models import Access, Message
from komek.foundations.vault.models import GroupKey, Receipt, SealedFile, SealedRecord
from komek.foundations.vault.uploads import from_bytes
from komek.kernel.errors import Hidden
from komek.kernel.nightly import MINUTELY
from tests.foundations.inbox.conftest import HERE, Rota
from tests.foundations.inbox.letters import WORDS, dropped, opened, row, taken

NOON = datetime(2026, 11, 30, 7, 2, 11, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    """A clock that a test moves."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def seen(rota: Rota) -> tuple[int, int]:
    """Say how many messages Umit Almaty and Sabr Osh see."""
    return len(inbox.queries.waiting(rota.aigul.actor)), len(inbox.queries.waiting(rota.bakyt.actor))


def test_a_message_is_sealed_at_once_to_everybody_of_the_chain_and_shown_to_the_first(manned: Rota) -> None:
    made = dropped()
    keys = set(GroupKey.objects.filter(record=made.message).values_list("group", "circle__organisation"))
    assert keys == {(group, each.pk) for group in ("contact", "story") for each in (manned.umit, manned.sabr)}
    assert seen(manned) == (1, 0)
    assert inbox.queries.waiting(manned.charos.actor) == []
    assert inbox.queries.waiting(manned.saule.actor) == [], "an administrator reads nothing"
    with pytest.raises(Hidden):
        inbox.queries.find(manned.bakyt.actor, made.message)


def test_the_next_one_sees_it_when_the_minutes_are_over_and_no_job_seals_anything(manned: Rota, clock: Any) -> None:
    dropped()
    keys = GroupKey.objects.count()
    clock.shift(timedelta(minutes=14))
    MINUTELY["inbox.ring"].work()
    assert seen(manned) == (1, 0)
    clock.shift(timedelta(minutes=6))
    assert seen(manned) == (1, 1), "also where the worker stands still"
    MINUTELY["inbox.ring"].work()
    assert seen(manned) == (1, 1)
    assert GroupKey.objects.count() == keys


def test_each_organisation_is_rung_once_when_it_may_see_the_message(manned: Rota, clock: Any) -> None:
    rung: list[Any] = []
    inbox.register_bell(lambda organisation, message: rung.append((organisation, message)))
    made = dropped()
    for _minute in range(3):
        MINUTELY["inbox.ring"].work()
    assert rung == [(manned.umit.pk, made.message)]
    clock.shift(timedelta(minutes=20))
    for _minute in range(3):
        MINUTELY["inbox.ring"].work()
    assert rung == [(manned.umit.pk, made.message), (manned.sabr.pk, made.message)]
    again = dropped()
    taken(again, manned.aigul)
    MINUTELY["inbox.ring"].work()
    assert len(rung) == 2, "nobody is called for what was taken already"


def test_a_bell_that_breaks_stops_no_other_and_says_nothing_of_a_message(
    manned: Rota, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(organisation: Any, message: Any) -> None:
        raise RuntimeError(WORDS)

    inbox.register_bell(broken)
    dropped()
    MINUTELY["inbox.ring"].work()
    assert "inbox.ring" in caplog.text
    assert WORDS not in caplog.text
    assert not Access.objects.filter(told=True).exists()


def test_no_table_says_at_which_minute_somebody_wrote(manned: Rota, clock: Any) -> None:
    made = dropped(back=inbox.Back("telegram", "77712345678", may_tell=True))
    message = row(made)
    times = [message.silent_from, *Access.objects.values_list("opens", flat=True)]
    assert all(at and (at.minute % 5, at.second, at.microsecond) == (0, 0, 0) for at in times)
    assert not Entry.objects.filter(object=made.message).exists(), "the chain of entries has seconds"
    taken(made, manned.aigul)
    after = row(made).silent_from
    assert after
    assert (after.minute % 5, after.second, after.microsecond) == (0, 0, 0)
    inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor)
    assert row(made).silent_from is None
    assert set(Access.objects.values_list("opens", flat=True)) == {None}
    head = inbox.queries.heads([row(made)], by=manned.aigul.actor)[made.message]
    assert head.at == NOON, "who took it knows: of WhatsApp's day so many hours are left"


def test_nothing_of_a_message_rests_in_clear(manned: Rota) -> None:
    made = dropped(back=inbox.Back("telegram", "77712345678", may_tell=True))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = " ".join(str(line) for (line,) in cursor.fetchall())
            for secret in (WORDS, "77712345678", made.receipt.first, made.receipt.second):
                assert secret not in rows, table
                assert secret.encode().hex() not in rows, table


def test_danger_holds_a_message_until_she_agrees(manned: Rota, clock: Any) -> None:
    made = dropped(danger=True)
    assert made.held
    assert row(made).state == "held"
    assert seen(manned) == (0, 0)
    with pytest.raises(Hidden):
        inbox.queries.find(manned.aigul.actor, made.message)
    clock.shift(timedelta(minutes=14, seconds=59))
    assert inbox.agree(made.ticket) == made.message
    assert seen(manned) == (1, 0)
    assert inbox.queries.heads([row(made)], by=manned.aigul.actor)[made.message].danger
    taken(made, manned.aigul)
    assert inbox.open_message(message=row(made), by=manned.aigul.actor).text == WORDS, "she typed it once"
    with pytest.raises(inbox.Gone):
        inbox.agree(made.ticket)


def gone(made: inbox.Dropped) -> bool:
    """Say whether nothing is left that could open a message."""
    left = [
        Message.objects.filter(pk=made.message),
        GroupKey.objects.filter(record=made.message),
        SealedRecord.objects.filter(pk=made.message),
        SealedFile.objects.filter(record=made.message),
        Receipt.objects.all(),
    ]
    return not any(rows.exists() for rows in left)


def test_a_declined_message_is_gone_at_once(manned: Rota) -> None:
    made = dropped(danger=True, files=[from_bytes("voice.ogg", b"OggS")])
    assert not gone(made)
    inbox.decline(made.ticket)
    assert gone(made)
    with pytest.raises(inbox.Gone):
        inbox.agree(made.ticket)
    with pytest.raises(inbox.Gone):
        inbox.decline(made.ticket)
    with pytest.raises(inbox.WrongNumbers):
        opened(made)


def test_a_held_message_is_gone_after_fifteen_minutes(manned: Rota, clock: Any) -> None:
    made = dropped(danger=True)
    clock.shift(timedelta(minutes=14))
    MINUTELY["inbox.held"].work()
    assert not gone(made)
    clock.shift(timedelta(minutes=1))
    with pytest.raises(inbox.Gone):
        inbox.agree(made.ticket)
    MINUTELY["inbox.held"].work()
    assert gone(made)
    MINUTELY["inbox.held"].work()


def test_another_ticket_agrees_to_nothing(manned: Rota) -> None:
    dropped(danger=True)
    for wrong in ("", "x" * 43, "\0"):
        with pytest.raises(inbox.Gone):
            inbox.agree(wrong)
    assert Message.objects.get().state == "held"


def test_where_nobody_reads_nothing_is_taken_in(rota: Rota) -> None:
    with pytest.raises(inbox.Nobody):
        dropped()
    assert not Message.objects.exists()
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", inbox.Empty),
        (" \n\t\r\n ", inbox.Empty),
        ("\0\x01\x1b", inbox.Empty),
        ("\u202e\u200f\u2066", inbox.Empty),
        ("я" * (inbox.LONGEST + 1), inbox.TooLong),
        ("😟" * (inbox.LONGEST + 1), inbox.TooLong),
    ],
)
def test_what_is_no_message_is_refused_and_costs_nothing(text: str, error: type[Exception], manned: Rota) -> None:
    with pytest.raises(error) as refused:
        dropped(text)
    assert text.strip() == "" or text not in str(refused.value)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("😟🏽 мени ушлаб турибди", "😟🏽 мени ушлаб турибди"),
        ("اینجا\u200cها", "اینجا\u200cها"),
        ("ab\u202ecd\u202c\0ef\r\n\r\ng", "abcdef\n\ng"),
        ("…", "…"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("я" * inbox.LONGEST, "я" * inbox.LONGEST),
        ("\ud83d", None),
    ],
)
def test_letters_and_pictures_of_every_script_arrive_and_hidden_signs_do_not(
    text: str, kept: str | None, manned: Rota
) -> None:
    if kept is None:
        with pytest.raises(inbox.Empty):
            dropped(text)
        return
    made = dropped(text)
    taken(made, manned.aigul)
    assert inbox.open_message(message=row(made), by=manned.aigul.actor).text == kept


def test_unknown_places_and_languages_count_as_not_said(manned: Rota) -> None:
    made = dropped(country="<b>", language="xx")
    head = inbox.queries.heads([row(made)], by=manned.aigul.actor)[made.message]
    assert (head.country, head.language, head.channel, head.danger) == ("", "en", "web", False)
    with pytest.raises(ValueError, match="no channel"):
        dropped(channel="pigeon")


def test_files_travel_sealed_and_are_bounded(manned: Rota) -> None:
    made = dropped("", files=[from_bytes("voice.ogg", b"OggS" * 100), from_bytes("note.txt", b"hello")])
    taken(made, manned.aigul)
    letter = inbox.open_message(message=row(made), by=manned.aigul.actor)
    assert [each.name for each in letter.files] == ["note.txt", "voice.ogg"]
    assert b"".join(vault.read_file(letter.files[0].id, keyring=manned.aigul.keyring)) == b"hello"
    with pytest.raises(vault.NotEntitled):
        vault.read_file(letter.files[0].id, keyring=manned.bakyt.keyring)
    with pytest.raises(inbox.TooLarge):
        dropped(files=[from_bytes("a", b"a")] * 4)


def test_too_many_from_one_place_or_from_everywhere_are_refused(
    manned: Rota, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    few = inbox.limits.Limit("inbox-drop", each=2, all=5, seconds=60)
    monkeypatch.setattr(inbox.limits, "DROPS", few)
    for place in (b"one", b"two"):
        for _ in range(2):
            dropped(source=place)
        with pytest.raises(inbox.TooOften):
            dropped(source=place)
    dropped(source=b"three")
    with pytest.raises(inbox.TooOften):
        dropped(source=b"four")
    dropped(source=b"five", channel="telegram")
    clock.shift(timedelta(minutes=2))
    dropped(source=b"four")
    with pytest.raises(inbox.TooOften):
        dropped(source=b"one")
    clock.shift(timedelta(hours=1))
    dropped(source=b"one")


def test_a_busy_machine_says_so(manned: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise vault.Busy

    monkeypatch.setattr("komek.foundations.vault._argon.run", busy)
    with pytest.raises(inbox.TooOften):
        dropped()
    with pytest.raises(inbox.TooMany):
        inbox.read("12345678", "12345678", source=HERE)
