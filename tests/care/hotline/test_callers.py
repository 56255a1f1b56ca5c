"""Callers who come again: known by number alone, marked with flags that end, forgotten on wish."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from komek.care.hotline import queries, sealing
from komek.care.hotline.actions import callers, keeping
from komek.care.hotline.models import Caller, Flag
from komek.care.hotline.nouns import Known, Reach
from komek.foundations import audit
from komek.foundations.audit.models import Entry
from komek.foundations.vault.models import IndexRow
from komek.kernel.errors import Forbidden, Hidden, Invalid
from tests.care.hotline.conftest import Line
from tests.care.hotline.told import NUMBER, reach, take


def last(kind: str, row: object, line: Line) -> str:
    entries = audit.history(kind, row.pk, organisation=line.cast.umit.pk)  # type: ignore[attr-defined]
    return str(entries[-1].verb)


def test_who_calls_again_is_known_by_her_number_however_it_is_written(line: Line) -> None:
    first = take(line.zarina)
    second = take(line.aigul, how=reach(phone="8 (701) 555-01-23", call_me="", when="On Sunday"))
    assert first.caller == second.caller
    assert "repeat_contact" in sealing.talk(second, by=line.zarina.actor).outcomes
    assert "repeat_contact" not in sealing.talk(first, by=line.zarina.actor).outcomes
    known = sealing.known(second.caller, by=line.zarina.actor)  # type: ignore[arg-type]
    assert (known.call_me, known.when, known.phones) == ("Nilufar", "On Sunday", (NUMBER,))


def test_a_messenger_name_finds_its_caller_too(line: Line) -> None:
    first = take(line.zarina, channel="telegram", how=reach(phone="@Nilufar_99"))
    assert queries.callers_at("@nilufar_99", by=line.aigul.actor) == [first.caller]
    assert queries.callers_at("@nilufar_98", by=line.aigul.actor) == []


def test_without_a_number_and_at_a_wrong_one_nobody_is_entered(line: Line) -> None:
    assert take(line.zarina, how=Reach()).caller is None
    assert take(line.zarina, outcomes=("wrong_number",)).caller is None
    assert not Caller.objects.exists()


def test_looking_for_a_number_is_on_record_without_the_number(line: Line) -> None:
    contact = take(line.zarina)
    found = callers.find_caller(phone=NUMBER, by=line.aigul.actor)
    assert found == [contact.caller]
    entry = Entry.objects.get(verb="caller.find")
    assert [str(each) for each in entry.objects_seen] == [str(contact.caller_id)]
    assert "5550123" not in str(entry.details)


def test_another_organisation_finds_nobody_at_the_number(line: Line) -> None:
    contact = take(line.zarina)
    assert contact.caller is not None
    assert queries.callers_at(NUMBER, by=line.bakyt.actor) == []
    with pytest.raises(Hidden):
        queries.find_caller(line.bakyt.actor, contact.caller.pk)


def test_reading_and_correcting_a_caller_is_on_record_and_keeps_her_numbers(line: Line) -> None:
    caller = take(line.zarina).caller
    assert caller is not None
    assert callers.read_caller(caller=caller, by=line.aigul.actor).call_me == "Nilufar"
    assert last("caller", caller, line) == "caller.read"
    told = Known(call_me="Nila", note="Speaks softly", safe="safe")
    callers.note_caller(caller=caller, told=told, by=line.aigul.actor)
    assert last("caller", caller, line) == "caller.note"
    known = sealing.known(caller, by=line.zarina.actor)
    assert (known.phones, known.call_me, known.note, known.language) == ((NUMBER,), "Nila", "Speaks softly", "uzb")
    with pytest.raises(Invalid):
        callers.note_caller(caller=caller, told=Known(safe="perhaps"), by=line.aigul.actor)
    with pytest.raises(Forbidden):
        callers.read_caller(caller=caller, by=line.saule.actor)


def test_an_abusive_contact_sets_a_flag_for_thirty_days(line: Line) -> None:
    contact = take(line.zarina, outcomes=("abusive",))
    assert contact.caller is not None
    (flag, kind, _words) = queries.flags(contact.caller, by=line.aigul.actor)[0]
    assert kind == "abusive"
    assert flag.valid_until == timezone.localdate() + timedelta(days=30)


def test_a_flag_stands_through_its_last_day_and_ends_by_itself(line: Line) -> None:
    caller = take(line.zarina).caller
    assert caller is not None
    until = timezone.localdate() + timedelta(days=2)
    callers.set_flag(caller=caller, kind="do_not_call", until=until, words="The husband answers", by=line.zarina.actor)
    assert last("caller", caller, line) == "caller.flag"
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert queries.flags_of([caller.pk], by=line.aigul.actor) == {caller.pk: ("do_not_call",)}
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=1), tick=False):
        assert queries.flags_of([caller.pk], by=line.aigul.actor) == {}
        keeping.go_round(line.cast.umit.pk)
    assert not Flag.objects.exists()


def test_the_same_flag_begins_anew_and_another_one_stands_beside_it(line: Line) -> None:
    caller = take(line.zarina).caller
    assert caller is not None
    for kind in ("care", "abusive", "care"):
        callers.set_flag(caller=caller, kind=kind, by=line.zarina.actor)
    assert sorted(kind for _row, kind, _words in queries.flags(caller, by=line.zarina.actor)) == ["abusive", "care"]


def test_a_flag_is_of_the_list_and_ends_within_a_year(line: Line) -> None:
    caller = take(line.zarina).caller
    assert caller is not None
    today = timezone.localdate()
    for wrong in ({"kind": "nice"}, {"kind": "care", "until": today - timedelta(days=1)}):
        with pytest.raises(Invalid):
            callers.set_flag(caller=caller, by=line.zarina.actor, **wrong)
    with pytest.raises(Invalid) as refused:
        callers.set_flag(caller=caller, kind="care", until=today + timedelta(days=367), by=line.zarina.actor)
    assert refused.value.field == "until"


def test_a_flag_is_lifted_before_its_day(line: Line) -> None:
    caller = take(line.zarina).caller
    assert caller is not None
    flag = callers.set_flag(caller=caller, kind="care", by=line.zarina.actor)
    callers.lift_flag(flag=queries.find_flag(line.aigul.actor, flag.pk), by=line.aigul.actor)
    assert queries.flags(caller, by=line.zarina.actor) == []
    assert last("caller", caller, line) == "caller.lift_flag"


def test_a_caller_is_forgotten_on_wish_and_her_contacts_stay_without_the_link(line: Line) -> None:
    contact = take(line.zarina)
    assert contact.caller is not None
    record = contact.caller.pk
    callers.erase_caller(caller=contact.caller, by=line.zarina.actor)
    contact.refresh_from_db()
    assert contact.caller is None
    assert queries.callers_at(NUMBER, by=line.zarina.actor) == []
    assert not IndexRow.objects.filter(record=record).exists()
    entries = audit.history("caller", record, organisation=line.cast.umit.pk)
    assert entries[-1].verb == "caller.erase"
