"""After the contact: nobody is called where it is not safe, what is added stays beside what was said."""

import pytest
from django.utils import timezone

from komek.care.hotline import queries, sealing
from komek.care.hotline.actions import callers, following
from komek.care.hotline.actions.writing import begin_contact
from komek.care.hotline.models import Contact
from komek.foundations import audit
from komek.foundations.audit.models import Entry
from komek.foundations.ledger.models import Fact
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.hotline.conftest import Line
from tests.care.hotline.told import NUMBER, REACH, TALK, reach, take


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
