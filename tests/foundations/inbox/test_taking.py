"""Colleagues: one organisation takes a message, reads, answers, gives back, closes; every act is on record."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from komek.foundations import inbox, vault
from komek.foundations.audit.models import Entry
from komek.foundations.inbox.models import Access, Answer, Message, Wait
from komek.foundations.vault.models import GroupKey
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.factories.orgs import Staff, make_member
from tests.foundations.inbox.conftest import Rota
from tests.foundations.inbox.letters import WORDS, dropped, opened, row, taken
from tests.foundations.inbox.test_dropping import clock

__all__ = ["clock"]


def readers(made: inbox.Dropped) -> set[Any]:
    """Say which organisations hold a key of a message."""
    rows = GroupKey.objects.filter(record=made.message).exclude(sealed=b"")
    return set(rows.values_list("circle__organisation", flat=True))


def on_record(verb: str, made: inbox.Dropped, who: Staff) -> Entry:
    """Find the one entry of a verb about a message."""
    entry = Entry.objects.get(verb=verb)
    assert (entry.organisation, entry.actor) == (who.membership.organisation_id, who.user.pk)
    assert (entry.kind, entry.object) == ("message", made.message)
    return entry


def test_whoever_takes_a_message_is_the_only_one_who_can_open_it(manned: Rota) -> None:
    made = dropped()
    before = row(made)
    assert vault.open_row(before, keyring=manned.bakyt.keyring).text == {"text": WORDS}
    taken(made, manned.aigul)
    assert readers(made) == {manned.umit.pk}
    assert not vault.open_row(before, keyring=manned.bakyt.keyring).text
    on_record("inbox.take", made, manned.aigul)
    assert inbox.queries.waiting(manned.aigul.actor) == []
    assert [each.pk for each in inbox.queries.ours(manned.dina.actor)] == [made.message]
    with pytest.raises(Hidden):
        inbox.queries.find(manned.bakyt.actor, made.message)


def test_the_second_may_take_it_when_its_time_has_come(manned: Rota, clock: Any) -> None:
    made = dropped()
    with pytest.raises(Hidden):
        taken(made, manned.bakyt)
    clock.shift(timedelta(minutes=20))
    taken(made, manned.bakyt)
    assert readers(made) == {manned.sabr.pk}
    assert inbox.queries.waiting(manned.aigul.actor) == []
    with pytest.raises(Hidden):
        taken(made, manned.aigul)


def test_a_message_is_taken_once(manned: Rota) -> None:
    made = dropped()
    taken(made, manned.aigul)
    with pytest.raises(WrongState):
        taken(made, manned.dina)


def test_a_message_is_read_after_it_was_taken_and_that_is_on_record(manned: Rota) -> None:
    made = dropped(back=inbox.Back("telegram", "777", may_tell=True))
    with pytest.raises(WrongState):
        inbox.open_message(message=row(made), by=manned.aigul.actor)
    taken(made, manned.aigul)
    letter = inbox.open_message(message=row(made), by=manned.dina.actor)
    assert (letter.text, letter.can_tell, letter.files, letter.replies) == (WORDS, True, (), ())
    assert (letter.head.country, letter.head.language, letter.head.channel) == ("RU", "uz", "web")
    assert isinstance(letter.head.at, datetime)
    on_record("inbox.open", made, manned.dina)
    with pytest.raises(vault.KeyringLocked):
        inbox.open_message(message=row(made), by=manned.aigul.locked)


def test_who_is_not_in_the_circle_opens_nothing(manned: Rota) -> None:
    outside = make_member(manned.umit, "Newcomer", roles=["hotline_operator"])
    made = dropped()
    assert inbox.queries.heads([row(made)], by=outside.actor) == {}
    with pytest.raises(vault.NotEntitled):
        taken(made, outside)
    assert row(made).state == "waiting"
    assert readers(made) == {manned.umit.pk, manned.sabr.pk}, "a failed take has taken nobody's key"
    taken(made, manned.aigul)
    with pytest.raises(vault.NotEntitled):
        inbox.open_message(message=row(made), by=outside.actor)


@pytest.mark.parametrize("verb", ["take", "give_back", "close", "open_message"])
def test_an_administrator_and_a_stranger_do_nothing(verb: str, manned: Rota) -> None:
    made = dropped()
    if verb != "take":
        taken(made, manned.aigul)
    for who, error in ((manned.saule, Forbidden), (manned.charos, Hidden), (manned.bakyt, Hidden)):
        with pytest.raises(error):
            getattr(inbox, verb)(message=row(made), by=who.actor)


def test_an_answer_is_sealed_to_the_two_numbers_and_to_colleagues(manned: Rota) -> None:
    made = dropped()
    taken(made, manned.aigul)
    assert inbox.answer(message=row(made), text="  Эртага соат 9 да келинг.\n", by=manned.aigul.actor) is False
    assert row(made).state == "answered"
    on_record("inbox.answer", made, manned.aigul)
    assert [each.text for each in opened(made).answers] == ["Эртага соат 9 да келинг."]
    letter = inbox.open_message(message=row(made), by=manned.dina.actor)
    assert [each.text for each in letter.replies] == ["Эртага соат 9 да келинг."]
    inbox.answer(message=row(made), text="Яна бир гап.", by=manned.dina.actor)
    assert len(opened(made).answers) == 2
    assert not vault.open_row(Answer.objects.order_by("pk")[0], keyring=manned.bakyt.keyring).text


def test_a_key_that_the_others_may_have_kept_opens_no_answer(manned: Rota) -> None:
    made = dropped()
    taken(made, manned.aigul)
    inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor)
    numbers = GroupKey.objects.filter(record=made.message, group="story").values_list("number", flat=True)
    assert sorted(numbers) == [1, 2], "what is written after the others lost access has a fresh key"


def test_answering_tells_the_writer_only_where_she_allowed_it(manned: Rota) -> None:
    told: list[tuple[str, str]] = []

    def tell(address: str, language: str) -> bool:
        told.append((address, language))
        return True

    inbox.register_teller("telegram", tell)
    allowed = dropped(back=inbox.Back("telegram", "777", may_tell=True), channel="telegram")
    forbidden = dropped(back=inbox.Back("telegram", "888"), channel="telegram")
    without = dropped()
    other = dropped(back=inbox.Back("whatsapp", "999", may_tell=True))
    for made, result in ((allowed, True), (forbidden, False), (without, False), (other, False)):
        taken(made, manned.aigul)
        assert inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor) is result
    assert told == [("777", "uz")]
    with pytest.raises(ValueError, match="no channel"):
        inbox.register_teller("pigeon", lambda address, language: True)


def test_a_teller_that_breaks_loses_no_answer_and_no_address(manned: Rota, caplog: pytest.LogCaptureFixture) -> None:
    def broken(address: str, language: str) -> bool:
        raise RuntimeError(address)

    inbox.register_teller("telegram", broken)
    made = dropped(back=inbox.Back("telegram", "77712345678", may_tell=True))
    taken(made, manned.aigul)
    assert inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor) is False
    assert [each.text for each in opened(made).answers] == ["Come."]
    assert "teller of telegram" in caplog.text
    assert "77712345678" not in caplog.text


@pytest.mark.parametrize("text", ["", "  \n", "я" * (inbox.LONGEST + 1)])
def test_an_answer_has_words_and_not_too_many(text: str, manned: Rota) -> None:
    made = dropped()
    taken(made, manned.aigul)
    with pytest.raises(Invalid) as refused:
        inbox.answer(message=row(made), text=text, by=manned.aigul.actor)
    assert refused.value.field == "text"
    assert not Answer.objects.exists()


def test_what_nobody_took_is_not_answered(manned: Rota) -> None:
    made = dropped()
    with pytest.raises(WrongState):
        inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor)


def test_a_message_given_back_is_seen_by_the_chain_again(manned: Rota, clock: Any) -> None:
    made = dropped()
    taken(made, manned.aigul)
    inbox.give_back(message=row(made), by=manned.aigul.actor)
    on_record("inbox.give_back", made, manned.aigul)
    assert readers(made) == {manned.umit.pk, manned.sabr.pk}
    assert [len(inbox.queries.waiting(who.actor)) for who in (manned.aigul, manned.bakyt)] == [1, 0]
    clock.shift(timedelta(minutes=20))
    taken(made, manned.bakyt)
    assert inbox.open_message(message=row(made), by=manned.bakyt.actor).text == WORDS
    assert readers(made) == {manned.sabr.pk}


def test_an_answered_message_is_not_given_back(manned: Rota) -> None:
    made = dropped()
    taken(made, manned.aigul)
    inbox.answer(message=row(made), text="Come.", by=manned.aigul.actor)
    with pytest.raises(WrongState):
        inbox.give_back(message=row(made), by=manned.aigul.actor)


def test_closing_and_what_came_of_it(manned: Rota) -> None:
    made, contact = dropped(), uuid4()
    with pytest.raises(WrongState):
        inbox.link(message=row(made), contact=contact, by=manned.aigul.actor)
    taken(made, manned.aigul)
    inbox.link(message=row(made), contact=contact, by=manned.aigul.actor)
    assert on_record("inbox.link", made, manned.aigul).objects_seen == [contact]
    assert row(made).contact == contact
    inbox.close(message=row(made), by=manned.aigul.actor)
    on_record("inbox.close", made, manned.aigul)
    assert row(made).state == "closed"
    assert inbox.queries.ours(manned.aigul.actor) == []
    assert set(Access.objects.values_list("organisation", flat=True)) == {manned.umit.pk}
    assert inbox.open_message(message=row(made), by=manned.aigul.actor).text == WORDS
    inbox.answer(message=row(made), text="One more thing.", by=manned.aigul.actor)
    assert row(made).state == "answered"


def test_how_long_they_waited_is_kept_without_which_and_no_more_than_is_told(manned: Rota, clock: Any) -> None:
    made = dropped()
    clock.shift(timedelta(minutes=11))
    taken(made, manned.aigul)
    assert list(Wait.objects.values_list("organisation", "minutes")) == [(manned.umit.pk, 15)]
    Wait.objects.bulk_create(Wait(organisation=manned.umit.pk, minutes=5) for _ in range(40))
    taken(dropped(), manned.aigul)
    assert Wait.objects.filter(organisation=manned.umit.pk).count() == 20


def test_silence_is_counted_for_whoever_watches_the_house(manned: Rota, clock: Any) -> None:
    dropped()
    assert inbox.queries.silent() == 0
    clock.shift(timedelta(minutes=35))
    assert inbox.queries.silent() == 1


def test_a_message_that_its_writer_has_just_erased_is_gone_for_whoever_looks_at_it(manned: Rota) -> None:
    made = dropped()
    looking = row(made)
    inbox.erase(made.receipt.first, made.receipt.second, source=b"x")
    with pytest.raises(Hidden):
        inbox.take(message=looking, by=manned.aigul.actor)
    assert not Message.objects.exists()
