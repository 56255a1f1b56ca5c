"""After the contact: nobody is called where it is not safe, what is added stays beside what was said."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from komek.care import people
from komek.care.hotline import queries, sealing
from komek.care.hotline.actions import callers, following, passing_on
from komek.care.hotline.actions.writing import begin_contact
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import Known
from komek.foundations import audit, vault
from komek.foundations.audit.models import Entry
from komek.foundations.ledger.models import Fact
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.hotline.conftest import Line
from tests.care.hotline.told import NUMBER, REACH, TALK, reach, take
from tests.factories.orgs import make_member


def last(contact: Contact) -> str:
    return str(audit.history("contact", contact.pk, organisation=contact.organisation)[-1].verb)


def test_reading_and_listing_are_on_record(line: Line) -> None:
    contact = take(line.zarina)
    assert following.read_contact(contact=contact, by=line.aigul.actor) == TALK
    assert last(contact) == "contact.read"
    assert following.list_talks(contacts=[contact], by=line.aigul.actor) == [TALK]
    assert Entry.objects.filter(verb="contact.list").count() == 1
    with pytest.raises(Forbidden):
        following.list_talks(contacts=[contact], by=line.saule.actor)
    with pytest.raises(Hidden):
        following.read_contact(contact=contact, by=line.bakyt.actor)


def test_the_number_is_opened_on_purpose_and_on_record(line: Line) -> None:
    contact = take(line.zarina)
    assert following.show_number(contact=contact, by=line.aigul.actor).phone == NUMBER
    assert last(contact) == "contact.show_number"


@pytest.mark.parametrize("safe", ["unsafe", "watched"])
def test_nobody_is_called_where_she_said_that_it_is_not_safe(line: Line, safe: str) -> None:
    contact = take(line.zarina, how=reach(safe=safe))
    with pytest.raises(WrongState):
        following.show_number(contact=contact, by=line.aigul.actor)
    assert last(contact) == "contact.take"


def test_a_flag_of_danger_closes_the_number_until_it_is_lifted(line: Line) -> None:
    contact = take(line.zarina)
    assert contact.caller is not None
    flag = callers.set_flag(caller=contact.caller, kind="do_not_call", by=line.aigul.actor)
    with pytest.raises(WrongState):
        following.show_number(contact=contact, by=line.zarina.actor)
    callers.lift_flag(flag=flag, by=line.aigul.actor)
    assert following.show_number(contact=contact, by=line.zarina.actor).phone == NUMBER


def test_her_latest_no_closes_the_numbers_of_her_earlier_contacts(line: Line) -> None:
    earlier, other = take(line.zarina), take(line.zarina, how=reach(phone="+7 701 555 77 77"))
    take(line.aigul, how=reach(safe="unsafe", when="", words=""))
    with pytest.raises(WrongState):
        following.show_number(contact=earlier, by=line.zarina.actor)
    assert last(earlier) == "contact.take"
    assert following.show_number(contact=other, by=line.zarina.actor).phone == "+7 701 555 77 77"


def test_a_later_word_says_when_and_a_later_yes_does_not_open_what_was_closed(line: Line) -> None:
    closed = take(line.zarina, how=reach(safe="watched"))
    later = take(line.aigul, how=reach(safe="safe", when="On Sunday", words=""))
    assert following.show_number(contact=later, by=line.zarina.actor).when == "On Sunday"
    how = following.calling_back(closed, by=line.zarina.actor)
    assert (how.reach.safe, how.reach.when, how.reach.words) == ("watched", "On Sunday", REACH.words)
    assert how.earlier == (REACH.when,), "what she said then is not lost"
    with pytest.raises(WrongState):
        following.show_number(contact=closed, by=line.zarina.actor)


def test_what_a_colleague_corrects_of_the_caller_holds_for_her_contacts(line: Line) -> None:
    contact = take(line.zarina)
    assert contact.caller is not None
    callers.note_caller(caller=contact.caller, told=Known(safe="unsafe"), by=line.aigul.actor)
    with pytest.raises(WrongState):
        following.show_number(contact=contact, by=line.zarina.actor)


def test_many_contacts_are_asked_in_a_constant_number_of_queries(line: Line) -> None:
    def asked(contacts: list[Contact]) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert all(queries.calling(contacts, by=line.aigul.actor))
        return len(seen)

    few = [take(line.zarina, how=reach(phone=f"+7 701 555 00 0{n}")) for n in range(2)]
    asked(few)  # her keys are opened once
    before = asked(few)
    more = [take(line.zarina, how=reach(phone=f"+7 701 555 01 0{n}", safe="unsafe")) for n in range(6)]
    assert asked([*few, *more]) == before


def test_a_case_team_hears_the_latest_word_of_what_was_passed_on_to_it(line: Line) -> None:
    worker = make_member(line.cast.umit, "Gulnara", roles=["case_worker"], circles=["cases"])
    contact = take(line.zarina)
    passing_on.hand_over(contact=contact, by=line.zarina.actor)
    assert following.show_number(contact=contact, by=worker.actor).phone == NUMBER
    take(line.zarina, how=reach(safe="unsafe"))
    with pytest.raises(WrongState):
        following.show_number(contact=contact, by=worker.actor)
    case = passing_on.open_case(contact=contact, by=worker.actor)
    assert people.contact(case.person, by=worker.actor).safe == "unsafe"


def test_whose_keys_do_not_open_the_latest_word_calls_nobody(line: Line) -> None:
    contact = take(line.zarina)
    assert contact.caller is not None
    passing_on.hand_over(contact=contact, by=line.zarina.actor)
    (cases,) = [each.id for each in vault.circles_in(line.cast.umit.pk) if each.kind == "cases"]
    vault.withdraw(contact.caller.sealed_record, ["contact"], cases)
    worker = make_member(line.cast.umit, "Gulnara", roles=["case_worker"], circles=["cases"])
    assert following.calling_back(contact, by=worker.actor).closed
    with pytest.raises(WrongState):
        following.show_number(contact=contact, by=worker.actor)


def test_a_call_back_ends_the_promise_or_is_tried_again(line: Line) -> None:
    contact = take(line.zarina)
    following.record_call_back(contact=contact, result="no_answer", again=True, by=line.aigul.actor)
    assert contact.due_on == timezone.localdate()
    following.record_call_back(contact=contact, result="reached", words="She is well", by=line.aigul.actor)
    assert contact.due_on is None
    assert last(contact) == "contact.call_back"
    told = [values for _row, values in queries.additions(contact, by=line.zarina.actor)]
    assert [(each["kind"], each["result"], each["words"]) for each in told] == [
        ("call_back", "no_answer", ""),
        ("call_back", "reached", "She is well"),
    ]
    results = Fact.objects.filter(measure="hotline_call_back").values_list("axes__result", flat=True)
    assert sorted(results) == ["no_answer", "reached"]
    with pytest.raises(Invalid):
        following.record_call_back(contact=contact, result="perhaps", by=line.aigul.actor)


def test_a_note_is_added_and_what_was_said_stays(line: Line) -> None:
    contact = take(line.zarina)
    following.add_note(contact=contact, words="The brother called too.", by=line.aigul.actor)
    assert last(contact) == "contact.add"
    assert sealing.talk(contact, by=line.zarina.actor) == TALK
    ((_row, values),) = queries.additions(contact, by=line.zarina.actor)
    assert values["words"] == "The brother called too."
    with pytest.raises(Invalid):
        following.add_note(contact=contact, words="  ", by=line.aigul.actor)


def test_a_draft_is_neither_called_back_nor_added_to(line: Line) -> None:
    draft = begin_contact(talk=TALK, reach=REACH, by=line.zarina.actor)
    for act in (
        lambda: following.show_number(contact=draft, by=line.zarina.actor),
        lambda: following.add_note(contact=draft, words="A word", by=line.zarina.actor),
        lambda: following.record_call_back(contact=draft, result="reached", by=line.zarina.actor),
    ):
        with pytest.raises(WrongState):
            act()


def test_danger_now_is_one_press_for_a_draft_too_and_stands_in_the_list_of_today(line: Line) -> None:
    draft = begin_contact(talk=TALK, reach=REACH, by=line.zarina.actor)
    following.danger_now(contact=draft, by=line.zarina.actor)
    assert last(draft) == "contact.danger"
    contact = take(line.zarina, outcomes=("information_given",))
    following.danger_now(contact=contact, by=line.aigul.actor)
    assert sealing.talk(contact, by=line.zarina.actor).danger is True
    assert list(queries.due(line.zarina.actor, timezone.localdate())) == [contact]
